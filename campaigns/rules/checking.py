"""Who cross-checks whom in a cluster: drawn so that nobody checks back, and what is wrong with a draw. Pure."""

from collections.abc import Collection, Mapping
from hashlib import sha256

#: In a cluster of fewer unions than these nothing is drawn: the federation names the checkers.
LEAST_TO_DRAW = 4


def drawn(codes: Collection[str], seed: str) -> dict[str, str]:
    """Whom each union checks, by their codes: a ring, in which each checks the next and nobody checks back.

    Anybody can repeat it: the unions stand in the order of the SHA-256 of "seed:code", each checks the one after it,
    and the last the first. Fewer than three make no ring without checking back.
    """
    ring = sorted(codes, key=lambda code: (sha256(f"{seed}:{code}".encode()).hexdigest(), code))
    return {code: ring[(place + 1) % len(ring)] for place, code in enumerate(ring)}


def faults_of(checkers: Mapping[str, str], members: Collection[str]) -> dict[str, str]:
    """What is wrong with who checks whom, as a word by the checked one's code; `checkers` are by whom they check.

    "missing": nobody checks it; "itself"; "mutual": it checks its checker; and in a cluster in which a draw can be made
    "outside": its checker is of another cluster; "twice": its checker checks another one too.
    """
    found: dict[str, str] = {}
    is_drawn = len(members) >= LEAST_TO_DRAW
    counts: dict[str, int] = {}
    for checker in checkers.values():
        counts[checker] = counts.get(checker, 0) + 1
    for code in members:
        checker = checkers.get(code, "")
        if not checker:
            found[code] = "missing"
        elif checker == code:
            found[code] = "itself"
        elif checkers.get(checker) == code:
            found[code] = "mutual"
        elif is_drawn and checker not in members:
            found[code] = "outside"
        elif is_drawn and counts[checker] > 1:
            found[code] = "twice"
    return found
