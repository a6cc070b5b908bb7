"""Why unions share a rank, in words. How a line's points came about is said by its rule in `scoring/`."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: How many unions a sentence about a tie names before it counts the rest.
NAMED = 4


def tie_sentence(rank: int, others: Sequence[str]) -> str:
    """Why two or more share a rank, and which ranks are therefore not given; `others` are the names of the rest."""
    names = ", ".join(others[:NAMED])
    if len(others) > NAMED:
        rest = len(others) - NAMED
        names += " " + ngettext("and %(count)s other unit", "and %(count)s other units", rest) % {
            "count": rest
        }
    parts = {"rank": rank, "names": names, "next": rank + 1, "last": rank + len(others)}
    if len(others) == 1:
        return (
            _(
                "Shares rank %(rank)s with %(names)s: the table has no secondary criterion to part them,"
                " so nobody is rank %(next)s."
            )
            % parts
        )
    return (
        _(
            "Shares rank %(rank)s with %(names)s: the table has no secondary criterion to part them,"
            " so nobody is rank %(next)s to %(last)s."
        )
        % parts
    )
