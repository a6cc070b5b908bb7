"""Sentences of the organisation's rules, without a database and without a clock."""

import re
import unicodedata
from datetime import date

#: A user name: small letters of ASCII, digits, full stops, hyphens, underscores. One script, no marks, nothing unseen:
#: no two names look alike; the database asks the same (`username_plain`).
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
#: Names that say an office of the system and not a person; only the installation itself may give them.
RESERVED = frozenset(
    {
        "admin", "administrator", "guest", "help", "info", "mail", "moderator", "null", "operator", "owner",
        "postmaster", "root", "security", "staff", "support", "superuser", "system", "sysadmin",
        "test", "user", "webmaster",
    }
)  # fmt: skip


def holds_on(valid_from: date, valid_to: date | None, day: date) -> bool:
    """A dated fact holds from its first day up to, but not on, its end (half-open)."""
    return valid_from <= day and (valid_to is None or day < valid_to)


def is_over(valid_to: date | None, day: date) -> bool:
    """A dated fact no longer holds on the day: it ended on it or before."""
    return valid_to is not None and valid_to <= day


def is_put_off(end: date | None, new: date | None) -> bool:
    """The new end comes after the old one, so that the days between are added; no end lasts for ever."""
    return end is not None and (new is None or new > end)


def periods_overlap(a_from: date, a_to: date | None, b_from: date, b_to: date | None) -> bool:
    """Two half-open periods share at least one day; an open end lasts for ever."""
    return (b_to is None or a_from < b_to) and (a_to is None or b_from < a_to)


def plain_username(text: str) -> str:
    """A user name as it is stored and counted, whatever width and case it was typed in: `ＤongDa ` → `dongda`."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def child_path(parent_path: str, union_id: int) -> str:
    """The materialised path of a union under a parent: `/1/7/93/`; a root has `/1/`."""
    return f"{parent_path or '/'}{union_id}/"


def subtree_range(path: str) -> tuple[str, str]:
    """The half-open range [low, high) of paths at or below `path`; a range, since SQLite scans for LIKE."""
    return path, path[:-1] + chr(ord("/") + 1)


def ancestors_of(path: str) -> list[int]:
    """Ids on the path from the root to the union itself."""
    return [int(part) for part in path.split("/") if part]


def makes_cycle(union_id: int, parent_path: str) -> bool:
    """A union under its own descendant, or under itself, would make a cycle in the tree."""
    return union_id in ancestors_of(parent_path)


def signing_prefixes(is_deputy: bool, *, is_grassroots: bool = False) -> tuple[str, ...]:
    """How a signature begins: on behalf of whom, a deputy for the chair.

    A grassroots union signs for its executive committee, one above it for its standing board. Source: Hướng dẫn thể
    thức văn bản công đoàn.
    """
    board = "TM. BAN CHẤP HÀNH" if is_grassroots else "TM. BAN THƯỜNG VỤ"
    return (board, "KT. CHỦ TỊCH") if is_deputy else (board,)
