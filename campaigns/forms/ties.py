"""The form in which the federation puts the units of a tie in order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.queries.tie_page import TiedUnit
from campaigns.services.placing import LONGEST_REASON
from common.forms import PageForm


class TieForm(PageForm):
    """A number for each unit, whether a ballot gave them, and why."""

    is_ballot = forms.BooleanField(
        label=gettext_lazy("A ballot gave these places"),
        help_text=gettext_lazy("Two units may then have the same place, where they had as many votes."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The units read it in the standings: who decided, in which meeting, and why."),
        max_length=LONGEST_REASON,
    )
    widths = {"reason": "field-lg"}

    def __init__(self, *args: Any, units: Sequence[TiedUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        fresh: dict[str, forms.Field] = {}
        for unit in units:
            fresh[self.name_of(unit)] = forms.IntegerField(
                label=unit.standing.participant.union.short_name,
                min_value=1,
                max_value=len(units),
                error_messages={"required": gettext_lazy("Please give every unit a place.")},
                widget=forms.NumberInput(attrs={"class": "form-control field-xs", "inputmode": "numeric"}),
            )
        self.fields = fresh | self.fields

    @staticmethod
    def name_of(unit: TiedUnit) -> str:
        """The name of a unit's box."""
        return f"p{unit.standing.participant_id}"

    def rows(self) -> list[tuple[TiedUnit, forms.BoundField]]:
        """Each unit with its box."""
        return [(unit, self[self.name_of(unit)]) for unit in self.units]

    def places(self) -> dict[int, int]:
        """The places that were entered, by participant."""
        return {unit.standing.participant_id: self.cleaned_data[self.name_of(unit)] for unit in self.units}
