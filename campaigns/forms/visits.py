"""Forms of visits: the plan, and the record."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.forms.campaigns import area
from campaigns.models import LineScore
from campaigns.models.after_close import WORDS
from common.forms import DayField, PageForm
from common.templatetags.look import points

#: Boxes for photos.
BOXES = ("photo", "photo_2", "photo_3")


class VisitPlanForm(PageForm):
    """A day, and what is to be looked at."""

    planned_on = DayField(label=gettext_lazy("Planned for"))
    plan = forms.CharField(
        label=gettext_lazy("What is to be looked at"), max_length=WORDS, required=False, widget=area(3)
    )


class VisitForm(PageForm):
    """What came of a visit."""

    held_on = DayField(label=gettext_lazy("Day of the visit"))
    people = forms.CharField(label=gettext_lazy("Who took part"), max_length=WORDS, widget=area(2))
    findings = forms.CharField(label=gettext_lazy("Findings"), max_length=WORDS, widget=area(4))
    confirmed = forms.MultipleChoiceField(
        label=gettext_lazy("Points of the self-score confirmed on the spot"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    photo = forms.FileField(label=gettext_lazy("Photo"), required=False)
    photo_2 = forms.FileField(label=gettext_lazy("Second photo"), required=False)
    photo_3 = forms.FileField(label=gettext_lazy("Third photo"), required=False)
    named = {"file": "photo", "photos": "photo"}

    def __init__(self, *args: Any, lines: Iterable[LineScore], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (
                str(row.criterion_id),
                f"{row.criterion.code} {row.criterion.name}: {points(row.points)}",
            )
            for row in lines
        ]
        field = self.fields["confirmed"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = offered
        if not offered:
            del self.fields["confirmed"]

    def given(self) -> dict[str, Any]:
        """The arguments for `record_visit`."""
        data = dict(self.cleaned_data)
        photos = [photo for name in BOXES if (photo := data.pop(name))]
        confirmed = [int(pk) for pk in data.pop("confirmed", [])]
        return {**data, "photos": photos, "confirmed": confirmed}
