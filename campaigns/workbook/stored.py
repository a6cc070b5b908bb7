"""What the database holds of a campaign, in the workbook's own form: the export writes it, the import compares with it.

A constant number of queries whatever the number of rows. Codes stand for rows as they do in the workbook.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Length, Replace

from campaigns.choices import PhaseStatus, ResultState
from campaigns.models import (
    Band,
    Campaign,
    Content,
    Criterion,
    CriterionInput,
    Indicator,
    Participant,
    Phase,
    Result,
    ScoringTable,
    Target,
)
from campaigns.scoring.columns import cells
from campaigns.workbook.layout import BY_KEY
from units.choices import Line
from units.models import Affiliation, Appointment, Cluster, ClusterMembership, ClusterTerm, Union

Values = dict[str, Any]
Identity = tuple[Any, ...]


@dataclass(slots=True)
class Known:
    """A stored row: its id, its values as the workbook says them, and what decides whether it may still change."""

    pk: int
    values: Values
    status: int = 0
    version: int = 0
    path: str = ""


def person_key(values: Values) -> Identity:
    """Who a row of people is about: the account; without one the name with the address, or the name in its union."""
    if values["username"]:
        return ("", values["username"])
    return (values["full_name"], values["email"] or values["union"])


def identity(sheet: str, values: Values) -> Identity:
    """What tells a row of a sheet apart."""
    if sheet == "people":
        return (person_key(values), values["union"], values["title"], values["valid_from"])
    return tuple(values[key] for key in BY_KEY[sheet].identity)


def _tidy(value: Any) -> Any:
    """Text as a cell gives it back."""
    return value.strip().replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _known(rows: Any, paths: dict[str, str], **extra: str) -> Iterator[Known]:
    """Rows of a queryset; `paths` leads from each column to its field, `extra` to status, version or path."""
    fields = ["pk", *paths.values(), *extra.values()]
    width = len(paths) + 1
    for row in rows.values_list(*fields).iterator(5000):
        values = {key: _tidy(value) for key, value in zip(paths, row[1:width], strict=True)}
        for key in values:
            if values[key] is None and key in TEXTS:
                values[key] = ""
        yield Known(row[0], values, **dict(zip(extra, row[width:], strict=True)))


#: Columns whose empty cell is the empty text: codes of rows that need not be there.
TEXTS = {"parent", "deputy", "cluster", "table", "indicator", "username"}


def same(*keys: str) -> dict[str, str]:
    """Columns named like their fields."""
    return {key: key for key in keys}


def unions(where: Q) -> Iterator[Known]:
    """Unions with their present place by territory, or the last one they had; `path` is the place's."""
    places = Affiliation.objects.filter(union=OuterRef("pk"), line=Line.TERRITORY).order_by(
        F("valid_to").desc(nulls_first=True), "-valid_from"
    )
    rows = (
        Union.objects.filter(where)
        .annotate(
            above=Subquery(places.values("parent__code")[:1]),
            since=Subquery(places.values("valid_from")[:1]),
            place=Subquery(places.values("path")[:1]),
        )
        .annotate(depth=Length("place") - Length(Replace("place", Value("/"), Value(""))))
        .order_by("depth", "code")  # parents first
    )
    paths = same("code", "name", "short_name", "level", "sector") | {"parent": "above", "valid_from": "since"}
    paths |= same("founded_on", "dissolved_on", "is_sample")
    for known in _known(rows, paths, path="place"):
        known.path = known.path or ""
        yield known


def clusters(where: Q) -> Iterator[Known]:
    """Clusters."""
    paths = same("code", "name", "kind") | {"owner": "owner__code"} | same("founded_by", "order", "is_sample")
    return _known(Cluster.objects.filter(where).order_by("order", "code"), paths)


def members(where: Q) -> Iterator[Known]:
    """Members of clusters, past ones too."""
    paths = {"cluster": "cluster__code", "union": "union__code"} | same("valid_from", "valid_to")
    order = ("cluster__order", "cluster__code", "valid_from", "union__code", "pk")
    return _known(ClusterMembership.objects.filter(where).order_by(*order), paths)


def terms(where: Q) -> Iterator[Known]:
    """Leading and deputy unions."""
    paths = {"cluster": "cluster__code", "year": "year", "leader": "leader__code", "deputy": "deputy__code"}
    return _known(
        ClusterTerm.objects.filter(where).order_by("cluster__order", "cluster__code", "year"), paths
    )


def people(where: Q) -> Iterator[Known]:
    """Appointments with their people; `version` is the person's id."""
    paths = {"username": "person__user__username", "full_name": "person__full_name", "email": "person__email"}
    paths |= {"union": "post__union__code", "title": "post__title", "role": "post__role"}
    paths |= same("valid_from", "valid_to", "source") | {"is_sample": "person__is_sample"}
    order = ("post__union__code", "post__title", "person__full_name", "valid_from", "pk")
    return _known(Appointment.objects.filter(where).order_by(*order), paths, version="person_id")


def campaigns(where: Q) -> Iterator[Known]:
    """Campaigns."""
    paths = same("code", "name", "kind", "year", "theme", "legal_basis") | {"owner": "owner__code"}
    paths |= {"parent": "parent__code"} | same("source", "source_date", "is_extract", "is_sample")
    return _known(Campaign.objects.filter(where), paths, status="status")


def phases(campaign: Campaign) -> Iterator[Known]:
    """Phases; a closed one never changes."""
    return _known(campaign.phases.order_by("number", "sector"), _own("phases"), status="status")


def _own(sheet: str) -> dict[str, str]:
    return same(*(column.key for column in BY_KEY[sheet].columns))


def contents(campaign: Campaign) -> Iterator[Known]:
    """Lines of the launch plan."""
    return _known(Content.objects.filter(campaign=campaign).order_by("order"), _own("contents"))


def indicators(campaign: Campaign) -> Iterator[Known]:
    """Indicators."""
    return _known(Indicator.objects.filter(campaign=campaign).order_by("order", "code"), _own("indicators"))


def tables(campaign: Campaign) -> Iterator[Known]:
    """Scoring tables; a locked one never changes."""
    paths = same("code", "name", "version") | {"cluster": "cluster__code"}
    rows = ScoringTable.objects.filter(campaign=campaign).order_by("code", "version")
    return _known(rows, paths, status="status")


def criteria(campaign: Campaign) -> Iterator[Known]:
    """Criteria; `status` is the table's."""
    paths = {"table": "table__code", "version": "table__version", "code": "code", "parent": "parent__code"}
    paths |= same("name", "order", "rule", "max_points", "params")
    rows = Criterion.objects.filter(table__campaign=campaign)
    inputs: dict[int, dict[str, str]] = {}
    named = CriterionInput.objects.filter(criterion__table__campaign=campaign)
    for pk, role, indicator in named.values_list("criterion_id", "role", "indicator__code"):
        inputs.setdefault(pk, {})[role] = indicator
    for known in _known(
        rows.order_by("table__code", "table__version", "order", "code"), paths, status="table__status"
    ):
        values = known.values
        known.values |= cells(values["rule"], values.pop("params"), inputs.get(known.pk, {}))
        yield known


def bands(campaign: Campaign) -> Iterator[Known]:
    """Bands; `status` is the table's."""
    paths = {"table": "table__code", "version": "table__version"} | same("name", "lowest")
    rows = Band.objects.filter(table__campaign=campaign)
    return _known(rows.order_by("table__code", "table__version", "-lowest"), paths, status="table__status")


PLACE = {"phase_number": "phase__number", "phase_sector": "phase__sector", "union": "union__code"}


def participants(campaign: Campaign) -> Iterator[Known]:
    """Unions taking part; `status` is the phase's."""
    paths = PLACE | {"cluster": "cluster__code", "sector": "sector"}
    paths |= {"table": "table__code", "table_version": "table__version"}
    rows = Participant.objects.filter(phase__campaign=campaign)
    order = ("phase__number", "phase__sector", "cluster__order", "union__code")
    return _known(rows.order_by(*order), paths, status="phase__status")


def targets(campaign: Campaign) -> Iterator[Known]:
    """Targets in force."""
    paths = {"union": "union__code", "indicator": "indicator__code"} | same("kind", "value", "reason")
    rows = Target.objects.filter(indicator__campaign=campaign, is_current=True)
    return _known(rows.order_by("union__code", "indicator__order", "kind"), paths, version="version")


def results(campaign: Campaign, *, untouched: bool = False) -> Iterator[Known]:
    """Figures; without those that nobody has touched unless asked for."""
    paths = {key: f"participant__{path}" for key, path in PLACE.items()} | {"indicator": "indicator__code"}
    paths |= same("state", "value", "as_of", "is_estimate", "note")
    rows = Result.objects.filter(participant__phase__campaign=campaign)
    if not untouched:
        rows = rows.exclude(state=ResultState.NOT_REPORTED, note="", as_of__isnull=True, is_estimate=False)
    order = (
        "participant__phase__number",
        "participant__phase__sector",
        "participant__union__code",
        "indicator__order",
    )
    return _known(rows.order_by(*order), paths, status="status", version="version")


def closed_phases(campaign: Campaign, now: datetime) -> set[tuple[int, str]]:
    """Number and sector of the phases in which nothing moves any more; the deadline counts, not the job that writes so."""
    rows = Phase.objects.filter(
        Q(status__gt=PhaseStatus.OPEN) | Q(status=PhaseStatus.OPEN, entry_closes_at__lte=now),
        campaign=campaign,
    )
    return set(rows.values_list("number", "sector"))


def by_identity(sheet: str, rows: Iterable[Known]) -> dict[Identity, Known]:
    """Stored rows under what tells them apart."""
    return {identity(sheet, known.values): known for known in rows}
