"""What the final of a cluster may wait for, one function a reason; each reads all clusters of a phase at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import Accumulation, ReopeningState, StageKind
from campaigns.models import (
    ClusterRevision,
    Conference,
    Opinion,
    Participant,
    Phase,
    ReopenedFigure,
    Stage,
    gives_points,
    is_settled,
)
from campaigns.models.participation import SAME_UNION
from campaigns.queries.publication import read_by
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.queries.unappraised import unappraised
from campaigns.queries.unjudged import unjudged_by_cluster
from campaigns.queries.windows import Windows
from common.templatetags.look import ends, moment
from common.text import format_figure

#: A cluster's id; None stands for the unions that are in none.
ClusterId = int | None


@dataclass(frozen=True)
class Wait:
    """What a cluster's final waits for, in a sentence, and the page on which it is done."""

    words: str
    url: str = ""
    act: str = ""


def _earlier_first(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose unions stand, in an earlier phase that is carried, in a cluster that may still move."""
    before = {earlier.pk: earlier for earlier in read_by(phase).filter(gives_points())}
    if not before:
        return
    places = Participant.objects.filter(**{"phase__in": list(before), f"{SAME_UNION}__phase": phase})
    pairs = places.exclude(is_settled()).order_by().values_list(f"{SAME_UNION}__cluster", "phase").distinct()
    held: dict[ClusterId, list[Phase]] = {}
    for cluster_id, phase_id in pairs:
        held.setdefault(cluster_id, []).append(before[phase_id])
    for home, phases in held.items():
        phases.sort(key=lambda one: (one.number, one.pk))
        act = _("Make “%(phase)s” final") % {"phase": phases[0].name}
        yield home, Wait(unfinished(phase, phases), reverse("phase-final", args=[phases[0].pk]), act)


def _unappraised(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters with submitted figures that nobody appraised, where the campaign's final waits for them."""
    if not phase.campaign.final_waits:
        return
    for cluster_id, count in unappraised_by_cluster(phase).items():
        url = f"{reverse('appraisal', args=[phase.pk])}?cluster={cluster_id or ''}"
        yield cluster_id, Wait(unappraised_words(count), url, _("Appraise"))


def unappraised_by_cluster(phase: Phase) -> dict[ClusterId, int]:
    """How many figures that the points of a cluster read are submitted and not appraised; one query."""
    waiting = unappraised(phase).filter(**{f"participant__{SAME_UNION}__phase": phase})
    home = f"participant__{SAME_UNION}__cluster"
    return dict(waiting.order_by().values_list(home).annotate(n=Count("pk")))


def _catching_up(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose points do not include every late figure yet."""
    behind = ClusterRevision.objects.filter(phase=phase, late_inputs__gt=F("computed_inputs"))
    words = _("The points are being computed again after a late figure. Please try in a minute.")
    for cluster_id in behind.values_list("cluster", flat=True):
        yield cluster_id, Wait(words)


def _reopened(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters with figures that are reopened, or asked to be, in the phase or in an earlier one that it carries."""
    earlier = Phase.objects.earlier_than(phase).order_by().values("pk")
    carried = Q(reopening__phase__in=earlier, result__indicator__accumulation=Accumulation.SUM)
    asked = Q(reopening__state=ReopeningState.ASKED)
    rows = ReopenedFigure.objects.filter(
        Q(reopening__phase=phase) | carried,
        asked | Q(is_open=True),
        **{f"result__participant__{SAME_UNION}__phase": phase},
    )
    home_of = f"result__participant__{SAME_UNION}__cluster"
    found = (
        rows.order_by()
        .values_list(home_of, "reopening__phase")
        .annotate(
            end=Max("reopening__ends_at", filter=Q(is_open=True)),
            n=Count("reopening", filter=asked, distinct=True),
        )
    )
    for home, phase_id, end, count in found:
        url = reverse("changes", args=[phase_id])
        if end is not None:
            words = _("Figures are reopened until %(end)s. Please wait, or end that first.") % {
                "end": ends(end)
            }
            yield home, Wait(words, url, _("See them"))
        if count:
            told = ngettext(
                "%(count)s request for a reopening is not answered yet.",
                "%(count)s requests for a reopening are not answered yet.",
                count,
            )
            yield home, Wait(told % {"count": format_figure(Decimal(count), 0)}, url, _("Answer"))


def _opinions(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters with opinions that nobody answered, or in which they are still taken."""
    opinions = Opinion.objects.filter(participant__phase=phase).unanswered().order_by()
    for cluster_id, count in opinions.values_list("participant__cluster").annotate(n=Count("pk")):
        told = ngettext(
            "%(count)s opinion is not answered yet.", "%(count)s opinions are not answered yet.", count
        )
        url = f"{reverse('opinions', args=[phase.pk])}?cluster={cluster_id or NO_CLUSTER}"
        yield cluster_id, Wait(told % {"count": format_figure(Decimal(count), 0)}, url, _("Answer"))


def _windows(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """What the stages themselves ask: judged lines with points, and that opinions are over."""
    windows = Windows(phase.pk)
    yield from _unjudged(phase, windows)
    yield from _taking_opinions(phase, windows, now)


def _taking_opinions(phase: Phase, windows: Windows, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose unions may still send opinions."""
    if not windows.is_on(StageKind.OPINIONS):
        return
    sectors: dict[ClusterId, set[str]] = {}
    for cluster_id, sector in phase.participants.order_by().values_list("cluster", "sector").distinct():
        sectors.setdefault(cluster_id, set()).add(sector)
    for home, names in sectors.items():
        stage = windows.of_cluster(StageKind.OPINIONS, home, names)
        if stage is not None and now < stage.closes_at:
            words = _("Opinions are taken until %(end)s.") % {"end": ends(stage.closes_at)}
            yield home, Wait(words, reverse("stages", args=[phase.pk]), _("Stages"))


def conference_missing(phase: Phase, now: datetime) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose last conference has not adopted the summary table, where the phase has them."""
    if not Stage.objects.filter(phase=phase, kind=StageKind.CONFERENCE).exists():
        return
    held = set(Conference.objects.adopting().filter(phase=phase).values_list("cluster", flat=True))
    words = _("The conference of the cluster has not adopted its points yet.")
    for cluster_id in ClusterRevision.objects.filter(phase=phase).values_list("cluster", flat=True):
        if cluster_id not in held:
            url = f"{reverse('conference', args=[phase.pk])}?cluster={cluster_id or NO_CLUSTER}"
            yield cluster_id, Wait(words, url, _("Record the conference"))


def _unjudged(phase: Phase, windows: Windows) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters with judged lines that nobody appraised, where unions check each other.

    Where the stage says so, such a line takes the cross-checked points when the window of appraisal ends.
    """
    if not windows.is_on(StageKind.CROSS_CHECK):
        return
    for cluster_id, count in unjudged_by_cluster(phase).items():
        told = ngettext(
            "%(count)s judged line has no points yet.", "%(count)s judged lines have no points yet.", count
        )
        words = told % {"count": format_figure(Decimal(count), 0)}
        stage = windows.of(StageKind.APPRAISAL, cluster_id)
        if stage is not None and stage.fills_empty and stage.ended_at is None:
            words += " " + _("At %(end)s it takes the cross-checked points.") % {
                "end": moment(stage.closes_at)
            }
        url = f"{reverse('judging', args=[phase.pk])}?cluster={cluster_id or NO_CLUSTER}"
        yield cluster_id, Wait(words, url, _("Judge"))


#: What a final waits for: each yields clusters with the reason.
WAITS: tuple[Callable[[Phase, datetime], Iterator[tuple[ClusterId, Wait]]], ...] = (
    _earlier_first,
    _unappraised,
    _reopened,
    _opinions,
    _windows,
    conference_missing,
    _catching_up,
)


def unfinished(phase: Phase, before: list[Phase]) -> str:
    """Why a phase cannot be made final before these, and what to do."""
    names = ", ".join(f"“{each.name}”" for each in before)
    if phase.is_year:
        told = _("Make %(phases)s final first: the year joins their points, which may still change.")
        return told % {"phases": names}
    return _("Make %(phases)s final first: this phase carries its figures, which may still change.") % {
        "phases": names
    }


def unappraised_words(count: int) -> str:
    """Why a phase cannot be made final while so many figures wait, and what to do."""
    told = ngettext(
        "%(count)s submitted figure that the points read is not appraised yet. Please appraise it first.",
        "%(count)s submitted figures that the points read are not appraised yet. Please appraise them first.",
        count,
    )
    return told % {"count": format_figure(Decimal(count), 0)}


def entry_open(phase: Phase) -> str:
    """Why no cluster of a phase can be made final yet."""
    told = _("Entry of “%(phase)s” is not closed yet; it can be made final afterwards.")
    return told % {"phase": phase.name}
