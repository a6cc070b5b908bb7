"""A sheet as its page shows it: its lines, groups and counts. Nothing here asks the database; `sheets` fills it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns import rules
from campaigns.choices import (
    Accumulation,
    IndicatorKind,
    MilestoneStage,
    ResultState,
    ResultStatus,
    Supplier,
)
from campaigns.explanations import stage_text
from campaigns.models import Correction, Result
from campaigns.queries.badges import count_badges
from campaigns.queries.figure_words import figure_words
from common.pages import Badge

#: The page's filters: every line, those with something to do, those that wait for appraisal.
SHOWS = ("all", "todo", "waiting")


@dataclass(frozen=True)
class Answer:
    """A way to settle what a line could not save: the button's name, value and words."""

    name: str
    value: str
    words: str


@dataclass
class Row:
    """A line of the grid."""

    no: int
    result: Result
    #: The last two earlier phases: name, figure in words.
    earlier: list[tuple[str, str]]
    #: The target for the whole campaign, of the kind that its pledges hold; None without one.
    goal: Decimal | None = None
    #: The figure with those of earlier phases (lũy kế); None where it is not known.
    cumulative: Decimal | None = None
    #: The cumulative figure in percent of the campaign's target.
    attained: Decimal | None = None
    #: Of a milestone in place of a share: how its day lies to the target.
    timing: str = ""
    #: Attained is less than what is due by today.
    is_behind: bool = False
    #: Why the figure is worth a second look ("more", "less", "target", see `rules.doubt`; "share" of a numerator above
    #: its denominator; "passed" of a planned day that is over); the same in figures; and what was meant if a digit
    #: slipped.
    doubt: str = ""
    times: str = ""
    perhaps: str = ""
    #: The figure counts as it stands.
    counts: bool = True
    is_editable: bool = False
    #: Entry is closed, and the figure is not among those that are reopened.
    is_locked: bool = False
    #: What was done to the figure after the close, in words.
    changed: str = ""
    #: What was done to it, where the reader may explain that now.
    to_explain: Correction | None = None
    #: What the cell holds, and the state chosen beside it: as stored, or as typed when it could not be saved.
    text: str = ""
    choice: str = ""
    #: Why what was typed could not be saved; `kept` is what was typed into a line that is locked by now.
    fault: str = ""
    kept: str = ""
    #: What may be answered to the fault at once; `is_same_again` where saving the same once more is one of the answers.
    answers: tuple[Answer, ...] = ()
    is_same_again: bool = False
    #: Saved by this very request.
    is_fresh: bool = False
    #: The result's version that the page was made from; it is sent back with the figure.
    version: int = 0
    badge: Badge | None = None

    @property
    def is_own(self) -> bool:
        """Entered by the union itself."""
        return self.result.indicator.supplier == Supplier.UNION

    @property
    def is_yes_no(self) -> bool:
        """Asked as yes or no."""
        return self.result.indicator.kind == IndicatorKind.YES_NO

    @property
    def is_milestone(self) -> bool:
        """Asked for as a day."""
        return self.result.indicator.kind == IndicatorKind.MILESTONE

    @property
    def is_planned(self) -> bool:
        """A milestone that was not reached yet."""
        return self.result.stage == MilestoneStage.PLANNED

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The stages that the list beside a milestone's day offers."""
        return [(value, stage_text(value)) for value in MilestoneStage.values]

    @property
    def stage(self) -> str:
        """How far the milestone is, in words; "" where no day stands."""
        return stage_text(self.result.stage) if self.result.stage else ""

    @property
    def is_uncertain(self) -> bool:
        """Not saved, or worth a second look that nobody has explained yet: the page shows no share computed from it."""
        return bool(self.fault or self.doubt)

    @property
    def anchor(self) -> str:
        """The id of the control that shows: the list where a word is chosen in it, else the field."""
        is_word = self.choice and not (self.is_yes_no or self.is_milestone)
        return f"{'state' if is_word else 'cell'}-{self.result.pk}"

    @property
    def shown(self) -> str:
        """The stored figure in words; a milestone's stage is told apart."""
        indicator = self.result.indicator
        return figure_words(
            self.result.state, self.result.value, kind=indicator.kind, decimals=indicator.decimals
        )

    @property
    def measure(self) -> str:
        """What is counted, under the name of the indicator."""
        indicator = self.result.indicator
        if self.is_yes_no:
            words = [_("yes or no")]
        elif self.is_milestone:
            words = [_("a day"), indicator.unit_of_measure]
        else:
            latest = indicator.accumulation == Accumulation.LATEST
            words = [indicator.unit_of_measure, _("the latest figure counts") if latest else ""]
        text = ", ".join(filter(None, words))
        return " · ".join(filter(None, [text, self.estimate]))

    @property
    def estimate(self) -> str:
        """That the figure is an estimate, and to which day; "" for a real one."""
        if not self.result.is_estimate:
            return ""
        as_of = self.result.as_of
        return _("estimate to %(day)s") % {"day": f"{as_of:%d/%m/%Y}"} if as_of else _("estimate")

    @property
    def kinds(self) -> str:
        """What tells the line from others, as classes of its row."""
        return " ".join(filter(None, ["is-fault" if self.is_uncertain else "", "is-day" * self.is_milestone]))

    @property
    def mark(self) -> str:
        """How the cell is drawn: "fault", "saved", or "" where nothing has been entered."""
        if self.is_uncertain:
            return "fault"
        entered = self.result.entered_at and self.result.state != ResultState.NOT_REPORTED
        return "saved" if entered else ""

    @property
    def is_word(self) -> bool:
        """A word stands in the cell, not a number."""
        return self.result.state != ResultState.REPORTED

    @property
    def is_empty(self) -> bool:
        """Nothing has been reported."""
        return self.result.state == ResultState.NOT_REPORTED

    @property
    def is_todo(self) -> bool:
        """The union has something to do here: enter, correct what was returned, or look again."""
        return (
            self.is_own
            and not self.is_locked
            and rules.is_editable(self.result.status)
            and (
                self.result.state == ResultState.NOT_REPORTED
                or self.result.status == ResultStatus.RETURNED
                or self.is_uncertain
            )
        )


@dataclass
class Grid:
    """A sheet as its page shows it. `share` is how much of the campaign's targets is due by now, in percent."""

    rows: list[Row]
    earlier: list[str]
    share: Decimal
    show: str = "all"
    #: Entry ends before the last day covered, and the reader's own figures could be marked as estimates.
    may_estimate: bool = False
    by_code: dict[str, Row] = field(default_factory=dict)
    by_id: dict[int, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_code = {r.result.indicator.code: r for r in self.rows}
        self.by_id = {r.result.pk: r for r in self.rows}

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """The lines that are asked for, group by group in the order of the indicators."""
        name, held = "", list[Row]()
        for row in self.visible():
            if row.result.indicator.group != name and held:
                yield name, held
                held = []
            name = row.result.indicator.group
            held.append(row)
        if held:
            yield name, held

    def visible(self) -> list[Row]:
        """The lines that the chosen filter leaves."""
        if self.show == "todo":
            return [r for r in self.rows if r.is_todo or r.fault]
        return [r for r in self.rows if self.show != "waiting" or r.result.status == ResultStatus.SUBMITTED]

    def count(self, status: int) -> int:
        """How many of the union's own lines have this status."""
        return sum(r.result.status == status for r in self.rows if r.is_own)

    @property
    def verified(self) -> int:
        """Own lines that are appraised."""
        return self.count(ResultStatus.VERIFIED)

    @property
    def waiting(self) -> int:
        """Own lines that wait for appraisal."""
        return self.count(ResultStatus.SUBMITTED)

    @property
    def returned(self) -> int:
        """Own lines that were returned."""
        return self.count(ResultStatus.RETURNED)

    @property
    def uncounted(self) -> int:
        """Own lines with an answer that does not count as it stands, but for those that were set aside."""
        return len(self._uncounted) - self.set_aside

    @property
    def set_aside(self) -> int:
        """Own lines that the federation set aside."""
        return sum(r.result.status == ResultStatus.SET_ASIDE for r in self._uncounted)

    @property
    def _uncounted(self) -> list[Row]:
        return [r for r in self.rows if r.is_own and not r.is_empty and not r.counts]

    @property
    def todo(self) -> int:
        """Own lines in which there is something to do."""
        return sum(r.is_todo for r in self.rows)

    @property
    def to_submit(self) -> list[Row]:
        """Own lines that a submission would move."""
        return [r for r in self.rows if r.is_own and not r.is_locked and rules.is_editable(r.result.status)]

    def of_state(self, state: str) -> int:
        """How many of the lines to submit have this state."""
        return sum(r.result.state == state for r in self.to_submit)

    @property
    def doubts(self) -> int:
        """Lines to submit that are worth a second look."""
        return sum(bool(r.doubt) for r in self.to_submit)

    @property
    def counts(self) -> list[Badge]:
        """How many own lines are appraised, wait, or were returned."""
        return count_badges(verified=self.verified, waiting=self.waiting, returned=self.returned)

    @property
    def columns(self) -> int:
        """Columns of the table."""
        return 8 + len(self.earlier)
