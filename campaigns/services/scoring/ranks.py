"""The links of the chain that compare: keys, what people decided, rank and ties. Mirrors `rules.ranking`.

A key is stored so that the smaller one comes first; null comes last.
"""

from typing import Any

from django.db.models import Case, F, IntegerField, Max, When

from campaigns.choices import FactKind, TieKind
from campaigns.models import CountedFact, Placing, Result
from campaigns.queries.cumulative import carried_table, own_figure
from campaigns.rules import WOMEN_SHARE
from campaigns.services.scoring.chain import Chain
from campaigns.services.scoring.plan import Plan, review_day
from campaigns.services.scoring.totals import Clusters, rows_of
from campaigns.services.scoring.year_figures import figures_of_latest
from common.db import Given, given_query

#: Who is compared with whom: the unions of one cluster, those in none among themselves; who stands apart is not ranked.
HOME = ("cluster_id", "is_ranked")


def rank(chain: Chain, plan: Plan, revision: int, clusters: Clusters) -> None:
    """Link `keyed` and `ranked` to the chain, between them one link for each key that a person answers."""
    inside = rows_of(plan.phase, clusters)
    chain.add(_placings(inside), _mergers(plan, revision, inside))
    if plan.naming("indicator"):
        chain.add(*_figures(plan, inside, clusters))
    joins = ["JOIN said ON said.table_id = r.table_id"]
    joins += ["LEFT JOIN merger ON merger.participant_id = r.participant_id"]
    joins += ["LEFT JOIN placed ON placed.participant_id = r.participant_id"]
    for at in plan.naming("indicator"):
        joins.append(
            f"LEFT JOIN figure AS f{at} ON f{at}.participant_id = r.participant_id"
            f" AND f{at}.indicator_id = said.indicator_{at}"
        )
    fresh = {"best": "-r.points", "is_young": IS_YOUNG, "place": "placed.place"}
    fresh |= {"bands": "said.bands", "gets_lowest": "said.gets_lowest"}
    for at in plan.positions:
        fresh |= {f"key_{at}": _key(plan, at), f"is_persons_{at}": f"said.is_persons_{at}"}
    chain.link("keyed", fresh, " ".join(joins))
    order = ["best", *(f"key_{at}" for at in plan.positions), "place"]
    for at in plan.positions:
        if any(key.kind in (TieKind.BALLOT, TieKind.DECISION) for key in plan.at(at)):
            _answer(chain, order, at, asked=f"r.is_persons_{at} = 1")
    _answer(chain, order, len(order) - 1, asked="1 = 1")
    firsts = ", ".join(f"r.{column} NULLS LAST" for column in order)
    chain.link(
        "ranked",
        {
            "rank_found": f"CASE WHEN r.is_ranked = 1 THEN rank() OVER ({_home()} ORDER BY {firsts}) END",
            "is_tied": "CASE WHEN r.is_ranked = 1 AND count(*) OVER equals > 1 THEN 1 ELSE 0 END",
        },
        f"WINDOW equals AS ({_home(*order)})",
    )


IS_YOUNG = "CASE WHEN r.founded_on > said.founded_after OR merger.day > said.merged_after THEN 1 ELSE 0 END"
#: A collective with so many women comes first; where nobody counted them it is one of the others.
WOMEN = f"CASE WHEN r.members > 0 AND r.women * 100 >= {WOMEN_SHARE} * r.members THEN 0 ELSE 1 END"


def _home(*columns: str) -> str:
    return "PARTITION BY " + ", ".join(f"r.{column}" for column in (*HOME, *columns))


def _key(plan: Plan, at: int) -> str:
    """What the key at a position says; a table with fewer keys has none there."""
    figures = {"criterion": f"r.line_{at}", "indicator": f"f{at}.figure"}
    whens = [
        f"WHEN '{kind}' THEN CASE said.is_lower_{at} WHEN 1 THEN {figure} ELSE -{figure} END"
        for kind, figure in figures.items()
        if at in plan.naming(kind)
    ]
    whens += [f"WHEN '{TieKind.WOMEN}' THEN {WOMEN}"]
    whens += [f"WHEN '{TieKind.BALLOT}' THEN placed.ballot", f"WHEN '{TieKind.DECISION}' THEN placed.place"]
    return f"CASE said.kind_{at} {' '.join(whens)} END"


def _answer(chain: Chain, order: list[str], at: int, *, asked: str) -> None:
    """A key that a person answers holds where the answer names everybody who is equal in all before it.

    Where it does not, what comes after waits, but for the last word of a person.
    """
    column = order[at]
    void = f"{asked} AND count(r.{column}) OVER so_far < count(*) OVER so_far"
    silenced = [name for name in order[at:] if name in (column, *order[:-1])]
    fresh = {name: f"CASE WHEN {void} THEN NULL ELSE r.{name} END" for name in silenced}
    chain.link(f"answered_{at}", fresh, f"WINDOW so_far AS ({_home(*order[:at])})")


def _placings(inside: dict[str, Any]) -> Given:
    """What people decided on ties."""
    ballot = Case(When(is_ballot=True, then=F("place")), output_field=IntegerField())
    rows = Placing.objects.filter(**inside).annotate(ballot=ballot)
    return given_query(
        "placed", {"participant_id": "participant_id", "place": "place", "ballot": "ballot"}, rows
    )


def _mergers(plan: Plan, revision: int, inside: dict[str, Any]) -> Given:
    """The last day before the review on which a union was merged or split; facts of every period."""
    facts = CountedFact.objects.filter(
        **inside, revision=revision, fact__kind=FactKind.REORGANISED, fact__day__lte=review_day(plan.phase)
    )
    last = facts.values("participant_id").annotate(day=Max("fact__day"))
    return given_query("merger", {"participant_id": "participant_id", "day": "day"}, last)


def _figures(plan: Plan, inside: dict[str, Any], clusters: Clusters) -> list[Given]:
    """The cumulative figures that count, of the indicators that keys name."""
    named = {key.indicator for at in plan.positions for key in plan.at(at) if key.indicator is not None}
    if plan.phase.is_year:
        return figures_of_latest(plan.phase, named, clusters)
    rows = Result.objects.filter(**inside, indicator__in=named).annotate(
        union_id=F("participant__union"), own=own_figure(plan.phase)
    )
    columns = {name: name for name in ("participant_id", "union_id", "indicator_id", "own")}
    return [
        carried_table(plan.phase, named, clusters),
        given_query("figure_row", columns, rows),
        Given("figure", FIGURE),
    ]


#: The figure of the phase with what earlier phases brought.
FIGURE = """figure AS (SELECT f.participant_id, f.indicator_id, f.own + coalesce(c.total, 0) AS figure
    FROM figure_row AS f LEFT JOIN carried AS c ON c.union_id = f.union_id AND c.indicator_id = f.indicator_id)"""
