"""Forms of the second ballot: the rule that allows it, and its session."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.forms.councils import SessionForm
from awards.models import AwardRound
from campaigns.forms.campaigns import area
from common.forms import PageForm


class AllowForm(PageForm):
    """Whether the rules of the council let it vote again in a round, and which rule says so."""

    allowed = forms.BooleanField(label=gettext_lazy("The council may vote a second time"), required=False)
    rule = forms.CharField(
        label=gettext_lazy("Which rule says so"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Needed where it may; for example: working regulations of the council, Art. 9."
        ),
    )
    widths = {"rule": "field-lg"}

    def clean(self) -> dict[str, Any]:
        """Ask for the rule where there may be a second ballot."""
        data = super().clean() or self.cleaned_data
        if data.get("allowed") and not data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Name the rule that allows a second ballot."))
        return data

    def given(self) -> dict[str, Any]:
        """The arguments for `allow_second_ballot`."""
        return {"rule": self.cleaned_data["rule"] if self.cleaned_data["allowed"] else ""}

    @staticmethod
    def initial_of(round: AwardRound) -> dict[str, Any]:
        """What the round says now."""
        return {"allowed": bool(round.second_ballot_by), "rule": round.second_ballot_by}


class AgainForm(SessionForm):
    """Why the same council votes again, where, and when that begins and ends."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=area(2),
        help_text=gettext_lazy("All members read it, and it stands in the minutes."),
    )
    widths = {**SessionForm.widths, "reason": "field-lg"}
    field_order = ("reason", "place", "begins_at", "ends_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, councils=None, **kwargs)
