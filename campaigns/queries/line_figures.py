"""What the sheets say for a phase's lines, in SQL: participant × leaf with the figures of each role.

`figure` has the figure that is scored; `carried` what the phases before brought, `base_figure` and `gate_figure` what
the few leaves read that have a second indicator or a gate, `member` the sizes of the unions. `known` joins them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from campaigns.choices import ResultState, TargetKind
from campaigns.models import Criterion, Phase, Result
from campaigns.queries.counting import confirmed_away, counts
from campaigns.queries.cumulative import carried_table, own_figure
from campaigns.queries.headcounts import members_on
from campaigns.scoring.parameters import FIGURE_ROLES, GATE, MAIN, SIZE_BELOW, SIZE_FROM
from campaigns.scoring.sql import column, nothing
from campaigns.scoring.together import Together
from common.db import Given, given_query, given_sql

CRITERION = "table__criteria"
#: The columns of `figure`: `value` is the figure of the phase, `value_of` its indicator.
FIGURES = (
    "criterion_id", "union_id", "cluster_id", "revision", "most", "sector", "state", "status", "is_confirmed",
    MAIN.name, f"{MAIN.name}_of", *(f"{kind}_id" for kind in TargetKind.values),
)  # fmt: skip
#: A participant's figures of a role, with what earlier phases brought; it is joined before anything wide is.
OF_ROLE = (
    """SELECT r.participant_id, r.criterion_id, r.figure, {carried} AS carried FROM {role}_row AS r {join}"""
)
CARRIED = "LEFT JOIN carried AS c ON c.union_id = {row}.union_id AND c.indicator_id = {row}.{indicator}"
NO_FIGURE = "CAST(NULL AS bigint)"


@dataclass(frozen=True)
class Sheets:
    """The sheets of a phase as the lines of some rules read them; `clusters` as everywhere, None for all."""

    phase: Phase
    rules: Together
    criteria: list[Criterion]
    clusters: Iterable[int | None] | None
    revision: int

    @property
    def is_carried(self) -> bool:
        """There may be figures of phases before."""
        return self.phase.number > 1 and bool(self._read)

    @property
    def _read(self) -> set[int]:
        """The indicators that the leaves read; facts need none."""
        return {read.indicator_id for criterion in self.criteria for read in criterion.inputs.all()}

    @property
    def others(self) -> list[str]:
        """The roles beside the main one that some leaf has an indicator for."""
        used = {read.role for criterion in self.criteria for read in criterion.inputs.all()}
        return [role for role in FIGURE_ROLES if role != MAIN.name and role in used & self._roles]

    @property
    def has_sizes(self) -> bool:
        """Some leaf asks how many members a union has."""
        return any(c.params.get(size.name) for c in self.criteria for size in (SIZE_FROM, SIZE_BELOW))

    @property
    def _roles(self) -> set[str]:
        return self.rules.roles | {GATE.name}

    def tables(self) -> list[Given]:
        """`known`, after what it is made from."""
        plain = {"participant_id": "pk"} | {name: name for name in FIGURES}
        found = [given_query("figure", plain, self._figures())]
        if self.is_carried:
            found.append(carried_table(self.phase, self._read, self.clusters))
        for role in self.others:
            found += self._of_role(role)
        if self.has_sizes:
            sizes = self._participants.annotate(size=members_on(self.phase.period_to))
            found.append(given_query("member", {"participant_id": "pk", "members": "size"}, sizes))
        return [*found, self._known()]

    @property
    def _participants(self) -> QuerySet[Any]:
        return self.phase.participants.in_clusters(self.clusters)

    def _known(self) -> Given:
        """`figure` with everything that is joined to it."""
        picks, joins = ["f.*"], []
        picks.append(f"{'c.total' if self.is_carried else NO_FIGURE} AS {MAIN.name}_carried")
        if self.is_carried:
            joins.append(CARRIED.format(row="f", indicator=f"{MAIN.name}_of"))
        for role in FIGURE_ROLES[1:]:
            is_here = role in self.others
            picks.append(f"{f'{role}.figure' if is_here else NO_FIGURE} AS {role}")
            picks.append(f"{f'{role}.carried' if is_here else NO_FIGURE} AS {role}_carried")
            if is_here:
                same = [f"{role}.{name} = f.{name}" for name in ("participant_id", "criterion_id")]
                joins.append(f"LEFT JOIN {role}_figure AS {role} ON {' AND '.join(same)}")
        picks.append(f"{'m.members' if self.has_sizes else NO_FIGURE} AS members")
        if self.has_sizes:
            joins.append("LEFT JOIN member AS m ON m.participant_id = f.participant_id")
        return given_sql("known", f"SELECT {', '.join(picks)} FROM figure AS f {' '.join(joins)}")

    def _figures(self) -> QuerySet[Any]:
        """Participant × leaf, each with its result if there is one: a row that is missing was not reported."""
        codes = [rule.code for rule in self.rules.rules]
        rows = self._participants.filter(**{f"{CRITERION}__rule__in": codes}).annotate(
            criterion_id=F(f"{CRITERION}__pk"),
            most=column(f"{CRITERION}__max_points"),
            revision=Value(self.revision),
        )
        if MAIN.name not in self._roles:
            unknown = {
                "state": Value(ResultState.NOT_REPORTED),
                "is_confirmed": Value(0),
                "status": nothing(),
            }
            absent = (MAIN.name, f"{MAIN.name}_of", *(f"{kind}_id" for kind in TargetKind.values))
            return rows.annotate(**unknown, **{name: nothing() for name in absent})
        of_role = Q(**{f"{CRITERION}__inputs__role": MAIN.name})
        campaign = self.phase.campaign
        return (
            rows.annotate(read=FilteredRelation(f"{CRITERION}__inputs", condition=of_role))
            .annotate(**{f"{MAIN.name}_of": F("read__indicator")})
            .annotate(row=FilteredRelation("results", condition=Q(results__indicator=F(f"{MAIN.name}_of"))))
            .annotate(
                state=Case(
                    When(counts(campaign, "row__"), then=F("row__state")),
                    default=Value(ResultState.NOT_REPORTED),
                ),
                status=F("row__status"),
                is_confirmed=Case(
                    When(confirmed_away(campaign, "row__"), then=1), default=0, output_field=IntegerField()
                ),
                **{MAIN.name: own_figure(self.phase, "row__")},
                **{f"{kind}_id": F(f"row__{kind}") for kind in TargetKind.values},
            )
        )

    def _of_role(self, role: str) -> list[Given]:
        """The tables of the figures of a role beside the main one."""
        read = {"indicator__inputs__role": role, "indicator__inputs__criterion__in": self.criteria}
        rows = (
            Result.objects.filter(participant__in=self._participants, **read)
            .annotate(criterion_id=F("indicator__inputs__criterion"), union_id=F("participant__union"))
            .annotate(figure=own_figure(self.phase))
        )
        names = ("participant_id", "union_id", "criterion_id", "indicator_id", "figure")
        join = CARRIED.format(row="r", indicator="indicator_id") if self.is_carried else ""
        carried = "c.total" if self.is_carried else NO_FIGURE
        return [
            given_query(f"{role}_row", {name: name for name in names}, rows),
            given_sql(f"{role}_figure", OF_ROLE.format(role=role, carried=carried, join=join)),
        ]
