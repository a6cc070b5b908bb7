"""What a year joins: the standings of its phases, with their lines, as they were visible when the year was computed."""

from collections.abc import Sequence

from campaigns.models import Indicator, Participant, Phase, ScoreLine, Standing, TieBreak, YearPart
from campaigns.models.participation import SAME_UNION
from campaigns.queries.cumulative import figures_to_date
from campaigns.scoring.sql import column
from campaigns.services.sealing.document import Record

#: The amounts of a standing that a year reads, and those of a line.
TOTALS = ("points", "rescaled", "most")
AMOUNTS = ("points", "of_base")


def parts_of(phase: Phase) -> list[YearPart]:
    """The phases that a year joins, in the order of their ends; none for a phase with figures."""
    rows = YearPart.objects.filter(year=phase).select_related("phase__campaign")
    return list(rows.order_by("phase__period_to", "phase_id"))


def joined_by(phase: Phase, ids: Sequence[int]) -> dict[int, list[Record | None]]:
    """For each participant of a year what it has in each of the parts; None where it is not ranked."""
    parts = [part.phase_id for part in parts_of(phase)]
    if not parts:
        return {}
    beside = Participant.objects.filter(phase__in=parts, **{f"{SAME_UNION}__in": ids})
    whose = {
        own: (mine, parts.index(part)) for own, mine, part in beside.values_list("pk", SAME_UNION, "phase_id")
    }
    standings = _standings(list(whose))
    lines, figures = _lines(list(standings)), _figures(phase, list(standings))
    found: dict[int, list[Record | None]] = {pk: [None] * len(parts) for pk in ids}
    for own, standing in standings.items():
        mine, place = whose[own]
        found[mine][place] = {
            "standing": standing,
            "figures": figures.get(own, {}),
            "lines": lines.get(own, []),
        }
    return found


def _standings(ids: Sequence[int]) -> dict[int, Record]:
    """The visible standings of these that are ranked."""
    amounts = {f"its_{name}": column(name) for name in TOTALS}
    rows = Standing.objects.filter(participant__in=ids, rank__isnull=False).visible().annotate(**amounts)
    return {
        pk: {"revision": revision, **dict(zip(TOTALS, values, strict=True))}
        for pk, revision, *values in rows.values_list("participant_id", "revision", *amounts)
    }


def _figures(year: Phase, ids: Sequence[int]) -> dict[int, dict[str, int | None]]:
    """Of these the figures to date, by the codes of the indicators that a key of the year's tables names."""
    tables = year.participants.filter(table__isnull=False).order_by().values("table_id")
    codes = set(
        Indicator.objects.filter(pk__in=TieBreak.objects.filter(table__in=tables).values("indicator"))
        .order_by()
        .values_list("code", flat=True)
    )
    found: dict[int, dict[str, int | None]] = {}
    for part in parts_of(year) if codes else ():
        rows = figures_to_date(part.phase, codes).filter(participant__in=ids).order_by("indicator__code")
        for pk, code, figure in rows.values_list("participant_id", "indicator__code", "figure"):
            found.setdefault(pk, {})[code] = figure
    return found


def _lines(ids: Sequence[int]) -> dict[int, list[Record]]:
    """Their visible lines, in the order of the criteria's ids."""
    amounts = {f"its_{name}": column(name) for name in AMOUNTS}
    rows = ScoreLine.objects.filter(participant__in=ids).visible().annotate(**amounts)
    names = ("participant_id", "criterion__code", "state", "applies")
    found: dict[int, list[Record]] = {}
    for pk, code, state, applies, *values in rows.order_by("participant_id", "criterion_id").values_list(
        *names, *amounts
    ):
        line = {"criterion": code, "state": state, "applies": applies}
        found.setdefault(pk, []).append(line | dict(zip(AMOUNTS, values, strict=True)))
    return found
