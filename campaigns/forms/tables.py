"""Forms of a scoring table as a whole: how it begins, and what it says of totals and of who is graded."""

from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import PartMissing, Rounding
from campaigns.forms.campaigns import ALL_SECTORS
from campaigns.forms.points import PointsField, figure_box
from campaigns.models import ScoringTable
from common.choosing import FoundChoiceField
from common.forms import PageForm
from common.text import format_figure
from units.choices import Level
from units.models import Cluster

CODE_HELP = gettext_lazy("Short, without spaces, for example B1.")
ANY_LEVEL = [("", gettext_lazy("Every kind of union")), *Level.choices]


def count_field(label: Any, *, required: bool = False) -> forms.IntegerField:
    """A whole number, which may be left out where none is required."""
    box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "field-xs"})
    return forms.IntegerField(label=label, min_value=0, required=required, widget=box)


class NewTableForm(PageForm):
    """A new table: empty, from a starter, or copied from another one."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, help_text=CODE_HELP)
    start = forms.ChoiceField(label=gettext_lazy("Begin with"))
    cluster = FoundChoiceField(
        label=gettext_lazy("For the cluster"), required=False, empty_label=gettext_lazy("No single cluster")
    )
    widths = {"name": "field-lg", "code": "field-sm", "start": "field-lg", "cluster": "field-md"}

    def __init__(
        self,
        *args: Any,
        starters: Iterable[tuple[str, str]],
        tables: Iterable[tuple[str, str]],
        clusters: QuerySet[Cluster],
        is_for_all: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        start = self.fields["start"]
        assert isinstance(start, forms.ChoiceField)
        start.choices = [
            ("", _("An empty table")),
            (_("Starters (samples, to be corrected)"), list(starters)),
            (_("A copy of"), list(tables)),
        ]
        start.required = False
        if not is_for_all:
            cluster = cast(FoundChoiceField, self.fields["cluster"])
            cluster.required, cluster.empty_label = True, None
        self.offer("cluster", clusters)


class ClusterTableForm(PageForm):
    """A cluster's own version of a table that the federation has issued for all."""

    cluster = FoundChoiceField(label=gettext_lazy("For the cluster"), empty_label=None)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40, help_text=CODE_HELP)
    widths = {"name": "field-lg", "code": "field-sm", "cluster": "field-md"}

    def __init__(self, *args: Any, clusters: QuerySet[Cluster], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("cluster", clusters)


class TableForm(PageForm):
    """What a table says as a whole."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    sector = forms.ChoiceField(label=gettext_lazy("For the sector"), choices=ALL_SECTORS, required=False)
    level = forms.ChoiceField(label=gettext_lazy("For the kind of union"), choices=ANY_LEVEL, required=False)
    size_from = count_field(gettext_lazy("From members"))
    size_to = count_field(gettext_lazy("Below members"))
    nominal = PointsField(label=gettext_lazy("Nominal maximum"), max_length=20, widget=figure_box())
    line_decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals of a line"), choices=[(n, n) for n in range(5)], coerce=int
    )
    total_decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals of the total"), choices=[(n, n) for n in range(5)], coerce=int
    )
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding"), choices=Rounding.choices)
    may_exceed = forms.BooleanField(
        label=gettext_lazy("The total may exceed the nominal maximum"), required=False
    )
    may_sink = forms.BooleanField(label=gettext_lazy("The total may fall below 0"), required=False)
    rescales = forms.BooleanField(
        label=gettext_lazy("What does not apply to a union is made up for"),
        required=False,
        help_text=gettext_lazy(
            "Base points × nominal maximum ÷ the maximum that applies, as a line of its own."
        ),
    )
    silent_gets_lowest = forms.BooleanField(
        label=gettext_lazy("A union that sent nothing gets the lowest band"), required=False
    )
    min_months = count_field(gettext_lazy("Graded from so many months after founding"), required=True)
    min_months_merged = count_field(gettext_lazy("Graded from so many months after a merger"), required=True)
    part_missing = forms.ChoiceField(
        label=gettext_lazy("In a year, for a union without one of its phases"), choices=PartMissing.choices
    )
    widths = {
        "name": "field-lg", "sector": "field-md", "level": "field-md", "rounding": "field-sm",
        "line_decimals": "field-xs", "total_decimals": "field-xs", "part_missing": "field-md",
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "name",
            Fieldset(
                _("For which unions"),
                Div("sector", "level", css_class="field-row"),
                Div("size_from", "size_to", css_class="field-row"),
            ),
            Fieldset(
                _("The total"),
                "nominal",
                Div("line_decimals", "total_decimals", "rounding", css_class="field-row"),
                "may_exceed",
                "may_sink",
                "rescales",
            ),
            Fieldset(
                _("Who is graded"),
                "silent_gets_lowest",
                Div("min_months", "min_months_merged", css_class="field-row"),
                "part_missing",
            ),
        )

    @staticmethod
    def initial_of(table: ScoringTable) -> dict[str, Any]:
        """A table as the form shows it."""
        names = TableForm.base_fields
        return {name: getattr(table, name) for name in names} | {"nominal": format_figure(table.nominal)}
