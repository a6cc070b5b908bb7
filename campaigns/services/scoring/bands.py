"""The links of the chain that grade: conditions, downgrades, limited bands. Mirrors `rules.banding`."""

from typing import Any

from django.db.models import Case, F, IntegerField, When

from campaigns.models import CountedFact, ScoreLine
from campaigns.queries.standing_tables import Asked
from campaigns.rules import WHOLE
from campaigns.scoring.sql import column, whole
from campaigns.services.scoring.chain import Chain
from campaigns.services.scoring.plan import Plan
from campaigns.services.scoring.totals import Clusters, rows_of
from common.db import Given, given_query
from common.quotient import Compared

#: Facts that a condition asks for or forbids, each condition once; a registration holds to date, others in the period.
BY_FACTS = """SELECT DISTINCT told.participant_id, asks.condition_id, asks.band_id, asks.way
    FROM told JOIN asks ON asks.fact_kind = told.kind AND asks.fact_grade IN ('', told.grade)
    WHERE told.is_of_period = 1 OR asks.to_date = 1"""
#: For each participant and band, how many conditions bar it, how many of those that it needs are met, and ways in.
HITS = """band_hit AS (SELECT participant_id, band_id,
    sum(CASE way WHEN 'bars' THEN 1 ELSE 0 END) AS bars,
    sum(CASE way WHEN 'needs' THEN 1 ELSE 0 END) AS needs,
    sum(CASE way WHEN 'opens' THEN 1 ELSE 0 END) AS opens
    FROM hit GROUP BY participant_id, band_id)"""
#: The places of the bands that match, each with the next one below.
MATCHED = """matched AS (SELECT r.participant_id, band.place,
    lead(band.place) OVER (PARTITION BY r.participant_id ORDER BY band.place) AS next_place
    FROM {last} AS r JOIN band ON band.table_id = r.table_id
    LEFT JOIN band_hit AS h ON h.participant_id = r.participant_id AND h.band_id = band.band_id
    WHERE r.is_ranked = 1
    AND (r.points >= band.lowest AND (band.below IS NULL OR r.points < band.below) OR coalesce(h.opens, 0) > 0)
    AND (band.no_zero = 0 OR r.zeros = 0)
    AND coalesce(h.bars, 0) = 0 AND coalesce(h.needs, 0) = band.needs)"""
FOUND = "found AS (SELECT participant_id, min(place) AS place FROM matched GROUP BY participant_id)"
#: The highest place that the downgrades leave.
CAPPED = """capped AS (SELECT r.participant_id, max(lowers.place) AS place
    FROM {last} AS r JOIN told ON told.participant_id = r.participant_id AND told.is_of_period = 1
    JOIN lowers ON lowers.table_id = r.table_id
    AND lowers.fact_kind = told.kind AND lowers.fact_grade IN ('', told.grade)
    GROUP BY r.participant_id)"""
#: A downgrade lowers the band found; "no band" stays, unless it is to the lowest.
GRADED = """CASE WHEN r.is_young = 1 OR r.is_ranked = 0 THEN NULL
    WHEN capped.place IS NULL THEN found.place
    WHEN found.place IS NULL THEN CASE WHEN capped.place = r.bands THEN r.bands END
    WHEN found.place < capped.place THEN capped.place ELSE found.place END"""
#: Where a unit goes that a full band does not hold: lowered it asks nothing again, else to the next that matches.
NEXT = """CASE WHEN r.found_place < r.cap_place THEN CASE WHEN {place} < r.bands THEN {place} + 1 END
    ELSE matched.next_place END"""
LOWEST = (
    "CASE WHEN r.is_silent = 1 AND r.is_young = 0 AND r.gets_lowest = 1 THEN r.bands ELSE r.now_place END"
)


def grade(chain: Chain, plan: Plan, revision: int, clusters: Clusters) -> None:
    """Link `graded` and `banded` to the chain, between them two for each place at which a band is limited."""
    inside = rows_of(plan.phase, clusters)
    chain.add(plan.given_bands(), plan.given_conditions(), plan.given_downgrades(), _told(revision, inside))
    hits = [BY_FACTS]
    if plan.weighs_standards:
        chain.add(*_standards(chain, plan, revision, inside))
        hits.append("SELECT participant_id, condition_id, band_id, 'bars' FROM weak")
    chain.add(Given("hit", f"hit AS ({' UNION '.join(hits)})"), Given("band_hit", HITS))
    chain.add(Given("matched", MATCHED.format(last=chain.last)), Given("found", FOUND))
    chain.add(Given("capped", CAPPED.format(last=chain.last)))
    joins = ("LEFT JOIN found", "LEFT JOIN capped")
    rest = " ".join(f"{join} ON {join.split()[-1]}.participant_id = r.participant_id" for join in joins)
    fresh = {"found_place": "found.place", "cap_place": "capped.place", "now_place": GRADED}
    chain.link("graded", fresh | {"is_on_border": "0"}, rest)
    for place in plan.limited:
        _limit(chain, place)
    rest = (
        f"LEFT JOIN band AS held ON held.table_id = r.table_id AND held.place = {LOWEST}"
        " LEFT JOIN band AS untouched ON untouched.table_id = r.table_id AND untouched.place = r.found_place"
    )
    chain.link("banded", {"band_id": "held.band_id", "band_found_id": "untouched.band_id"}, rest)


def _limit(chain: Chain, place: int) -> None:
    """Fill the bands at a place of the walk that are limited: ⌊share × ranked of the cluster⌋, by rank, equals at once.

    k ≤ ⌊x⌋ means k ≤ x, so nothing is divided.
    """
    alike = "PARTITION BY r.cluster_id, r.table_id, r.now_place"
    chain.link(
        f"tried_{place}",
        {
            "ranked": "sum(r.is_ranked) OVER (PARTITION BY r.cluster_id)",
            "ahead": f"rank() OVER ({alike} ORDER BY r.rank_found) - 1",
            "equals": f"count(*) OVER ({alike}, r.rank_found)",
        },
    )
    full = f"(r.ahead + r.equals) * {WHOLE} > limited.share * r.ranked"
    some = f"(r.ahead + 1) * {WHOLE} <= limited.share * r.ranked"
    here = f"r.now_place = {place} AND limited.share IS NOT NULL AND {full}"
    chain.link(
        f"filled_{place}",
        {
            "now_place": f"CASE WHEN {here} THEN {NEXT.format(place=place)} ELSE r.now_place END",
            "is_on_border": f"CASE WHEN {here} AND {some} THEN 1 ELSE r.is_on_border END",
        },
        f"LEFT JOIN band AS limited ON limited.table_id = r.table_id AND limited.place = {place}"
        " LEFT JOIN matched ON matched.participant_id = r.participant_id AND matched.place = r.now_place",
    )


def _told(revision: int, inside: dict[str, Any]) -> Given:
    """The facts that this revision counted."""
    of_period = Case(When(is_of_period=True, then=1), default=0, output_field=IntegerField())
    rows = CountedFact.objects.filter(**inside, revision=revision).annotate(in_period=of_period)
    columns = {"participant_id": "participant_id", "kind": "fact__kind", "grade": "fact__grade_key"}
    return given_query("told", columns | {"is_of_period": "in_period"}, rows)


def _standards(chain: Chain, plan: Plan, revision: int, inside: dict[str, Any]) -> list[Given]:
    """The standards that earned less of their own points than a band asks; a missing figure counts as 0.

    A standard is a top-level base group; of it, the base leaves that apply, each up to its own maximum.
    """
    lines = ScoreLine.objects.filter(**inside, revision=revision, applies=True, state__isnull=False)
    columns = {"participant_id": "participant_id", "criterion_id": "criterion_id", "points": "earned"}
    rows = lines.annotate(earned=column("points"))
    leaves = given_query("applying", columns, rows)
    earned = (
        "standard AS (SELECT l.participant_id, s.standard_id,"
        " sum(CASE WHEN l.points > s.most THEN s.most ELSE coalesce(l.points, 0) END) AS earned,"
        " sum(s.most) AS most FROM applying AS l JOIN standard_leaf AS s USING (criterion_id)"
        " GROUP BY l.participant_id, s.standard_id)"
    )
    asked = (
        "asked AS (SELECT s.participant_id, asks.condition_id, asks.band_id, s.earned, s.most, asks.percent"
        f" FROM standard AS s JOIN {chain.last} AS r ON r.participant_id = s.participant_id"
        " JOIN asks ON asks.table_id = r.table_id AND asks.percent IS NOT NULL)"
    )
    sign = Compared(F("earned"), whole(WHOLE), F("percent"), F("most"))
    weak = Asked.objects.annotate(sign=sign).filter(sign__lt=0)
    names = ("participant_id", "condition_id", "band_id")
    return [
        plan.given_standards(),
        leaves,
        Given("standard", earned),
        Given("asked", asked),
        given_query("weak", {name: name for name in names}, weak),
    ]
