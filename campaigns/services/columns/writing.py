"""Writing a column: what each line holds, what does not fit, a draft saved, and the whole sent once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import ColumnKind
from campaigns.models import Criterion, LineScore, Participant, ScoreColumn
from campaigns.queries.columns.doors import door_of
from campaigns.queries.line_inputs import leaf_of
from campaigns.rules.columns import bounds_of
from campaigns.scoring import registry
from campaigns.services.columns.computed import Computed, computed_points, starting_points
from common.errors import PhaseEnded, Refusal
from common.text import format_figure
from units.models import User
from units.services import audit

#: What a LineScore holds of a reason, in letters.
LONGEST_REASON = 300


@dataclass(frozen=True)
class Entry:
    """What somebody wrote in a line: points, None for what stands there, and the reason where they differ."""

    criterion_id: int
    points: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class Lines:
    """The leaves of a participant's table with what each starts from."""

    criteria: list[Criterion]
    computed: dict[int, Computed]
    starts: dict[int, Decimal | None]

    @classmethod
    def of(cls, participant: Participant, kind: str) -> "Lines":
        """Read for one column of a participant, in a constant number of queries."""
        criteria = leaves_of(participant)
        computed = computed_points(participant, criteria)
        return cls(criteria, computed, starting_points(participant, kind, criteria, computed))

    @property
    def asked(self) -> list[Criterion]:
        """The lines that are for this union."""
        return [line for line in self.criteria if self.computed[line.pk].applies]

    def bounds(self, line: Criterion) -> tuple[Decimal, Decimal]:
        """Between what its points may lie."""
        rule = registry.rule_of(line.rule)
        sinks = rule.sinks(leaf_of(line))
        computed = self.computed[line.pk].points
        return bounds_of(line.max_points, nature=line.nature, sinks=sinks, computed=computed)


def leaves_of(participant: Participant) -> list[Criterion]:
    """The leaves of its table, in their order, with inputs and steps."""
    rows = Criterion.objects.filter(table=participant.table_id).exclude(rule=registry.GROUP)
    return list(rows.select_related("table").prefetch_related("inputs", "steps").order_by("order", "pk"))


def column_of(participant: Participant, kind: str) -> ScoreColumn | None:
    """The column, None before its first draft."""
    return ScoreColumn.objects.filter(participant=participant, kind=kind).first()


def write_draft(
    participant: Participant, kind: str, entries: Iterable[Entry], *, by: User, now: datetime
) -> ScoreColumn:
    """Keep what differs from what a line starts from; the caller has asked who writes, and holds the sheet.

    Raises PhaseEnded outside the window and ValidationError by field (`points-12`, `reason-12`) for what does not fit.
    """
    column = require_door(participant, kind, now)
    lines = Lines.of(participant, kind)
    wanted = {entry.criterion_id: entry for entry in entries}
    if unknown := set(wanted) - {line.pk for line in lines.asked}:
        told = _("Some of these lines are not in the union's table (%(n)s). Please load the page again.")
        raise Refusal(told % {"n": len(unknown)})
    if faults := _faults(lines, wanted):
        raise ValidationError(faults)
    column = column or ScoreColumn.objects.create(participant=participant, kind=kind)
    kept = [entry for entry in wanted.values() if _is_own(lines, entry)]
    _replace(column, kept, by=by, now=now)
    return column


def send(participant: Participant, kind: str, *, by: User, now: datetime) -> ScoreColumn:
    """Send a column: every line that is for the union gets its points, and nothing of it moves any more.

    Raises PhaseEnded outside the window or where it was sent already, and ValidationError by field for judged lines
    without points.
    """
    column = require_door(participant, kind, now)
    lines = Lines.of(participant, kind)
    rows = list(column.lines.all()) if column else []
    own = {row.criterion_id: Entry(row.criterion_id, row.points, row.reason) for row in rows}
    missing = [line for line in lines.asked if line.pk not in own and lines.starts[line.pk] is None]
    if missing:
        told = _("“%(name)s” is judged by a person: please enter your points.")
        raise ValidationError({f"points-{line.pk}": [told % {"name": line.name}] for line in missing})
    if faults := _faults(lines, own):
        raise ValidationError(faults)
    column = column or ScoreColumn.objects.create(participant=participant, kind=kind)
    _replace(
        column,
        [own.get(line.pk) or Entry(line.pk, lines.starts[line.pk]) for line in lines.asked],
        by=by,
        now=now,
    )
    column.sent_by, column.sent_at = by, now
    column.save(update_fields=["sent_by", "sent_at"])
    told_points = {
        row.criterion.code: format_figure(row.points) for row in column.lines.select_related("criterion")
    }
    audit.record(verb=f"send_{kind}_score", subject=participant, by=by, now=now, points=told_points)
    return column


def require_door(participant: Participant, kind: str, now: datetime) -> ScoreColumn | None:
    """The column, where it may be written now. Raises PhaseEnded."""
    door, column = door_of(participant, kind, now), column_of(participant, kind)
    if not door.is_open:
        raise PhaseEnded(door.why)
    if not door.lets(column.sent_at if column else None):
        raise PhaseEnded(
            _("The self-score was sent already; it is sent once.")
            if kind == ColumnKind.SELF
            else _("The cross-check was sent already; it is sent once.")
        )
    return column


def _is_own(lines: Lines, entry: Entry) -> bool:
    """It says something else than what stands there."""
    if entry.points is None:
        return False
    return entry.points != lines.starts[entry.criterion_id] or bool(entry.reason.strip())


def _faults(lines: Lines, entries: Mapping[int, Entry]) -> dict[str, list[str]]:
    """What does not fit, by field."""
    found = {}
    for line in lines.asked:
        entry = entries.get(line.pk)
        if entry is None or entry.points is None:
            continue
        if wrong := _points_fault(lines, line, entry.points):
            found[f"points-{line.pk}"] = [wrong]
        elif wrong := _reason_fault(lines.starts[line.pk], entry):
            found[f"reason-{line.pk}"] = [wrong]
    return found


def _points_fault(lines: Lines, line: Criterion, points: Decimal) -> str:
    low, high = lines.bounds(line)
    if not low <= points <= high:
        told = _("“%(name)s” has between %(low)s and %(high)s points. Enter points between them.")
        return told % {"name": line.name, "low": format_figure(low), "high": format_figure(high)}
    places = line.table.line_decimals
    if points != round(points, places) and points != lines.starts[line.pk]:
        told = _("“%(name)s”: the table prints %(places)s decimals of a line. Please round your points.")
        return told % {"name": line.name, "places": places}
    return ""


def _reason_fault(start: Decimal | None, entry: Entry) -> str:
    if len(entry.reason) > LONGEST_REASON:
        return _("Please say it in %(most)s letters at most.") % {"most": LONGEST_REASON}
    if start is None or entry.points == start or entry.reason.strip():
        return ""
    return _("These are not the points that stand there (%(points)s): please say why.") % {
        "points": format_figure(start)
    }


def _replace(column: ScoreColumn, entries: Sequence[Entry], *, by: User, now: datetime) -> None:
    """The lines of a column, all anew; who wrote a line that is as it was stays beside it."""
    before = {row.criterion_id: row for row in column.lines.all()}
    fresh = []
    for entry in entries:
        assert entry.points is not None, "a line of a column has points"
        row = before.get(entry.criterion_id)
        same = row is not None and (row.points, row.reason) == (entry.points, entry.reason.strip())
        fresh.append(
            LineScore(
                column=column,
                criterion_id=entry.criterion_id,
                points=entry.points,
                reason=entry.reason.strip(),
                visit_id=row.visit_id if same and row else None,
                written_by_id=row.written_by_id if same and row else by.pk,
                written_at=row.written_at if same and row else now,
            )
        )
    column.lines.all().delete()
    LineScore.objects.bulk_create(fresh)
