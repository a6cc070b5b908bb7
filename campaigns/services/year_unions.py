"""Which unions a year ranks: those of its phases, each as in the latest of them. In sets, whatever their number."""

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from campaigns.models import ClusterRevision, Participant, Phase
from campaigns.scoring.sql import BIG, nothing
from campaigns.services.choosing import fit_tables
from common.db import OrZero, insert_from

COLUMNS = {
    "phase": "year_id",
    "union": "union_id",
    "cluster": "cluster_id",
    "sector": "sector",
    "table": "its_table",
    "left_on": "left_on",
    "left_reason": "left_reason",
}


def of_a_year(year: Phase) -> str:
    """Why nobody is enrolled in a year or leaves it by hand."""
    return _("The unions of “%(year)s” are those of its phases. Please change these.") % {"year": year.name}


def enrol_unions(year: Phase) -> int:
    """Enrol the unions of a year that is not closed anew, and return how many.

    Each with the cluster, sector and table of its latest phase; with the year's table where one is named, and with the
    one that fits where that of its latest phase belongs to another campaign.
    """
    rows = Participant.objects.filter(phase=year)
    rows._raw_delete(using=rows.db)  # nothing points at a place in a year that has no points
    return _enrol(year, latest_places(year))


def enrol_newcomers(year: Phase) -> int:
    """Take in unions that joined a phase after the year was closed, and return how many; the others stay as they are.

    None into a cluster whose year is final. Several phases may be computed at once: who is second finds them there.
    """
    here = Participant.objects.filter(phase=year)
    settled = ClusterRevision.objects.settled().alias(its_cluster=OrZero("cluster"))
    closed = settled.filter(phase=year, its_cluster=OrZero(OuterRef("cluster_id")))
    newcomers = latest_places(year).exclude(union__in=here.values("union"))
    count = _enrol(year, newcomers.exclude(Exists(closed)))
    if count:
        homes = set(here.values_list("cluster_id", flat=True).distinct())
        ClusterRevision.objects.bulk_create(
            [ClusterRevision(phase=year, cluster_id=home) for home in homes], ignore_conflicts=True
        )
    return count


def latest_places(year: Phase) -> QuerySet[Participant]:
    """Of every union of the year's phases its place in the latest of them."""
    latest = Participant.objects.filter(phase__years__year=year, union=OuterRef("union"))
    first = latest.order_by("-phase__period_to", "-phase").values("pk")[:1]
    return Participant.objects.filter(phase__years__year=year, pk=Subquery(first))


def _enrol(year: Phase, places: QuerySet[Participant]) -> int:
    own = Case(
        When(phase__campaign=year.campaign_id, then=F("table_id")), default=nothing(), output_field=BIG
    )
    table = Value(year.table_id, output_field=BIG) if year.table_id else own
    rows = places.annotate(year_id=Value(year.pk), its_table=table)
    count = insert_from(Participant, COLUMNS, rows, ignore_conflicts=True)
    fit_tables(year)
    return count
