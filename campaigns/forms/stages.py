"""The form of a stage's window, for everybody, a sector or one cluster."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import StageKind
from campaigns.forms.campaigns import ALL_SECTORS, area
from campaigns.forms.windows import WindowFields
from campaigns.models import Phase, Stage
from common.choosing import FoundChoiceField
from common.forms import PageForm
from units.models import Cluster, User


class StageForm(WindowFields, PageForm):
    """A stage's window; the last day means its end, unless a time is given."""

    sector = forms.ChoiceField(
        label=gettext_lazy("Only for the sector"),
        required=False,
        choices=ALL_SECTORS,
        help_text=gettext_lazy("Where sectors have calendars of their own, as schools do."),
    )
    cluster = FoundChoiceField(
        label=gettext_lazy("Only for the cluster"),
        required=False,
        empty_label=gettext_lazy("All clusters"),
        help_text=gettext_lazy("Where one cluster is given another time than the others."),
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Responsible"),
        required=False,
        queryset=User.objects.none(),
        empty_label=gettext_lazy("as usual for this stage"),
    )
    fills_empty = forms.BooleanField(
        label=gettext_lazy("At its end, judged lines that nobody appraised take the cross-checked points"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        widget=area(2),
        help_text=gettext_lazy("Needed where the end comes forward; everybody concerned reads it."),
    )
    widths = {"sector": "field-md", "person": "field-md", "reason": "field-lg"}

    def __init__(self, *args: Any, phase: Phase, kind: str, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("cluster", Cluster.objects.filter(participants__phase=phase).distinct())
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = people
        person.label_from_instance = lambda obj: str(obj.person)  # type: ignore[method-assign]
        shown = ["fills_empty"] if kind == StageKind.APPRAISAL else []
        if not shown:
            del self.fields["fills_empty"]
        self.helper.layout = Layout(
            Div("opens_at", "opens_time", css_class="field-row"),
            Div("closes_at", "closes_time", css_class="field-row"),
            "sector",
            "cluster",
            "person",
            *shown,
            "reason",
        )

    def clean(self) -> dict[str, Any]:
        """One part or the other. Put days and times together."""
        data = super().clean()
        if data.get("sector") and data.get("cluster"):
            self.add_error("cluster", _("Choose a sector or a cluster, not both."))
        return data

    def given(self) -> dict[str, Any]:
        """The arguments for `set_stage`."""
        data = dict(self.cleaned_data)
        data.setdefault("fills_empty", False)
        return data

    @classmethod
    def initial_of(cls, stage: Stage | None, window: tuple[datetime, datetime]) -> dict[str, Any]:
        """A stage as the form shows it; of one that is switched on anew its usual window."""
        opens, closes = (stage.opens_at, stage.closes_at) if stage else window
        shown = cls.initial_window(timezone.localtime(opens), timezone.localtime(closes))
        if stage is None:
            return shown
        own = {"sector": stage.sector, "cluster": stage.cluster_id, "person": stage.person_id}
        return {**shown, **own, "fills_empty": stage.fills_empty}
