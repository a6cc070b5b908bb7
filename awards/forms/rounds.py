"""Forms of the award rounds: opening one, its quotas, nominations from the standings."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.choices import RoundKind
from awards.forms.fields import set_choices
from awards.models import Award, AwardRound, Quota
from awards.queries.round_page import Bases
from campaigns.choices import PhaseStatus
from campaigns.forms.phases import moment_of
from campaigns.models import Phase
from common.choosing import FoundChoiceField
from common.forms import DayField, PageForm
from units.models import Cluster


class RoundForm(PageForm):
    """What the round is opened on, its name and the last day for nominations."""

    base = forms.ChoiceField(label=gettext_lazy("Opened on"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the round"),
        max_length=200,
        help_text=gettext_lazy("As it will stand in the decision, for example: year-end review 2026."),
    )
    last_day = DayField(
        label=gettext_lazy("Last day for nominations"),
        help_text=gettext_lazy("The whole of this day counts."),
    )
    widths = {"name": "field-lg"}
    named = {"closes_at": "last_day"}

    def __init__(
        self,
        *args: Any,
        bases: Bases,
        text: str,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        finals = {f"phase-{p.pk}": p for p in bases.phases if p.has_final}
        moving = [p for p in bases.phases if p.status != PhaseStatus.FINAL]
        estimates = {f"{'estimate' if p.has_final else 'phase'}-{p.pk}": p for p in moving}
        self.phases, self.finals = finals | estimates, set(finals)
        self.campaigns = {f"campaign-{c.pk}": c for c in bases.campaigns}
        spot = [(key, _("in “%(campaign)s”") % {"campaign": c.name}) for key, c in self.campaigns.items()]
        groups = [
            (RoundKind.FINAL.label, [(key, self._label(p)) for key, p in finals.items()]),
            (RoundKind.ESTIMATE.label, [(key, self._label(p)) for key, p in estimates.items()]),
            (RoundKind.SPOT.label, [("spot", _("for an achievement outside any campaign")), *spot]),
        ]
        set_choices(self, "base", [(str(name), rows) for name, rows in groups if rows])
        self.search_in("base", text, found=bases.found)

    @staticmethod
    def _label(phase: Phase) -> str:
        return f"{phase.name} · {phase.campaign.name}"

    def clean_last_day(self) -> date:
        """The last day. Raises ValidationError for one that is over."""
        chosen: date = self.cleaned_data["last_day"]
        if chosen < self.today:
            raise ValidationError(_("This day has passed. Choose today or a later day."))
        return chosen

    def given(self) -> dict[str, Any]:
        """The arguments for `open_round`; nominations close when the last day ends, at midnight of the next."""
        data = self.cleaned_data
        phase = self.phases.get(data["base"])
        campaign = phase.campaign if phase else self.campaigns.get(data["base"])
        kind = RoundKind.SPOT
        if phase:
            kind = RoundKind.FINAL if data["base"] in self.finals else RoundKind.ESTIMATE
        return {
            "kind": kind,
            "phase": phase,
            "campaign": campaign,
            "name": data["name"],
            "closes_at": moment_of(data["last_day"] + timedelta(days=1), None),
        }


class QuotaForm(PageForm):
    """How many of an award may be nominated and given, in one cluster or for everybody else."""

    award = forms.ChoiceField(label=gettext_lazy("Award"))
    cluster = FoundChoiceField(
        label=gettext_lazy("For"),
        required=False,
        help_text=gettext_lazy("A cluster that has a quota of its own is taken out of the common one."),
    )
    nominations = forms.IntegerField(
        label=gettext_lazy("Nominations at most"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Empty: no limit."),
    )
    places = forms.IntegerField(
        label=gettext_lazy("Awards at most"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Empty: as many as have the votes."),
    )
    widths = {"award": "field-lg", "cluster": "field-md", "nominations": "field-xs", "places": "field-xs"}

    def __init__(
        self,
        *args: Any,
        awards: Sequence[Award],
        clusters: QuerySet[Cluster],
        round: AwardRound,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.awards = {str(a.pk): a for a in awards}
        level = round.owner.level
        own = [(k, a.name) for k, a in self.awards.items() if a.decided_by == level]
        other = [(k, a.name) for k, a in self.awards.items() if a.decided_by != level]
        groups = [
            (_("Decided by %(owner)s") % {"owner": round.owner.short_name}, own),
            (_("Decided at another level: proposed by this round"), other),
        ]
        set_choices(self, "award", [("", _("Choose…")), *((name, rows) for name, rows in groups if rows)])
        cluster = cast(FoundChoiceField, self.fields["cluster"])
        cluster.empty_label = (
            _("everybody") if not clusters.exists() else _("everybody without a quota of their own")
        )
        self.offer("cluster", clusters)

    def given(self) -> dict[str, Any]:
        """The arguments for `set_quota`."""
        data = self.cleaned_data
        return {
            "award": self.awards[data["award"]],
            "cluster": data["cluster"],
            "nominations": data["nominations"],
            "places": data["places"],
        }

    @staticmethod
    def initial_of(quota: Quota) -> dict[str, Any]:
        """The initial data for changing a quota that is there."""
        return {
            "award": str(quota.award_id),
            "cluster": quota.cluster_id,
            "nominations": quota.nominations,
            "places": quota.places,
        }


class StandingsForm(PageForm):
    """How many of each cluster are nominated by their rank."""

    award = forms.ChoiceField(label=gettext_lazy("Award"))
    best = forms.IntegerField(
        label=gettext_lazy("The best of each cluster"),
        min_value=1,
        max_value=1000,
        initial=3,
        help_text=gettext_lazy(
            "By rank in the standings. Units that tie are taken while they fit the quota."
        ),
    )
    widths = {"award": "field-lg", "best": "field-xs"}

    def __init__(self, *args: Any, awards: Sequence[Award], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards = {str(a.pk): a for a in awards}
        set_choices(self, "award", [(key, a.name) for key, a in self.awards.items()])

    def given(self) -> dict[str, Any]:
        """The arguments for `nominate_from_standings`."""
        return {"award": self.awards[self.cleaned_data["award"]], "best": self.cleaned_data["best"]}
