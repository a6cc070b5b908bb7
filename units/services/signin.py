"""Slows down the guessing of passwords (ASVS 6.3.1) without locking anybody out.

Failures are counted for a user name from one address, and for an address whatever the name; never for a name
alone, since then anybody could keep an officer out on the last evening. After too many, no password is looked
at from there for a minute, and no longer: the right password works then. The counts are in the cache: with
Redis one for all processes, else one for each process.
"""

import hashlib
from datetime import datetime, timedelta

from django.core.cache import cache

from units.rules import plain_username

WINDOW = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)
#: Failures within the window after which each further one closes the door of this name from this address.
FAILURES_OF_A_NAME = 10
#: Failures within the window after which the address pauses, and is counted anew: an office behind one address
#: has many officers.
FAILURES_OF_AN_ADDRESS = 100


def pause_left(*, username: str, address: str, now: datetime) -> int:
    """Whole seconds until a sign-in with this name from this address is looked at again; 0 when it is at once."""
    ends = cache.get_many([_key("pause", *door) for door in _doors(username, address)]).values()
    left = max((end - now for end in ends), default=timedelta(0))
    return max(0, -(-left // timedelta(seconds=1)))


def count_failure(*, username: str, address: str, now: datetime) -> None:
    """Count a failed sign-in; close the doors that have seen too many."""
    pair, whole = _doors(username, address)
    if _counted(pair) >= FAILURES_OF_A_NAME:
        _pause(pair, now)
    if _counted(whole) >= FAILURES_OF_AN_ADDRESS:
        _pause(whole, now)
        cache.delete(_key("count", *whole))


def forget_failures(*, username: str, address: str) -> None:
    """A sign-in that succeeded clears the count of its name from this address.

    The address keeps its count: who guesses at the passwords of others may well have an account.
    """
    pair, _whole = _doors(username, address)
    cache.delete(_key("count", *pair))


def _doors(username: str, address: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is counted: the name from the address, and the address."""
    return (address, plain_username(username)), (address,)


def _key(kind: str, *parts: str) -> str:
    """A cache key of bounded length whatever was typed."""
    return f"signin-{kind}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"


def _counted(door: tuple[str, ...]) -> int:
    """One more failure; how many since the window of the first one began."""
    key = _key("count", *door)
    cache.add(key, 0, WINDOW.total_seconds())
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two
        cache.set(key, 1, WINDOW.total_seconds())
        return 1


def _pause(door: tuple[str, ...], now: datetime) -> None:
    cache.set(_key("pause", *door), now + PAUSE, PAUSE.total_seconds())
