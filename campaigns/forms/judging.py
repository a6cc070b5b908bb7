"""What a judging grid sends, and the form of an agreed value."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.forms.points import PointsField, figure_box
from campaigns.forms.sheets import Typed, read_sheet
from common.forms import PageForm


def read_judging(data: Mapping[str, str]) -> dict[int, Typed]:
    """The cells of a posted grid, by the id of their Result.

    Their versions travel in one field, `versions`, as `12:3 13:0`; a row that is not named there is left out.
    """
    pairs = (part.split(":") for part in data.get("versions", "").split()[:1000])
    versions = {f"version-{pair[0]}": pair[1] for pair in pairs if len(pair) == 2}
    return read_sheet({**{name: data[name] for name in data}, **versions})


class AgreedForm(PageForm):
    """The value on which two judges agree."""

    value = PointsField(label=gettext_lazy("Agreed points"), max_length=20, widget=figure_box())
    reason = forms.CharField(
        label=gettext_lazy("How they came to agree"),
        max_length=300,
        help_text=gettext_lazy("It stands beside the figure."),
    )
    widths = {"reason": "field-lg"}
