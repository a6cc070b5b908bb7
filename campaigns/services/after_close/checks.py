"""What every act after the close asks of its words, its time and its figures."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import OpenedFinal, Participant, Phase, Stage
from campaigns.models.after_close import WORDS
from campaigns.permissions import require_not_cancelled
from campaigns.queries.windows import Windows
from campaigns.services.guard import refuse_settled_onward
from common.errors import PhaseEnded, fault, worded
from common.templatetags.look import ends


def said(text: str, *, name: str, missing: str) -> str:
    """The words without the white space around them. Raises ValidationError for none, and for too many."""
    return worded(text, name=name, most=WORDS, missing=missing)


def require_over(phase: Phase) -> None:
    """Refuse an act after the close while entry is open, and in a cancelled phase. Raises PhaseEnded."""
    require_not_cancelled(phase)
    if phase.status < PhaseStatus.CLOSING:
        raise PhaseEnded(
            _("Entry of “%(phase)s” is open: please return the figure to its union instead.")
            % {"phase": phase.name}
        )


def require_moving(phase: Phase, places: Iterable[Participant]) -> None:
    """Refuse to move figures of clusters that are final, here or in a later phase that carries them.

    Raises PhaseEnded.
    """
    refuse_settled_onward(phase, Participant.objects.filter(pk__in=[place.pk for place in places]))


def within_opinions(
    until: datetime, places: Iterable[Participant], *, name: str, now: datetime, reopens: bool = False
) -> None:
    """Refuse a moment that is past, or after the time for opinions of a participant's cluster. Raises ValidationError.

    Who is ranked beside the union must still be able to say something about it. Once that time is over a figure is
    corrected all the same, since the answer to an opinion may ask for it; it is reopened (`reopens`) only in a cluster
    whose final was opened for a revision.
    """
    if until <= now:
        raise fault(name, _("This time has passed. Choose a later one."))
    windows: dict[int, Windows] = {}
    over: dict[tuple[int, int | None], Stage] = {}
    for place in places:
        if place.phase_id not in windows:
            windows[place.phase_id] = Windows(place.phase_id)
        stage = windows[place.phase_id].of(StageKind.OPINIONS, place.cluster_id, place.sector)
        if stage is None or until <= stage.closes_at:
            continue
        if now < stage.closes_at:
            told = _("Opinions on the points are taken until %(end)s. Choose that time or an earlier one.")
            raise fault(name, told % {"end": ends(stage.closes_at)})
        over[place.phase_id, place.cluster_id] = stage
    if reopens and over:
        revised = OpenedFinal.objects.filter(phase__in=windows).values_list("phase", "cluster")
        for home in over.keys() - set(revised):
            told = _("The time for opinions ended %(end)s. Move its end first, then reopen the figures.")
            raise fault(name, told % {"end": ends(over[home].closes_at)})
