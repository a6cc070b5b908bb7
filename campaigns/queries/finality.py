"""Which clusters of a phase can be made final now, and what each of the others waits for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import ClusterStatus, PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, ReopenedFigure, gives_points, is_settled
from campaigns.models.participation import SAME_UNION
from campaigns.queries.publication import read_by
from campaigns.queries.standings_clusters import NO_CLUSTER
from campaigns.queries.unappraised import unappraised
from common.pages import Badge
from common.templatetags.look import moment
from common.text import format_figure

#: A cluster's id; None stands for the unions that are in none.
ClusterId = int | None


@dataclass(frozen=True)
class Wait:
    """What a cluster's final waits for, in a sentence, and the page on which it is done."""

    words: str
    url: str = ""
    act: str = ""


@dataclass
class ClusterState:
    """A cluster of a phase between the close and the final: where its points stand, and what its final waits for."""

    cluster_id: ClusterId
    name: str
    status: int
    revision: int
    units: int
    waits: list[Wait] = field(default_factory=list)

    @property
    def key(self) -> int:
        """How forms and addresses name it."""
        return self.cluster_id or NO_CLUSTER

    @property
    def is_final(self) -> bool:
        """Its points are sealed."""
        return self.status == ClusterStatus.FINAL

    @property
    def is_sealing(self) -> bool:
        """Its final is ordered, its document is being written."""
        return self.status == ClusterStatus.SEALING

    @property
    def badge(self) -> Badge:
        """Where its points stand."""
        if self.is_final:
            return Badge("ok", "shield", _("Final"))
        if self.is_sealing:
            return Badge("info", "shield", _("Being sealed"))
        return (
            Badge("wait", "clock", _("Provisional points"))
            if self.waits
            else Badge("info", "check", _("Ready"))
        )

    @property
    def is_ready(self) -> bool:
        """It can be made final now."""
        return self.status == ClusterStatus.PROVISIONAL and not self.waits


def clusters_to_finalise(phase: Phase) -> list[ClusterState]:
    """Every cluster of a closed phase, those in none last, with what its final waits for.

    A constant number of queries, whatever the number of clusters; none of them is ready before entry is closed.
    """
    if phase.status < PhaseStatus.CLOSED:
        return []
    units = _by_cluster(phase.participants.order_by().values_list("cluster").annotate(n=Count("pk")))
    pointers = ClusterRevision.objects.filter(phase=phase).select_related("cluster")
    found = {
        pointer.cluster_id: ClusterState(
            pointer.cluster_id,
            pointer.cluster.name if pointer.cluster else _("In no cluster"),
            pointer.status,
            pointer.number,
            units.get(pointer.cluster_id, 0),
        )
        for pointer in pointers.order_by(F("cluster__order").asc(nulls_last=True), "cluster__code", "pk")
    }
    for waits in WAITS:
        for cluster_id, wait in waits(phase):
            if cluster_id in found:
                found[cluster_id].waits.append(wait)
    return list(found.values())


def _by_cluster(rows: object) -> dict[ClusterId, int]:
    return dict(rows)  # type: ignore[call-overload]


def _earlier_first(phase: Phase) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose unions stand, in an earlier phase that is carried, in a cluster that may still move."""
    before = {earlier.pk: earlier for earlier in read_by(phase).filter(gives_points())}
    if not before:
        return
    places = Participant.objects.filter(**{"phase__in": list(before), f"{SAME_UNION}__phase": phase})
    pairs = places.exclude(is_settled()).order_by().values_list(f"{SAME_UNION}__cluster", "phase").distinct()
    held: dict[ClusterId, list[Phase]] = {}
    for cluster_id, phase_id in pairs:
        held.setdefault(cluster_id, []).append(before[phase_id])
    for cluster_id, phases in held.items():
        phases.sort(key=lambda one: (one.number, one.pk))
        act = _("Make “%(phase)s” final") % {"phase": phases[0].name}
        yield (
            cluster_id,
            Wait(unfinished(phase, phases), reverse("phase-final", args=[phases[0].pk]), act),
        )


def _unappraised(phase: Phase) -> Iterator[tuple[ClusterId, Wait]]:
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
    return _by_cluster(waiting.order_by().values_list(home).annotate(n=Count("pk")))


def _catching_up(phase: Phase) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters whose points do not include every late figure yet."""
    behind = ClusterRevision.objects.filter(phase=phase, late_inputs__gt=F("computed_inputs"))
    words = _("The points are being computed again after a late figure. Please try in a minute.")
    for cluster_id in behind.values_list("cluster", flat=True):
        yield cluster_id, Wait(words)


def _reopened(phase: Phase) -> Iterator[tuple[ClusterId, Wait]]:
    """Clusters with figures that are reopened for a time."""
    rows = ReopenedFigure.objects.filter(is_open=True, reopening__phase=phase)
    ends = rows.order_by().values_list("result__participant__cluster").annotate(end=Max("reopening__ends_at"))
    for cluster_id, end in ends:
        words = _("Figures are reopened until %(end)s. Please wait, or end that first.") % {
            "end": moment(end)
        }
        yield cluster_id, Wait(words, reverse("phase-final", args=[phase.pk]), _("See them"))


#: What a final waits for: each yields clusters with the reason.
WAITS: tuple[Callable[[Phase], Iterator[tuple[ClusterId, Wait]]], ...] = (
    _earlier_first,
    _unappraised,
    _reopened,
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
