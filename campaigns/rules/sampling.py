"""A random sample that anybody can draw again: from a public seed, with a hash and nothing else. Pure."""

from collections.abc import Iterable
from hashlib import sha256

#: So many lines are drawn for a check by hand, and never more than the second.
USUAL, MOST = 10, 30


def sampled(keys: Iterable[str], seed: str, count: int = USUAL) -> list[str]:
    """`count` of these keys, of different ones, at most `MOST`; all where there are fewer.

    Anybody can repeat it: the keys stand in the order of the SHA-256 of "seed:key", and the first are drawn. Which are
    drawn depends on no order in which they come, and a longer sample begins with the shorter one.
    """
    drawn = sorted(set(keys), key=lambda key: (sha256(f"{seed}:{key}".encode()).hexdigest(), key))
    return drawn[: max(0, min(count, MOST))]
