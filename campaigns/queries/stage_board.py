"""The board of a phase between the close and the final: clusters × stages, with windows, progress and who is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import StageKind
from campaigns.models import Phase, Stage
from campaigns.queries.finality import ClusterState, clusters_to_finalise
from campaigns.queries.stage_progress import ByCluster, Progress, progress_of
from campaigns.queries.windows import Windows, sectors_by_cluster
from common.pages import Badge
from common.templatetags.look import day_short, ends_short, left, vn
from units.models import Appointment, User

#: Whose a stage is where nobody is named.
WHOSE = {
    StageKind.SELF_SCORE: "unions",
    StageKind.CROSS_CHECK: "checkers",
    StageKind.APPRAISAL: "federation",
    StageKind.OPINIONS: "federation",
    StageKind.CONFERENCE: "head",
    StageKind.FINAL: "federation",
}

#: What a cluster does once.
ONCE = (StageKind.CONFERENCE, StageKind.FINAL)


def whose(stage: Stage) -> str:
    """Who is responsible for a stage, in words: the person who is named, else those whose stage it is."""
    if stage.person:
        return str(stage.person.person)
    return {
        "unions": _("each union for itself"),
        "checkers": _("the union that checks"),
        "federation": stage.phase.campaign.owner.short_name,
        "head": _("the leading union of the cluster"),
    }[WHOSE[StageKind(stage.kind)]]


def window_words(stage: Stage) -> str:
    """From when to when, for people: "1/8 – the end of 21/8"."""
    return f"{day_short(stage.opens_at)} – {ends_short(stage.closes_at)}"


def staff_of(phase: Phase, now: datetime) -> QuerySet[User]:
    """Accounts that act for the launching federation today: who may be named responsible."""
    acting = Appointment.objects.acting_on(timezone.localdate(now)).filter(
        post__union=phase.campaign.owner_id
    )
    people = User.objects.filter(is_active=True, person__in=acting.values("person"))
    return people.select_related("person").order_by("person__sort_key", "pk")


@dataclass(frozen=True)
class StageCell:
    """A cluster in a stage: its window, how far it is, and whether it is late."""

    stage: Stage
    progress: Progress
    now: datetime
    #: The cluster has a window of its own.
    is_own: bool = False
    #: The cluster is final, or being sealed: what it left undone in a stage is late no more.
    is_settled: bool = False

    @property
    def is_late(self) -> bool:
        """Its window is over, something is left, and the cluster is not final."""
        return self.stage.closes_at <= self.now and self.progress.left > 0 and not self.is_settled

    @property
    def count(self) -> str:
        """How many of how many; nothing where a cluster does the stage once and the badge says whether it did."""
        if self.stage.kind in ONCE or not self.progress.whole:
            return ""
        return f"{vn(self.progress.done, 0)}/{vn(self.progress.whole, 0)}"

    @property
    def badge(self) -> Badge:
        """Where it stands, in a word."""
        if self.stage.kind == StageKind.OPINIONS and self.progress.whole == 0:
            return self._of_no_opinion()
        if self.progress.is_done:
            return Badge("ok", "check", _("done"))
        if self.is_late:
            return Badge("fault", "warning", _("late"))
        if self.is_settled or self.now >= self.stage.closes_at:
            return Badge("lock", "lock", _("over"))
        if self.now < self.stage.opens_at:
            return Badge("plain", "ring", _("from %(day)s") % {"day": day_short(self.stage.opens_at)})
        return Badge("wait", "clock", _("%(time)s left") % {"time": left(self.stage.closes_at - self.now)})

    def _of_no_opinion(self) -> Badge:
        if self.is_settled:
            return Badge("ok", "check", _("none"))
        if self.now < self.stage.opens_at:
            return Badge("plain", "ring", _("from %(day)s") % {"day": day_short(self.stage.opens_at)})
        if self.now < self.stage.closes_at:
            return Badge("wait", "clock", _("none so far"))
        return Badge("ok", "check", _("none"))


@dataclass(frozen=True)
class BoardRow:
    """A cluster with its stages."""

    state: ClusterState
    cells: list[StageCell]


@dataclass(frozen=True)
class StageHead:
    """A stage as the head of its column says it: its window for all, parts with windows of their own, who does it."""

    kind: StageKind
    stage: Stage
    whose: str
    window: str
    own: list[Stage]

    @property
    def name(self) -> str:
        """The stage, in words."""
        return str(self.kind.label)


@dataclass(frozen=True)
class Board:
    """The stages of a phase, and every cluster in them."""

    heads: list[StageHead]
    rows: list[BoardRow]
    #: Stages that may be switched on.
    off: list[StageKind]

    @property
    def has_checks(self) -> bool:
        """Unions check each other in this phase."""
        return any(head.kind == StageKind.CROSS_CHECK for head in self.heads)

    @property
    def late(self) -> int:
        """How many clusters are late in some stage."""
        return sum(any(cell.is_late for cell in row.cells) for row in self.rows)


def board_of(phase: Phase, now: datetime, *, clusters: Iterable[int | None] | None = None) -> Board:
    """The board, in a constant number of queries; of these clusters alone, where they are named."""
    rows = list(phase.stages.select_related("person__person", "cluster", "phase__campaign__owner"))
    windows = Windows(phase.pk, rows)
    kinds = windows.kinds
    heads = [_head(kind, rows) for kind in kinds]
    offered = [
        kind for kind in StageKind if kind not in kinds and not (phase.is_year and _needs_figures(kind))
    ]
    states = clusters_to_finalise(phase, now)
    if clusters is not None:
        wanted = set(clusters)
        states = [state for state in states if state.cluster_id in wanted]
    progress = progress_of(phase, kinds) if states else {}
    sectors = sectors_by_cluster(phase.pk) if states else {}
    return Board(heads, [_row(state, windows, kinds, progress, sectors, now) for state in states], offered)


def _needs_figures(kind: StageKind) -> bool:
    return kind in (StageKind.SELF_SCORE, StageKind.CROSS_CHECK, StageKind.APPRAISAL)


def _head(kind: StageKind, rows: list[Stage]) -> StageHead:
    mine = [row for row in rows if row.kind == kind]
    whole = next(row for row in mine if not row.sector and row.cluster_id is None)
    return StageHead(
        kind, whole, whose(whole), window_words(whole), [row for row in mine if row is not whole]
    )


def _row(
    state: ClusterState,
    windows: Windows,
    kinds: list[StageKind],
    progress: dict[StageKind, ByCluster],
    sectors: dict[int | None, set[str]],
    now: datetime,
) -> BoardRow:
    cells = []
    for kind in kinds:
        stage = windows.of_cluster(kind, state.cluster_id, sectors.get(state.cluster_id, ()))
        assert stage is not None  # the kind is switched on
        done = progress[kind].get(state.cluster_id, Progress(0, 0))
        is_settled = state.is_final or state.is_sealing
        cells.append(StageCell(stage, done, now, is_own=stage.cluster_id is not None, is_settled=is_settled))
    return BoardRow(state, cells)
