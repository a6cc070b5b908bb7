"""The rows of a sheet as they are stored, read by hand: everybody asks for them in the last minute (ADR 14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from common.fields import from_units

_EVERY = """
    SELECT r.id, r.version, r.status, r.state, r.stage, r.note, r.as_of, r.is_estimate,
        i.code, i.name, i.kind, i.decimals, r.value, r.indicator_id
    FROM campaigns_result r JOIN campaigns_indicator i ON i.id = r.indicator_id"""
_ROWS = f"{_EVERY} WHERE r.participant_id = %s AND i.supplier = %s"


@dataclass(frozen=True)
class Stored:
    """A figure as it is stored, in whole ten-thousandths, with the code, name, kind and decimals of its indicator."""

    result_id: int
    version: int
    status: int
    state: str
    stage: str
    note: str
    as_of: date | None
    is_estimate: bool
    code: str
    name: str
    kind: str
    decimals: int
    units: int | None
    indicator_id: int

    @property
    def value(self) -> Decimal | None:
        """The figure in its unit of measure, None where there is none."""
        return None if self.units is None else from_units(self.units)


def stored_rows(participant_id: int, supplier: str) -> dict[int, Stored]:
    """A sheet's rows whose indicator this supplier fills, by the row's id."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [participant_id, supplier])
        return {row[0]: Stored(*row) for row in cursor.fetchall()}


def stored_of(result_ids: Iterable[int]) -> dict[int, Stored]:
    """These rows, whoever fills them, by their ids."""
    wanted = sorted(set(result_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"{_EVERY} WHERE r.id IN ({', '.join(['%s'] * len(wanted))})", wanted)
        return {row[0]: Stored(*row) for row in cursor.fetchall()}
