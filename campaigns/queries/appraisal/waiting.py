"""A figure in the appraiser's queue: what it is compared with, and what should be looked at twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import rules
from campaigns.choices import IndicatorKind, MilestoneStage, ResultState
from campaigns.explanations import figure_text, stage_text, timing
from campaigns.models import FigureQuestion, Phase, Result
from campaigns.queries.appraisal.beside import COMPARED, Before, Beside, Middle, beside, place_of
from campaigns.queries.doubt_words import before_words, passed_words, share_words, times_of
from campaigns.queries.figure_words import figure_words
from common.fields import from_units, to_units
from common.templatetags.look import vn
from common.text import format_figure

#: Past this part of the whole campaign's target, in percent, an appraiser is asked to look twice.
HIGH = Decimal(200)


@dataclass(frozen=True)
class Waiting:
    """A figure with what an appraiser compares it with.

    `target` is the one for the whole campaign of the kind that its pledges hold; `ratio` is the figure in percent of
    it, None without a figure or target, and of a milestone, which is early or late by days. `before` is the same
    union's of the last phase before, `middle` the cluster's median. `doubts` should be looked at before it is
    confirmed, `remarks` be known.
    """

    result: Result
    target: Decimal | None
    ratio: Decimal | None
    before: Before | None = None
    middle: Decimal | None = None
    doubts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    questions: list[FigureQuestion] = field(default_factory=list)

    @property
    def tick(self) -> str:
        """What a tick sends: which figure, and how it was on the page."""
        return f"{self.result.pk}.{self.result.version}"

    @property
    def cluster(self) -> int:
        """The cluster in which it is compared, by id; 0 for none."""
        return self.result.participant.cluster_id or 0

    @property
    def is_clear(self) -> bool:
        """Nothing of it is doubtful or asked about: it may be confirmed with others, without a tick of its own."""
        return not self.doubts and not self.questions

    @property
    def is_asked(self) -> bool:
        """Something is asked about it that the union has not answered."""
        return any(question.is_open for question in self.questions)

    @property
    def has_words(self) -> bool:
        """Something stands in words beside the figures."""
        return bool(self.doubts or self.remarks or self.questions or self.result.note)

    @property
    def value(self) -> str:
        """The figure as people read it, or its state in words."""
        value = self.result.value
        if value is None:
            return str(ResultState(self.result.state).label)
        if self.result.indicator.kind == IndicatorKind.YES_NO:
            return _("yes") if value >= 1 else _("no")
        return figure_text(value, kind=self.result.indicator.kind, decimals=self._places(value))

    @property
    def unit(self) -> str:
        """What stands below the figure: its unit of measure, of a milestone its stage."""
        if self.result.value is None:
            return ""
        return stage_text(self.result.stage) if self.result.stage else self.result.indicator.unit_of_measure

    @property
    def aim(self) -> str:
        """The target as people read it; "" without one."""
        if self.target is None:
            return ""
        is_day = self.result.indicator.kind == IndicatorKind.MILESTONE
        return figure_text(self.target, kind=self.result.indicator.kind) if is_day else vn(self.target, 4)

    @property
    def timing(self) -> str:
        """How a milestone's day lies to its target; "" for other figures, and without one of the two."""
        is_day = self.result.indicator.kind == IndicatorKind.MILESTONE
        if not is_day or self.result.value is None or self.target is None:
            return ""
        return timing(self.result.value, self.target)

    @property
    def earlier(self) -> str:
        """What the union reported in the phase before, in words; "" where it took no part."""
        if self.before is None:
            return ""
        kind, value = self.result.indicator.kind, self.before.value
        places = None if value is None else self._places(value)
        return figure_words(self.before.state, value, kind=kind, decimals=places, stage=self.before.stage)

    @property
    def beside(self) -> str:
        """The cluster's median as people read it; "" where there is none."""
        return "" if self.middle is None else format_figure(self.middle, self._places(self.middle))

    def _places(self, value: Decimal) -> int:
        return max(self.result.indicator.decimals, -int(value.as_tuple().exponent))


def looked_at(rows: Sequence[Result], phase: Phase, *, now: datetime) -> list[Waiting]:
    """Each figure of the phase with what it is compared with, and its doubts; six queries, none without figures."""
    if not rows:
        return []
    known, today = beside(rows, phase), timezone.localdate(now)
    return [_looked_at(row, phase, known, today) for row in rows]


def _looked_at(row: Result, phase: Phase, known: Beside, today: date) -> Waiting:
    target = row.pledged_target(phase.campaign)
    goal = target.value if target else None
    share = None
    if row.value is not None and goal is not None and row.indicator.kind != IndicatorKind.MILESTONE:
        share = rules.attained(to_units(row.value), to_units(goal))
    ratio = None if share is None else from_units(share)
    earlier, middle = known.before.get(row.pk, []), known.figures.get(place_of(row))
    doubts = [
        *_own_doubts(row, ratio, today),
        *_compared_doubts(row, earlier, middle),
        *_target_doubts(row, goal, known.targets.get(place_of(row))),
        *_share_doubts(row, known.wholes.get(row.pk)),
        *_past_doubts(row, known.taken_back.get(row.pk, "")),
    ]
    return Waiting(
        result=row,
        target=goal,
        ratio=ratio,
        before=earlier[-1] if earlier else None,
        middle=middle.of_all if middle else None,
        doubts=doubts,
        remarks=list(_remarks(row)),
        questions=list(row.questions.all()),
    )


def _own_doubts(row: Result, ratio: Decimal | None, today: date) -> Iterator[str]:
    """What strikes about the figure by itself; `ratio` is the figure in percent of the target."""
    is_planned = row.stage == MilestoneStage.PLANNED
    if row.indicator.needs_evidence and row.value and not is_planned and not row.evidence.all():
        yield _("no evidence attached")
    if is_planned and row.value is not None and rules.day_of_value(row.value) < today:
        yield passed_words()
    if ratio is not None and ratio > HIGH:
        yield _("more than %(bound)s%% of the target") % {"bound": format_figure(HIGH)}
    if ratio is not None and row.state == ResultState.REPORTED and not row.value:
        yield _("0 against a target")


def _compared_doubts(row: Result, earlier: Sequence[Before], middle: Middle | None) -> Iterator[str]:
    """What strikes beside the union's earlier figures, and beside the others' of its cluster."""
    if row.value is None or row.indicator.kind not in COMPARED:
        return
    last = next((one for one in reversed(earlier) if one.value is not None), None)
    if last is not None and last.value is not None:
        doubt = rules.doubt(value=to_units(row.value), before=to_units(last.value), target=None)
        if said := before_words(doubt, row.value, last.value, last.phase):
            yield said
    others = middle.of_others(row.value) if middle else None
    found = "" if others is None else rules.far_from(row.value, others)
    if found == "more":
        yield _("%(times)s times the middle of the others in the cluster.") % {
            "times": times_of(row.value, others)
        }
    elif found == "less":
        yield _("Less than a tenth of the middle of the others in the cluster.")


def _target_doubts(row: Result, goal: Decimal | None, middle: Middle | None) -> Iterator[str]:
    """A target far below the others' of the cluster makes every figure look well attained."""
    others = middle.of_others(goal) if middle and goal is not None else None
    if others is not None and goal is not None and rules.far_from(goal, others) == "less":
        yield _("The target is less than a tenth of the middle of the others in the cluster.")


def _share_doubts(row: Result, whole: tuple[str, Decimal] | None) -> Iterator[str]:
    if whole is not None and rules.exceeds(row.value, whole[1]):
        yield share_words(*whole)


def _past_doubts(row: Result, taken_back: str) -> Iterator[str]:
    """What was said of the figure before."""
    if row.return_reason:
        yield _("returned before: %(reason)s") % {"reason": row.return_reason}
    if taken_back:
        yield _("confirmation taken back: %(reason)s") % {"reason": taken_back}


def _remarks(row: Result) -> Iterator[str]:
    """What is to be known, and is no reason to doubt."""
    if row.stage == MilestoneStage.PLANNED:
        yield _("planned, does not count yet")
    if row.is_estimate:
        yield _("an estimate")
