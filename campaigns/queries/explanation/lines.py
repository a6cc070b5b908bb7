"""A line of an explanation: target, result, how far it was verified, what it gave."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from campaigns.choices import IndicatorKind, Nature, ResultState, ResultStatus, TargetKind
from campaigns.explanations import figure_text, timing
from campaigns.models import Criterion, Indicator, LineScore, Result, ScoreLine
from campaigns.scoring import registry
from common.templatetags.look import day_short
from common.templatetags.look import points as as_points


def set_aside_words() -> str:
    """Of a figure that its union reported, and that does not count all the same."""
    return gettext("set aside by the federation, with a reason")


@dataclass(frozen=True)
class Line:
    """A criterion with its frozen line: a leaf with its inputs, or a group with the sum of its children."""

    criterion: Criterion
    depth: int
    line: ScoreLine
    indicator: Indicator | None = None
    target_kind: str = ""
    ratio: Decimal | None = None
    how: str = ""
    result: Result | None = None
    evidence: int = 0
    base: Indicator | None = None
    gate: Indicator | None = None
    is_extract: bool = False
    #: The reader is of another union, and the line's figures are for the union itself and the levels above.
    is_closed: bool = False
    #: Of a group: what its lines sum to.
    inside: Decimal = Decimal(0)
    #: What a fact's points rest on, each in words; for those who may read them.
    facts: tuple[str, ...] = ()
    #: What the union, and its cross-checker, gave in the columns that they sent.
    self_scored: LineScore | None = None
    cross_checked: LineScore | None = None

    @property
    def points(self) -> Decimal:
        """What it gave; 0 for "no points"."""
        return self.line.points or Decimal(0)

    @property
    def said_points(self) -> str:
        """What stands in the place of points: that there are none, or that the line does not apply; "" for a number."""
        if not self.line.applies:
            return gettext("does not apply")
        return gettext("no points") if self.line.points is None else ""

    @property
    def counted(self) -> str:
        """Whether the figure counted, and how far it had come; "" for a group and where nobody enters a figure."""
        if self.line.state is None or self.indicator is None or self.is_closed:
            return ""
        if self.is_extract:
            return gettext("from the printed report")
        status = self.line.status
        if status is None or (
            self.line.state == ResultState.NOT_REPORTED and status > ResultStatus.SET_ASIDE
        ):
            return ""
        words = {
            ResultStatus.DRAFT: gettext("not sent, does not count"),
            ResultStatus.RETURNED: gettext("returned, does not count"),
            ResultStatus.SET_ASIDE: "" if self._is_set_aside else set_aside_words(),
            ResultStatus.SUBMITTED: gettext("not appraised"),
            ResultStatus.VERIFIED: gettext("appraised"),
        }
        return words[ResultStatus(status)]

    @property
    def _is_set_aside(self) -> bool:
        """Nothing counted here, since the federation set the figure aside: its union did report it."""
        return self.line.status == ResultStatus.SET_ASIDE and self.line.value is None

    @property
    def appraised(self) -> str:
        """Who gave a judged figure, and when; "" for others."""
        if self.result is None or self.is_closed or self.result.entered_by is None:
            return ""
        if not registry.rule_of(self.criterion.rule).is_judged or self.result.entered_at is None:
            return ""
        return f"{self.result.entered_by.person}, {day_short(self.result.entered_at)}"

    @property
    def clamp(self) -> str:
        """That a group was held within its bounds, and what its lines sum to; "" where the sum stands."""
        if self.line.state is not None or self.inside == self.points:
            return ""
        words = gettext("its lines sum to %(sum)s, held at %(points)s")
        return words % {"sum": as_points(self.inside), "points": as_points(self.points)}

    @property
    def of_base(self) -> str:
        """The second figure that the rule reads, with its name; "" without one."""
        if self.base is None or self.line.base is None or self.is_closed:
            return ""
        figure = self._figure(self.line.base, self.base)
        return gettext("of %(figure)s (%(name)s)") % {"figure": figure, "name": self.base.short_name}

    @property
    def condition(self) -> str:
        """The gate's figure and whether it is met; "" without a gate."""
        if self.gate is None:
            return ""
        figure = gettext("no figure") if self.line.gate is None else self._figure(self.line.gate, self.gate)
        return gettext("condition “%(name)s”: %(figure)s") % {"name": self.gate.short_name, "figure": figure}

    @property
    def most(self) -> Decimal:
        """What it gives at most; of a penalty the most that it takes off, which is below 0."""
        most = self.criterion.max_points
        return -most if self.criterion.nature == Nature.PENALTY else most

    @property
    def target(self) -> str:
        """The target due, with its unit of measure; "" without one."""
        if self.line.target is None or self.indicator is None or self.is_closed:
            return ""
        return f"{self._figure(self.line.target, self.indicator)} {self.indicator.unit_of_measure}".strip()

    @property
    def signed_target(self) -> str:
        """Where the registered target was changed after signing: the signed one, and by which document; else ""."""
        before = getattr(self.result, "signed_value", None)
        if before is None or self.indicator is None or self.target_kind != TargetKind.REGISTERED:
            return ""
        words = gettext("signed for the year: %(value)s, changed by %(document)s")
        document = getattr(self.result, "changed_by", "")
        return words % {
            "value": figure_text(before, kind=self.indicator.kind, decimals=self.indicator.decimals),
            "document": document,
        }

    @property
    def value(self) -> str:
        """The counted figure as people read it, or its state in words; "" for a group."""
        if self.line.state is None or self.is_closed:
            return ""
        if self.indicator is None:
            return as_points(self.line.value) if self.line.value else ""
        if self._is_set_aside:
            return set_aside_words()
        if self.line.value is None or self.line.state not in (ResultState.REPORTED, ResultState.NOTHING):
            return str(ResultState(self.line.state).label)
        if self.line.state == ResultState.NOTHING and not self.line.value:
            return str(ResultState.NOTHING.label)
        if self.indicator.kind == IndicatorKind.YES_NO:
            return gettext("yes") if self.line.value >= 1 else gettext("no")
        stage = self.result.stage if self.result is not None else ""
        return self._figure(self.line.value, self.indicator, stage)

    @property
    def timing(self) -> str:
        """How a milestone's day lies to its target; "" for other figures, and without one of the two."""
        is_day = self.indicator is not None and self.indicator.kind == IndicatorKind.MILESTONE
        if not is_day or self.line.value is None or self.line.target is None:
            return ""
        return timing(self.line.value, self.line.target)

    @property
    def own_value(self) -> str:
        """This phase's own figure where the counted one also carries earlier phases; "" where they are the same."""
        if self.result is None or self.indicator is None or self.result.value in (None, self.line.value):
            return ""
        return self._figure(self.result.value, self.indicator)

    @staticmethod
    def _figure(value: Decimal, indicator: Indicator, stage: str = "") -> str:
        """With the indicator's decimals, and more where the figure has more: a share of a target may."""
        places = -int(value.as_tuple().exponent)
        return figure_text(value, kind=indicator.kind, decimals=max(places, indicator.decimals), stage=stage)
