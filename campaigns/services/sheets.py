"""Who takes part in a phase, and the empty sheets that await their figures."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, TargetKind
from campaigns.models import Indicator, Participant, Phase, Result, ScoringTable, Target
from campaigns.permissions import require_manage, require_not_cancelled, require_parties
from campaigns.services.choosing import fill_tables
from campaigns.services.guard import shared_phase
from campaigns.services.year_unions import of_a_year
from common.db import insert_from
from common.errors import fault
from units.actors import Actor
from units.models import Cluster, Union
from units.services import audit

#: An empty row: field of Result → the annotation of `_missing_rows` that fills it.
COLUMNS = {
    "participant": "to",
    "indicator": "pk",
    "registered": "registered",
    "assigned": "assigned",
    "state": "state",
    "stage": "blank",
    "status": "status",
    "is_estimate": "no",
    "note": "blank",
    "return_reason": "blank",
    "version": "zero",
}


def enrol(
    *,
    phase: Phase,
    union: Union,
    by: Actor,
    now: datetime,
    cluster: Cluster | None = None,
    table: ScoringTable | None = None,
    sector: str = "",
) -> Participant:
    """A union takes part in a phase; enrolling again changes its cluster, table or sector until the phase closes.

    A union for which no table is named gets the one that fits it, if there is one (`choosing.choose_tables`): at once
    in a launched phase, else at the launch. Raises ValidationError for a closed phase, a year, a scoring table of
    another campaign, or another cluster's table; Refusal for a union or a cluster that `by` does not keep;
    PhaseEnded in a cancelled campaign.
    """
    require_manage(by, phase.campaign)
    require_parties(by, [union.pk], [cluster.pk if cluster else None])
    if phase.is_year:
        raise fault("phase", of_a_year(phase))
    if table is not None and table.campaign_id != phase.campaign_id:
        raise fault(
            "table",
            _("“%(table)s” belongs to another campaign. Choose a table of this one.") % {"table": table},
        )
    if table is not None and table.cluster_id not in (None, cluster.pk if cluster else None):
        raise fault(
            "table",
            _("“%(table)s” is another cluster's table. Choose this cluster's, or the common one.")
            % {"table": table},
        )
    with shared_phase(phase_id=phase.pk) as fresh:
        require_not_cancelled(fresh)
        if Phase.objects.over(now).filter(pk=fresh.pk).exists():
            raise fault(
                "phase", _("“%(phase)s” is closed; nobody can be enrolled any more.") % {"phase": fresh.name}
            )
        participant, _created = Participant.objects.update_or_create(
            phase=phase,
            union=union,
            defaults={"cluster": cluster, "table": table, "sector": sector or union.sector},
        )
        audit.record(verb="enrol", subject=participant, by=by, now=now, union=union.code)
        if (
            table is None
            and fresh.status == PhaseStatus.OPEN
            and fill_tables(fresh, by=by, now=now, only=[participant.pk])
        ):
            participant.refresh_from_db()
    return participant


def prepare_sheets(*, phase: Phase, by: Actor, now: datetime) -> int:
    """Give every participant an empty row for each indicator; returns how many rows are new.

    A row is NOT_REPORTED and points at the targets in force. One INSERT … SELECT, whatever the number of participants;
    it adds what is missing, so it is run again after an enrolment or a new indicator. A closed phase is left as it is,
    its figures are frozen; a year has none.
    """
    require_manage(by, phase.campaign)
    return add_rows(phase=phase, by=by, now=now)


def add_rows(*, phase: Phase, by: Actor, now: datetime) -> int:
    """`prepare_sheets` for a caller who has looked at who may."""
    with shared_phase(phase_id=phase.pk) as fresh:
        if fresh.status > PhaseStatus.OPEN or fresh.is_year or fresh.is_cancelled:
            return 0
        count = insert_from(Result, COLUMNS, _missing_rows(phase))
        if count:
            audit.record(verb="prepare_sheets", subject=phase, by=by, now=now, rows=count)
    return count


def _missing_rows(phase: Phase) -> QuerySet[Indicator]:
    """Indicators joined to the phase's participants, one row for each pair without a Result, with what it starts as."""
    held = Result.objects.filter(
        participant=OuterRef("campaign__phases__participants"), indicator=OuterRef("pk")
    )

    def target(kind: str) -> Subquery:
        current = Target.objects.filter(
            union=OuterRef("campaign__phases__participants__union"),
            indicator=OuterRef("pk"),
            kind=kind,
            is_current=True,
        )
        return Subquery(current.values("pk")[:1])

    return (
        Indicator.objects.filter(campaign__phases=phase, campaign__phases__participants__isnull=False)
        .annotate(exists=Exists(held))
        .filter(exists=False)
        .annotate(
            to=F("campaign__phases__participants__pk"),
            registered=target(TargetKind.REGISTERED),
            assigned=target(TargetKind.ASSIGNED),
            state=Value(ResultState.NOT_REPORTED.value),
            status=Value(int(ResultStatus.DRAFT)),
            no=Value(False),
            blank=Value(""),
            zero=Value(0),
        )
    )
