"""A choice among any number of rows: the page offers a few dozen, and a search in the form finds the others.

It works without a script: the box has a button of its own, which sends the form to be shown again and not to be saved
(`PageForm.searches`). What was typed in the other fields and what was chosen stay.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

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
        text = typed(sent, name)
        found: list[Model] = list(rows.filter(matching(text, *self.search))[: OFFERED + 1])
        self.box = box_of(name, text, found=len(found))
        shown = found[:OFFERED]
        wanted = id_in(str(getattr(chosen, "pk", chosen)))
        if wanted and all(row.pk != wanted for row in shown):
            shown = [*rows.filter(pk=wanted), *shown]
        self.choices = [*self._empty(), *((row.pk, label(row)) for row in shown)]

    def _empty(self) -> Iterable[tuple[str, Any]]:
        return [] if self.empty_label is None else [("", self.empty_label)]
