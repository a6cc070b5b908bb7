"""The page on which the federation parts units that no key parts: its ties, one of them, and what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from campaigns.choices import TieKind
from campaigns.models import Phase, Placing, Standing, TieBreak
from campaigns.queries.ties import key_name, keys_of
from common.db import OrZero
from units.models import Cluster

#: As many ties stand on the page, and as many units are put in order by hand.
LISTED, BY_HAND = 50, 50


@dataclass(frozen=True)
class TieLink:
    """A rank that several units of a cluster share; `cluster` is 0 for those that are in none."""

    cluster: int
    name: str
    rank: int
    units: int
    is_on_border: bool


@dataclass(frozen=True)
class TiedUnit:
    """A unit of the tie that is open, with what each key says of it, as (name of the key, words)."""

    standing: Standing
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Tie:
    """The tie that is open: its units by name, and the heads of the columns of its keys."""

    link: TieLink
    units: list[TiedUnit]
    heads: list[str]
    asks_ballot: bool

    @property
    def is_by_hand(self) -> bool:
        """Few enough units for a person to put them in order."""
        return len(self.units) <= BY_HAND


@dataclass(frozen=True)
class Decided:
    """What one act decided: the placing of its first unit, and the names in their order."""

    first: Placing
    names: list[str]


def ties_of(phase: Phase) -> list[TieLink]:
    """The ties of the visible standings, those over the limit of a band first; as many as the page lists."""
    rows = (
        Standing.objects.filter(participant__phase=phase, is_tied=True)
        .visible()
        .order_by()
        .values("rank", home=OrZero("participant__cluster"))
        .annotate(units=Count("participant_id"), border=Count("participant_id", filter=Q(is_on_border=True)))
        .order_by("-border", "home", "rank")
    )
    found = list(rows[:LISTED])
    names = dict(Cluster.objects.filter(pk__in={row["home"] for row in found}).values_list("pk", "name"))
    return [
        TieLink(row["home"], names.get(row["home"], ""), row["rank"] or 0, row["units"], bool(row["border"]))
        for row in found
    ]


def tie_at(phase: Phase, cluster: int, rank: int) -> Tie | None:
    """The tie at a rank of a cluster, as the standings show it now; None where there is none."""
    inside = Q(participant__cluster=cluster) if cluster else Q(participant__cluster__isnull=True)
    rows = Standing.objects.filter(inside, participant__phase=phase, rank=rank, is_tied=True).visible()
    told = rows.select_related("participant__union", "participant__cluster", "band")
    standings = list(told.order_by("participant__union__sort_key", "participant_id")[: BY_HAND + 1])
    if not standings:
        return None
    keys = keys_of(phase, standings)
    of_table = keys.of(standings[0])
    asked = [key for key in of_table if key.kind not in (TieKind.BALLOT, TieKind.DECISION)]
    home = standings[0].participant.cluster
    border = any(standing.is_on_border for standing in standings)
    link = TieLink(cluster, home.name if home else "", rank, len(standings), border)
    units = [TiedUnit(s, [(key_name(key), keys.shown(key, s)) for key in asked]) for s in standings]
    return Tie(link, units, [key_name(key) for key in asked], _asks_ballot(of_table))


def decisions_of(phase: Phase) -> list[Decided]:
    """What was decided in a phase, the latest first; each act with its units in their order."""
    rows = Placing.objects.filter(participant__phase=phase).select_related(
        "participant__union", "decided_by__person"
    )
    found: dict[tuple[object, object], list[Placing]] = {}
    for placing in rows.order_by("-decided_at", "place", "participant_id")[: LISTED * BY_HAND]:
        found.setdefault((placing.decided_at, placing.participant.cluster_id), []).append(placing)
    return [
        Decided(placings[0], [placing.participant.union.short_name for placing in placings])
        for placings in list(found.values())[:LISTED]
    ]


def _asks_ballot(keys: Iterable[TieBreak]) -> bool:
    return any(key.kind == TieKind.BALLOT for key in keys)
