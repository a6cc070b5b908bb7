"""A choice among any number of rows: the page offers a few dozen, and a search in the form finds the others.

It works without a script: the box has a button of its own, which sends the form to be shown again and not to be saved
(`PageForm.searches`). What was typed in the other fields and what was chosen stay.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from common.request import id_in
from common.search import matching

#: As many are offered at once.
OFFERED = 40
#: The name of the button that searches; its value is the field's name.
FIND = "find"


@dataclass(frozen=True)
class Box:
    """The search box above a choice: what was looked for, and whether there is more than the page offers."""

    name: str
    text: str
    has_more: bool
    is_empty: bool = False


def typed(sent: Any, name: str) -> str:
    """What was typed into the search box of a field."""
    return str((sent or {}).get(f"{FIND}-{name}", "")).strip()[:100]


def box_of(name: str, text: str, *, found: int) -> Box | None:
    """The box above a choice of which `found` rows were found, one more than are offered; None where it needs none."""
    has_more = found > OFFERED
    return Box(name, text, has_more, is_empty=bool(text) and not found) if text or has_more else None


def some_of(rows: QuerySet[Any], chosen: QuerySet[Any]) -> tuple[list[Any], int]:
    """As many of `rows` as are offered, after those `chosen` that are not among them; and how many were found."""
    found = list(rows[: OFFERED + 1])
    shown = found[:OFFERED]
    return [*(row for row in chosen if row not in shown), *shown], len(found)


class FoundChoiceField(forms.ModelChoiceField):
    """A choice of a row; `offer` says among which ones, `search` is their search fields (`common.search`)."""

    box: Box | None = None

    def __init__(self, *, search: tuple[str, ...] = ("search",), **kwargs: Any) -> None:
        self.search = search
        super().__init__(queryset=None, **kwargs)

    def offer(
        self, rows: QuerySet[Any], *, name: str, sent: Any, chosen: Any, label: Callable[[Any], str] = str
    ) -> None:
        """Take any of `rows`; show those that were looked for, and the chosen one whatever was; two queries at most."""
        self.queryset = rows
        text, wanted = typed(sent, name), id_in(str(getattr(chosen, "pk", chosen)))
        shown, number = some_of(rows.filter(matching(text, *self.search)), rows.filter(pk=wanted))
        self.box = box_of(name, text, found=number)
        self.choices = [*self._empty(), *((row.pk, label(row)) for row in shown)]

    def _empty(self) -> Iterable[tuple[str, Any]]:
        return [] if self.empty_label is None else [("", self.empty_label)]
