"""Figures of the queue in groups: a union's sheet, or of one indicator the unions of a cluster side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from campaigns.models import Participant
from campaigns.queries.appraisal.waiting import Waiting


@dataclass
class Group:
    """Figures that are looked at together: those of one `sheet`, or of one indicator in one cluster.

    `key` tells it from the others of its page.
    """

    key: str
    rows: list[Waiting]
    sheet: Participant | None = None
    clear: list[Waiting] = field(init=False)

    def __post_init__(self) -> None:
        self.clear = [row for row in self.rows if row.is_clear]

    @property
    def doubtful(self) -> int:
        """How many of them are left when the clear ones are confirmed."""
        return len(self.rows) - len(self.clear)

    @property
    def first(self) -> Waiting:
        """The first of its figures."""
        return self.rows[0]


def grouped(rows: Iterable[Waiting], *, by_indicator: bool) -> list[Group]:
    """The figures in groups, as they come: sheets, or where one indicator is looked at, clusters."""
    if by_indicator:
        clusters = groupby(rows, key=lambda row: row.result.participant.cluster_id)
        return [Group(f"c{cluster or 0}", list(mine)) for cluster, mine in clusters]
    sheets = groupby(rows, key=lambda row: row.result.participant_id)
    found = [list(mine) for _sheet, mine in sheets]
    return [Group(f"s{n}", mine, mine[0].result.participant) for n, mine in enumerate(found)]
