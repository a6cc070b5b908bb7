"""The lines of a sealed cluster that its own hash draws, so that people can recompute them by hand. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, Nature, ResultState, SeenBy
from campaigns.explanations import figure_text
from campaigns.models import Criterion, Participant, Phase, Seal
from campaigns.queries.facts import unions_read
from campaigns.scoring.parameters import BASE, GATE, MAIN
from campaigns.services import sealing
from campaigns.services.sealing import Record, SealedLine
from common.fields import from_units
from common.templatetags.look import points, vn
from units.models import User


@dataclass(frozen=True)
class HandLine:
    """One drawn line with what a person needs to recompute it."""

    key: str
    union: str
    criterion: str
    most: str
    rule: str
    how: str
    #: Each input by its name: the target due, the result, and what else the rule reads.
    figures: list[tuple[str, str]]
    points: str
    #: The sheet, for those who may read it; 0 for others.
    sheet: int = 0
    #: Its figures are read by the union itself and the levels above.
    is_closed: bool = False
    parts: list[str] = field(default_factory=list)


def is_drawn_from(seal: Seal) -> bool:
    """Its document says enough of every rule: older ones do not."""
    return seal.format >= sealing.LEAST


def hand_check(seal: Seal, user: User, count: int) -> list[HandLine]:
    """The lines that the seal's hash draws, as the person may read them; four queries. Raises Difference."""
    document = bytes(seal.document or b"")
    sealing.check_bytes(document, seal.sha256)
    lines = sealing.sampled_lines(lambda: sealing.read(document, seal.format), seal.sha256, count)
    phase, unions = seal.phase, {line.union for line in lines}
    sheets = dict(
        Participant.objects.visible_to(user)
        .filter(phase=phase, union__code__in=unions)
        .values_list("union__code", "pk")
    )
    open_to = set(unions_read(user).filter(code__in=unions).values_list("code", flat=True))
    closed = _closed(phase)
    return [
        _hand_line(
            line,
            sheet=0 if phase.is_year else sheets.get(line.union, 0),
            is_closed=(*line.table, line.code) in closed and line.union not in open_to,
        )
        for line in lines
    ]


def _closed(phase: Phase) -> set[tuple[str, int, str]]:
    """The lines whose figures other unions do not read: table, version, criterion."""
    rows = Criterion.objects.filter(table__participants__phase=phase, seen_by=SeenBy.OWN)
    return set(rows.values_list("table__code", "table__version", "code").distinct())


def _hand_line(line: SealedLine, *, sheet: int, is_closed: bool) -> HandLine:
    most = from_units(line.most)
    return HandLine(
        key=line.key,
        union=line.name,
        criterion=f"{line.code} {line.criterion}",
        most=points(-most if line.nature == Nature.PENALTY else most),
        rule=line.rule,
        how="" if is_closed else line.how,
        figures=[] if is_closed else list(_figures(line)),
        points=_points(line),
        sheet=sheet,
        is_closed=is_closed,
        parts=[_part(part) for part in line.parts],
    )


def _points(line: SealedLine) -> str:
    if not line.line["applies"]:
        return _("does not apply")
    given = line.line["points"]
    return _("no points") if given is None else points(from_units(given))


def _part(part: sealing.PartLine) -> str:
    """What a phase of a year gave: its name, its weight, its points."""
    given = _("not ranked") if part.points is None else points(from_units(part.points))
    return _("%(phase)s (weight %(weight)s): %(points)s") % {
        "phase": part.name,
        "weight": vn(from_units(part.weight)),
        "points": given,
    }


def _figures(line: SealedLine) -> Iterator[tuple[str, str]]:
    """Every figure that the line says, with its name and its unit of measure."""
    said, main = line.line, line.figures.get(MAIN.name)
    state = said["state"]
    if said["target"] is not None:
        yield _("Target due"), _figure(said["target"], main)
    if said["value"] is not None:
        yield (main["name"] if main else _("Figure")), _figure(said["value"], main)
    elif state and not line.parts:
        yield (main["name"] if main else _("Figure")), str(ResultState(state).label)
    for name, role in (("base", BASE), ("gate", GATE.name)):
        if said[name] is not None:
            other = line.figures.get(role)
            yield (other["name"] if other else name), _figure(said[name], other)
    if said["lead_value"] is not None:
        yield _("Best of the cluster"), _figure(said["lead_value"], main)
    if said["lead_target"] is not None:
        yield _("Target of the best of the cluster"), _figure(said["lead_target"], main)


def _figure(units: int, indicator: Record | None) -> str:
    value = from_units(units)
    if indicator is None:
        return vn(value)
    if indicator["kind"] == IndicatorKind.YES_NO:
        return _("yes") if value >= 1 else _("no")
    places = max(-int(Decimal(value).as_tuple().exponent), indicator["decimals"])
    shown = figure_text(value, kind=indicator["kind"], decimals=places)
    return f"{shown} {indicator['unit_of_measure']}".strip()
