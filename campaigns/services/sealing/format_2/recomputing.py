"""A document of format 2 read once: the frame, then one participant after the other, then the places of all."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.services.sealing.checks import Counted, same
from campaigns.services.sealing.document import Difference, Record
from campaigns.services.sealing.format_2.frame import Frame, Table
from campaigns.services.sealing.format_2.leaders import Leaders
from campaigns.services.sealing.format_2.lines import check_lines
from campaigns.services.sealing.format_2.sheet import Sheet
from campaigns.services.sealing.format_2.standings import Standings


@dataclass
class _Cluster:
    """What is known of a cluster while its document is read; of a participant what its place depends on is kept."""

    is_settled: bool
    frame: Frame = field(default_factory=Frame)
    leaders: Leaders = field(default_factory=Leaders)
    standings: Standings = field(default_factory=Standings)
    participants: int = 0
    lines: int = 0
    has_ended: bool = False


def recompute(records: Iterable[Record], is_settled: bool) -> Counted:
    """Recompute a document of one cluster. Raises Difference at the first line, total, rank or band that is another."""
    cluster = _Cluster(is_settled)
    for record in records:
        _take(cluster, record)
    if not cluster.has_ended:
        raise Difference(_("The sealed document has no end."))
    cluster.leaders.check(cluster.frame)
    cluster.standings.check_places()
    return Counted(lines=cluster.lines, standings=len(cluster.standings.stored))


def _take(cluster: _Cluster, record: Record) -> None:
    """One record of the document."""
    match record["record"]:
        case "phase":
            cluster.frame.phase = record
        case "indicator":
            cluster.frame.indicators[record["code"]] = record
        case "table":
            cluster.frame.tables[tuple(record["table"])] = Table(record)
        case "criterion":
            _take_criterion(cluster.frame, record)
        case "band":
            _table_of(cluster.frame, record).bands.append(record)
        case "downgrade":
            _table_of(cluster.frame, record).downgrades.append(record)
        case "tie_break":
            _table_of(cluster.frame, record).tie_breaks.append(record)
        case "participant":
            _take_participant(cluster, record)
        case "end":
            _check_end(cluster, record)


def _table_of(frame: Frame, record: Record) -> Table:
    return frame.tables[tuple(record["table"])]


def _take_criterion(frame: Frame, record: Record) -> None:
    """A criterion, whose rule must be known and take its parameters."""
    try:
        _table_of(frame, record).add(record)
    except ValidationError as error:
        raise Difference(f"{record['code']}: {' '.join(error.messages)}") from error


def _take_participant(cluster: _Cluster, record: Record) -> None:
    """Every leaf by its rule, every group by its children, the total by the criteria in no group."""
    if bool(record["lines"]) != bool(record["standing"]):
        raise Difference(_("%(where)s: there are lines without a standing.") % {"where": record["union"]})
    sheet = Sheet.of(cluster.frame, record)
    if record["table"]:
        table = _table_of(cluster.frame, record)
        lines = check_lines(sheet, table, cluster.leaders, is_settled=cluster.is_settled)
        if lines:
            cluster.standings.take(sheet, table, lines)
    else:
        same(_("number of lines"), sheet.union, len(record["lines"]), 0)
    cluster.participants += 1
    cluster.lines += len(record["lines"])


def _check_end(cluster: _Cluster, end: Record) -> None:
    """The counts at the end: nothing was cut off or left out."""
    same(_("number of lines"), "", end["lines"], cluster.lines)
    same(_("number of standings"), "", end["standings"], len(cluster.standings.stored))
    same(_("number of participants"), "", end["participants"], cluster.participants)
    cluster.has_ended = True
