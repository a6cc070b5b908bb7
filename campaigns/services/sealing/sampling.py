"""Lines of a sealed document for a check by hand: with their inputs, their rule in words and their points."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from campaigns.rules.sampling import sampled
from campaigns.scoring import registry
from campaigns.scoring.base import Inputs
from campaigns.services.sealing.document import Record
from campaigns.services.sealing.format_2.frame import Criterion, Frame, Table

#: The first format whose documents hold all that a rule's words need.
LEAST = 2
FIGURES = ("value", "base", "gate", "target", "lead_value", "lead_target")


@dataclass(frozen=True)
class PartLine:
    """What a line gave in one of the phases that a year joins; amounts in whole ten-thousandths, None: not ranked."""

    name: str
    weight: int
    points: int | None


@dataclass(frozen=True)
class SealedLine:
    """A leaf's line of one union, as it was sealed. Amounts are whole ten-thousandths."""

    key: str
    union: str
    name: str
    table: tuple[str, int]
    code: str
    criterion: str
    most: int
    nature: str
    #: What the rule says, and how it came to these points; "" in a year, which joins lines.
    rule: str
    how: str
    line: Record
    #: What its figures are called, by their roles.
    figures: dict[str, Record]
    parts: list[PartLine] = field(default_factory=list)


def sampled_lines(document: Callable[[], Iterable[Record]], seed: str, count: int) -> list[SealedLine]:
    """The lines that a seed draws, in the order of the draw; `document` is read twice, and kept nowhere.

    Each leaf of each union is one, named "union/criterion".
    """
    keys = [f"{record['union']}/{line['criterion']}" for record, line in _leaves(document())]
    drawn = {key: place for place, key in enumerate(sampled(keys, seed, count))}
    found, frame = [], Frame()
    for record, line in _leaves(document(), frame):
        if (key := f"{record['union']}/{line['criterion']}") in drawn:
            found.append(_sealed_line(frame, key, record, line))
    return sorted(found, key=lambda one: drawn[one.key])


def _leaves(records: Iterable[Record], frame: Frame | None = None) -> Iterator[tuple[Record, Record]]:
    """Each leaf's line with the record of its participant; what comes before the participants goes into the frame."""
    held = Frame() if frame is None else frame
    for record in records:
        match record["record"]:
            case "phase":
                held.phase = record
            case "indicator":
                held.indicators[record["code"]] = record
            case "table":
                held.tables[tuple(record["table"])] = Table(record)
            case "criterion":
                held.tables[tuple(record["table"])].add(record)
            case "participant" if record["table"]:
                criteria = held.tables[tuple(record["table"])].criteria
                for line in record["lines"]:
                    if criteria[line["criterion"]].leaf is not None:
                        yield record, line


def _sealed_line(frame: Frame, key: str, record: Record, line: Record) -> SealedLine:
    criterion = frame.tables[tuple(record["table"])].criteria[line["criterion"]]
    leaf = criterion.leaf
    assert leaf is not None, "groups are left out"
    how = registry.sentence(criterion.rule, leaf, _inputs(record, line))
    return SealedLine(
        key=key,
        union=record["union"],
        name=record["short_name"],
        table=(record["table"][0], record["table"][1]),
        code=criterion.code,
        criterion=criterion.record["name"],
        most=criterion.record["max_points"],
        nature=criterion.record["nature"],
        rule="" if frame.is_year else registry.words(criterion.rule, leaf),
        how="" if frame.is_year else how,
        line=line,
        figures=_figures(frame, criterion),
        parts=list(_parts(frame, record, line["criterion"])),
    )


def _inputs(record: Record, line: Record) -> Inputs:
    """What the leaf's points were computed from, as its rule takes it."""
    amounts: dict[str, Any] = {name: line[name] for name in FIGURES}
    return Inputs(
        state=line["state"] or "",
        is_confirmed=not line["applies"],
        sector=record["sector"],
        members=record["headcount"]["members"],
        **amounts,
    )


def _figures(frame: Frame, criterion: Criterion) -> dict[str, Record]:
    return {
        role: frame.indicators[code] for role, code in criterion.inputs.items() if code in frame.indicators
    }


def _parts(frame: Frame, record: Record, code: str) -> Iterator[PartLine]:
    """In a year: the line of the same criterion in each phase."""
    for said, held in zip(frame.phase["parts"], record["parts"], strict=False):
        points = {line["criterion"]: line["points"] for line in held["lines"]} if held else {}
        yield PartLine(said["name"], said["weight"], points.get(code))
