"""What the design check says: findings, each with its place, a sentence and the repair that an editor may offer."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from campaigns.models import Band, Criterion, Downgrade, ScoringTable, TieBreak
from common.fields import from_units
from common.text import format_figure

#: What a finding may stand at.
TABLE, CRITERION, BAND, DOWNGRADE, TIE_BREAK = "table", "criterion", "band", "downgrade", "tie_break"
KINDS: dict[type[models.Model], str] = {
    ScoringTable: TABLE, Criterion: CRITERION, Band: BAND, Downgrade: DOWNGRADE, TieBreak: TIE_BREAK,
}  # fmt: skip
#: What may be done at once: give a line the sum of its lines, the table its maximum, a band its upper end, an amount
#: its decimals; or go to the field, or take the row away.
SET_MAXIMUM, SET_NOMINAL, SET_BELOW, ROUND = "set_maximum", "set_nominal", "set_below", "round"
EDIT, REMOVE = "edit", "remove"


@dataclass(frozen=True)
class Place:
    """The row that a finding is about, by kind and id, with what people call it, and the field to be put right."""

    kind: str
    pk: int
    name: str = ""
    field: str = ""


@dataclass(frozen=True)
class Repair:
    """What may be done about a finding, and the amount that it would write where it writes one."""

    key: str = EDIT
    value: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """A fault, with which no table is agreed, or a warning, which somebody signs by agreeing it.

    `key` says what was found, for tests and pages; `said` is the sentence, which says what to do.
    """

    key: str
    place: Place
    said: str
    is_fault: bool = True
    repair: Repair = Repair()

    @property
    def handle(self) -> str:
        """What a form sends to have it repaired."""
        return f"{self.place.kind}:{self.place.pk}:{self.place.field}:{self.repair.key}"


def at(row: ScoringTable | Criterion | Band | Downgrade | TieBreak, field: str = "") -> Place:
    """The place of a row."""
    name = row.code if isinstance(row, Criterion) else "" if isinstance(row, ScoringTable) else str(row)
    return Place(KINDS[type(row)], row.pk, name, field)


def fault(key: str, place: Place, said: str, repair: str = EDIT, value: int | None = None) -> Finding:
    """What stands between the table and its agreement; `value` in whole ten-thousandths."""
    return Finding(key, place, said, repair=Repair(repair, None if value is None else from_units(value)))


def warning(key: str, place: Place, said: str, repair: str = EDIT, value: int | None = None) -> Finding:
    """What somebody signs."""
    return Finding(key, place, said, False, Repair(repair, None if value is None else from_units(value)))


def shown(units: int) -> str:
    """An amount in whole ten-thousandths as people read it."""
    return format_figure(from_units(units))
