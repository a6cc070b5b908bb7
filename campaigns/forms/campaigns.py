"""Forms of a campaign: its description, a line of its launch plan, its launch. The form of a phase is in `phases`."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.choices import CampaignKind, ContentKind, Counting, Subject, TargetKind
from campaigns.models import Campaign
from campaigns.rules import counting_of
from common.choosing import FoundChoiceField
from common.forms import DayField, PageForm
from units.choices import Sector
from units.models import Union

ALL_SECTORS = [("", gettext_lazy("All sectors")), *Sector.choices]


def area(rows: int) -> forms.Textarea:
    """A field for several lines."""
    return forms.Textarea(attrs={"rows": rows})


class CampaignFilter(PageForm):
    """Narrows the list of campaigns."""

    q = forms.CharField(label=gettext_lazy("Name, theme or code"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("All kinds")), *CampaignKind.choices],
    )
    widths = {"q": "field-md", "year": "field-xs", "kind": "field-sm"}

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_method = "get"
        self.helper.form_show_errors = False
        year = cast(forms.TypedChoiceField, self.fields["year"])
        year.choices = [("", _("All years")), *((y, y) for y in years)]
        self.fields["q"].widget.input_type = "search"


def _told_apart(campaign: Campaign) -> str:
    """`2024 · Thi đua năm 2024 (LĐLĐ thành phố Hà Nội)`."""
    return f"{campaign.year} · {campaign.name} ({campaign.owner.short_name})"


class CampaignForm(PageForm):
    """A campaign's description. Its owner and its code are chosen once, when it is made."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Launched by"),
        queryset=Union.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("The union in whose name you act."),
    )
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Short, lasting, the same in the workbook: letters, digits and hyphens, for example HN-2027."
        ),
        error_messages={
            "invalid": gettext_lazy(
                "Use letters without diacritics, digits and hyphens only, for example HN-2027."
            )
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("As in the launch plan.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=CampaignKind.choices, initial=CampaignKind.YEARLY
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2000,
        max_value=2100,
        error_messages={
            "min_value": gettext_lazy("Enter a year from 2000 to 2100."),
            "max_value": gettext_lazy("Enter a year from 2000 to 2100."),
        },
    )
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False, widget=area(3))
    legal_basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        required=False,
        widget=area(3),
        help_text=gettext_lazy("Number, date and issuer of the plan or decision."),
    )
    parent = FoundChoiceField(
        label=gettext_lazy("Answers the campaign"),
        search=("search", "owner__search"),
        required=False,
        empty_label=pgettext_lazy("campaign", "None"),
        help_text=gettext_lazy("The campaign of the federation above that this one carries out."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where these facts were taken from, when it is not your own plan."),
    )
    source_date = DayField(label=gettext_lazy("Date of the source"), required=False)
    is_extract = forms.BooleanField(
        label=gettext_lazy("Extract of a printed report"),
        required=False,
        help_text=gettext_lazy(
            "Only what the report prints; nobody counts as late, and every figure counts."
        ),
    )
    counting = forms.ChoiceField(
        label=gettext_lazy("Which figures count"),
        choices=Counting.choices,
        initial=Counting.SENT,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A draft and a returned figure never count. Until the first phase is made final this may change: points "
            "of closed phases are then computed again."
        ),
    )
    ranks_across = forms.BooleanField(
        label=gettext_lazy("Rank unions across clusters as well"),
        required=False,
        help_text=gettext_lazy(
            "Beside the ranking inside each cluster, where one version of one scoring table scores all."
        ),
    )
    pledged_targets = forms.ChoiceField(
        label=gettext_lazy("Targets in the clusters' pledges"),
        choices=TargetKind.choices,
        initial=TargetKind.REGISTERED,
        required=False,
        help_text=gettext_lazy(
            "Registered: every party registers its targets before the pledge is circulated. Assigned: the pledge is "
            "circulated on the targets that the federation assigned, and says so; no union has to register. Chosen "
            "before the first pledge is circulated."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    widths = {
        "owner": "field-md",
        "code": "field-sm",
        "name": "field-lg",
        "kind": "field-md",
        "year": "field-xs",
        "parent": "field-lg",
        "source": "field-lg",
        "pledged_targets": "field-md",
    }

    def __init__(
        self,
        *args: Any,
        owners: QuerySet[Union],
        parents: QuerySet[Campaign],
        editing: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if editing:
            del self.fields["owner"], self.fields["code"]
        else:
            cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners
        self.offer("parent", parents, label=_told_apart)

    def clean(self) -> dict[str, Any]:
        """A source's date belongs to a named source."""
        data = super().clean() or self.cleaned_data
        if data.get("source_date") and not data.get("source"):
            self.add_error("source", _("Name the source that this date belongs to, or leave the date empty."))
        return data

    def clean_pledged_targets(self) -> str:
        """A form that does not say it leaves it as it is."""
        return self._chosen("pledged_targets")

    def clean_counting(self) -> str:
        """A form that does not say it leaves it as it is."""
        return self._chosen("counting")

    def _chosen(self, name: str) -> str:
        return self.cleaned_data[name] or self.get_initial_for_field(self.fields[name], name)

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        """A campaign as the form shows it."""
        names = (
            "name",
            "kind",
            "year",
            "theme",
            "legal_basis",
            "parent",
            "source",
            "source_date",
            "is_extract",
            "pledged_targets",
            "ranks_across",
        )
        counting = counting_of(campaign.counts_from, final_waits=campaign.final_waits)
        return {name: getattr(campaign, name) for name in names} | {"counting": counting.value}


class ContentForm(PageForm):
    """A line of the launch plan."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContentKind.choices)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False, choices=ALL_SECTORS)
    subject = forms.ChoiceField(label=gettext_lazy("For"), choices=Subject.choices, initial=Subject.ALL)
    text = forms.CharField(label=gettext_lazy("Text"), widget=area(6), max_length=20000)
    day = DayField(
        label=gettext_lazy("Date"),
        required=False,
        help_text=gettext_lazy("Of an anniversary; otherwise leave it empty."),
    )
    widths = {"kind": "field-md", "sector": "field-md", "subject": "field-md", "text": "field-lg"}


class CancelForm(PageForm):
    """Why a campaign is cancelled, and the ticked box: it cannot be taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=area(3),
        help_text=gettext_lazy(
            "Everybody concerned reads it: what ended the campaign, and by which document."
        ),
        error_messages={
            "required": gettext_lazy(
                "Please say why the campaign is cancelled; everybody concerned reads it."
            )
        },
    )
    understood = forms.BooleanField(
        label=gettext_lazy("I have read what the cancellation does, and cancel the campaign."),
        error_messages={"required": gettext_lazy("Tick the box to cancel the campaign.")},
    )
    widths = {"reason": "field-lg"}


class LaunchForm(PageForm):
    """The launch is confirmed by a ticked box: it cannot be taken back."""

    understood = forms.BooleanField(
        label=gettext_lazy("I have read what the launch does, and launch the campaign."),
        error_messages={"required": gettext_lazy("Tick the box to launch.")},
    )
