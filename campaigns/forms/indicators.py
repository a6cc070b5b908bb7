"""The form of an indicator: what is measured in a campaign."""

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy

from campaigns.choices import Accumulation, IndicatorKind, Supplier
from campaigns.models import Indicator
from common.forms import PageForm


class IndicatorForm(PageForm):
    """An indicator; `editing` leaves out the code, which tables and workbooks name it by, and adds its fingerprint."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy("As it stands on sheets and charts, for example: New members."),
    )
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Short, without spaces. It stays."),
    )
    unit_of_measure = forms.CharField(
        label=gettext_lazy("Unit of measure"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("For example: members, million đồng, %."),
    )
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals"), choices=[(n, n) for n in range(5)], coerce=int, initial=0
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of figure"), choices=IndicatorKind.choices, initial=IndicatorKind.NUMBER
    )
    accumulation = forms.ChoiceField(
        label=gettext_lazy("Over the phases"),
        choices=Accumulation.choices,
        initial=Accumulation.SUM,
        help_text=gettext_lazy("How the figures of several phases make the figure to date."),
    )
    supplier = forms.ChoiceField(
        label=gettext_lazy("Entered by"), choices=Supplier.choices, initial=Supplier.UNION
    )
    needs_evidence = forms.BooleanField(label=gettext_lazy("Evidence is required"), required=False)
    group = forms.CharField(
        label=gettext_lazy("Group"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Indicators of one group stand together on the sheets."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place on the sheets"),
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    widths = {
        "name": "field-lg", "short_name": "field-md", "code": "field-sm", "unit_of_measure": "field-sm",
        "decimals": "field-xs", "kind": "field-md", "accumulation": "field-md", "supplier": "field-sm",
        "group": "field-lg", "order": "field-xs",
    }  # fmt: skip

    def __init__(self, *args: Any, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code" if editing else "seen"]
        self.helper.layout = Layout(
            "name",
            "short_name",
            "seen" if editing else "code",
            Div("unit_of_measure", "decimals", css_class="field-row"),
            Div("kind", "supplier", css_class="field-row"),
            "accumulation",
            "needs_evidence",
            "group",
            "order",
        )

    @staticmethod
    def initial_of(indicator: Indicator) -> dict[str, Any]:
        """An indicator as the form shows it."""
        return {name: getattr(indicator, name) for name in IndicatorForm.base_fields if name != "seen"}
