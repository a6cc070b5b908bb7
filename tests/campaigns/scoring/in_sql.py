"""Points out of the database, by the columns that the close reads."""

from typing import Any

from django.db import connection
from django.db.models.expressions import Combinable, RawSQL

from campaigns.choices import Fallback, Nature
from campaigns.queries.line_inputs import chain_of
from campaigns.queries.line_tables import Pointed, with_parameters
from campaigns.scoring.base import Inputs, Leaf, Points, Rule
from campaigns.scoring.sql import BIG
from campaigns.scoring.together import Together
from common.db import given_rows
from common.fields import UNIT

#: Columns of the table `due` beside the parameters, with their types.
NUMBERS = (
    "participant_id", "criterion_id", "cluster_id", "revision", "most", "members", "status", "is_confirmed", "value",
    "carried", "base", "gate", "target", "share", "is_gated", "sign", "is_base", "step", "is_cut",
)  # fmt: skip
TYPES = dict.fromkeys(NUMBERS, "bigint") | {"rule": "text", "state": "text", "sector": "text"}
LEAD = ("lead_value", "lead_target")


class GivenLeaders(Together):
    """Rules whose leaders are columns of `due`."""

    def lead_sql(self) -> dict[str, Combinable]:
        return {name: RawSQL(f'"due"."{name}"', (), output_field=BIG) for name in LEAD}


def row_of(number: int, rule: Rule, leaf: Leaf, i: Inputs) -> list[Any]:
    """A row of the table `due` with the leaders' columns."""
    values: dict[str, Any] = {
        "participant_id": number, "criterion_id": number, "rule": rule.code, "revision": 1,
        "most": leaf.most, "members": i.members,
        "is_confirmed": int(i.is_confirmed), "value": i.value, "base": i.base, "gate": i.gate, "target": i.target,
        "share": 100 * UNIT, "is_gated": int(leaf.is_gated), "sign": -1 if leaf.nature == Nature.PENALTY else 1,
        "is_base": int(leaf.nature == Nature.BASE), "step": leaf.step, "is_cut": int(leaf.is_cut),
        "state": i.state, "sector": i.sector, "lead_value": i.lead_value, "lead_target": i.lead_target, **leaf.params,
    }  # fmt: skip
    return [values.get(name) for name in (*TYPES, *LEAD, *(p.name for p in rule.parameters))]


def points_in_sql(rule: Rule, drawn: list[tuple[Leaf, Inputs]]) -> list[Points]:
    """All lines in one statement, by the columns that the close reads; nothing is read from any table."""
    types = TYPES | dict.fromkeys(LEAD, "bigint") | {p.name: p.sql_type for p in rule.parameters}
    step_types = dict.fromkeys(("criterion_id", "lowest", "below", "points"), "bigint")
    step_types |= {"fact_kind": "text", "fact_grade": "text"}
    rows = [row_of(n, rule, leaf, i) for n, (leaf, i) in enumerate(drawn)]
    rules = GivenLeaders((rule,))
    tables = [
        given_rows(
            "leaf_step", step_types, [[n, *step] for n, (leaf, _i) in enumerate(drawn) for step in leaf.steps]
        ),
        given_rows("due", types, rows),
        *chain_of(rules)[1:],
    ]
    lines = with_parameters(Pointed, rules).order_by("participant_id")
    sql, params = lines.values_list("points", "word").query.get_compiler(connection=connection).as_sql()
    before = [value for table in tables for value in table.params]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(table.sql for table in tables)} {sql}", [*before, *params])
        return [Points(points, applies=word != Fallback.LEAVES) for points, word in cursor.fetchall()]
