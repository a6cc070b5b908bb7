"""Forms of what the ranked say: an opinion, its answer, the conference of a cluster."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import AcclaimKind, OpinionOutcome
from campaigns.forms.campaigns import area
from campaigns.models.after_close import WORDS
from campaigns.services.hearing import Acclaimed
from common.forms import DayField, PageForm
from units.models import Union


class OpinionForm(PageForm):
    """What is not right in a line of points."""

    text = forms.CharField(
        label=gettext_lazy("Your opinion"),
        max_length=WORDS,
        widget=area(5),
        help_text=gettext_lazy("What is not right in this line, and what shows it. It is answered by name."),
    )


class AnswerForm(PageForm):
    """The federation's answer to an opinion."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=OpinionOutcome.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=gettext_lazy("Answer"), max_length=WORDS, widget=area(4))


class ConferenceForm(PageForm):
    """A conference that took place: when, who came, the count, whom it acclaims, the minutes."""

    held_on = DayField(label=gettext_lazy("Held on"))
    place = forms.CharField(label=gettext_lazy("Place of the conference"), max_length=200, required=False)
    invited = forms.IntegerField(label=gettext_lazy("Invited"), min_value=1, max_value=9999)
    present = forms.IntegerField(label=gettext_lazy("Present"), min_value=1, max_value=9999)
    is_adopted = forms.TypedChoiceField(
        label=gettext_lazy("The summary table of points"),
        coerce=lambda text: text == "yes",
        choices=[("yes", gettext_lazy("is adopted")), ("no", gettext_lazy("is not adopted"))],
        widget=forms.RadioSelect,
    )
    votes_for = forms.IntegerField(label=gettext_lazy("In favour"), min_value=0, max_value=9999)
    votes_against = forms.IntegerField(
        label=gettext_lazy("Not in favour"), min_value=0, max_value=9999, initial=0
    )
    leader = forms.ModelChoiceField(
        label=gettext_lazy("Leading union of the next year"),
        queryset=Union.objects.none(),
        required=False,
        empty_label=gettext_lazy("not named"),
    )
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Deputy union of the next year"),
        queryset=Union.objects.none(),
        required=False,
        empty_label=gettext_lazy("not named"),
    )
    award = forms.ChoiceField(label=gettext_lazy("Acclaimed for"), required=False)
    unions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Unions acclaimed"),
        queryset=Union.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = forms.CharField(label=gettext_lazy("Notes"), max_length=WORDS, required=False, widget=area(3))
    upload = forms.FileField(label=gettext_lazy("Minutes, signed and scanned"), required=False)
    widths = {"place": "field-lg", "invited": "field-xs", "present": "field-xs", "votes_for": "field-xs"}
    widths |= {"votes_against": "field-xs", "leader": "field-md", "deputy": "field-md", "award": "field-lg"}
    widths |= {"notes": "field-lg"}
    named = {"acclaimed": "unions"}

    def __init__(self, *args: Any, members: Any, awards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leader", "deputy", "unions"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = members
            field.label_from_instance = lambda obj: str(obj.short_name)  # type: ignore[method-assign]
        award = self.fields["award"]
        assert isinstance(award, forms.ChoiceField)
        award.choices = [("", _("nobody is acclaimed for an award")), *awards]
        self.helper.layout = Layout(
            Div("held_on", "place", css_class="field-row"),
            Div("invited", "present", css_class="field-row"),
            "is_adopted",
            Div("votes_for", "votes_against", css_class="field-row"),
            Div("leader", "deputy", css_class="field-row"),
            "award",
            "unions",
            "notes",
            "upload",
        )

    def clean(self) -> dict[str, Any]:
        """Unions are acclaimed for something."""
        data = super().clean() or self.cleaned_data
        if data.get("unions") and not data.get("award"):
            self.add_error("award", _("Choose for what these unions are acclaimed."))
        if data.get("award") and not data.get("unions"):
            self.add_error("unions", _("Tick the unions that are acclaimed for it."))
        return data

    def given(self) -> dict[str, Any]:
        """The arguments for `hold_conference`."""
        data = dict(self.cleaned_data)
        heads = {AcclaimKind.LEADER: data.pop("leader"), AcclaimKind.DEPUTY: data.pop("deputy")}
        award = data.pop("award")
        named = [Acclaimed(AcclaimKind.AWARD.value, union, award) for union in data.pop("unions")]
        named += [Acclaimed(kind.value, union) for kind, union in heads.items() if union]
        return {**data, "acclaimed": named}
