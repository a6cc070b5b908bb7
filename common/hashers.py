"""Password hashing at OWASP's minimum for Argon2id.

Django's own setting takes five times the memory. On the evening of a deadline hundreds sign in at once, and the hash
is most of what a sign-in costs.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OwaspArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet)."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
