"""Deciding on many figures at once: each as it was on the page, whoever else decides meanwhile."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from campaigns.choices import ResultStatus, Supplier
from campaigns.models import FigureQuestion, Participant, Phase, Result
from campaigns.permissions import own_places, require_not_cancelled, require_not_own
from campaigns.services.guard import refuse_settled_onward
from common.errors import fault
from common.text import format_figure
from units.actors import Actor
from units.models import User
from units.services import audit

#: So many figures are decided by one act.
MOST = 1000
#: Figures by id; of a mapping each with the version that it had on the page.
Ticked = Collection[int] | Mapping[int, int]


@dataclass(frozen=True)
class Decided:
    """What an act decided, and what it left as it was, because it had changed since the page was drawn.

    The figures come sheet by sheet, with their indicator, their union and who decided on them last.
    """

    figures: list[Result]
    missed: list[Result]

    @property
    def count(self) -> int:
        """How many figures were decided."""
        return len(self.figures)


def refuse_too_many(ticked: Ticked) -> None:
    """Raise ValidationError for more figures than one act decides."""
    if len(ticked) > MOST:
        said = _(
            "One act takes at most %(most)s figures; %(count)s are ticked, and nothing was changed. Please choose a"
            " cluster, an indicator or a union, and go on in parts."
        )
        raise fault("results", said % {"most": format_figure(MOST), "count": format_figure(len(ticked))})


def require_unsealed(phase: Phase, ticked: Ticked) -> None:
    """Refuse to appraise in a cancelled phase, and figures whose cluster is final, here or in a later phase that
    carries them. Raises PhaseEnded."""
    require_not_cancelled(phase)
    refuse_settled_onward(phase, Participant.objects.filter(phase=phase, results__in=list(ticked)))


def as_ticked(
    phase: Phase, ticked: Ticked, *, leaves: Collection[int], by: Actor, spares: bool = False
) -> Decided:
    """The unions' figures of the phase among those ticked, held until the transaction ends; nothing is written.

    `figures` are those whose status is one of `leaves` and that are as they were on the page; with `spares`, those with
    a question that nobody has answered, and those of a union that the person acts for, are missed too. Raises
    ValidationError for too many; Refusal for figures of such a union.
    """
    refuse_too_many(ticked)
    versions = ticked if isinstance(ticked, Mapping) else {}
    asked = FigureQuestion.objects.unanswered().filter(result=OuterRef("pk"))
    rows = (
        Result.objects.filter(
            pk__in=list(ticked), participant__phase=phase, indicator__supplier=Supplier.UNION
        )
        .select_related("indicator", "participant__union", "decided_by__person")
        .annotate(is_asked=Exists(asked))
        .select_for_update(of=("self",))
        .order_by("pk")  # everybody locks in one order
    )
    places = [row.participant for row in rows]
    if not spares:
        require_not_own(by, places, phase.campaign.owner_id)
    own = {place.pk for place in own_places(by, places, phase.campaign.owner_id)}
    found = Decided([], [])
    for row in sorted(rows, key=lambda row: (row.participant_id, row.indicator.order, row.pk)):
        is_same = row.status in leaves and versions.get(row.pk, row.version) == row.version
        row.is_own = row.participant_id in own  # type: ignore[attr-defined]
        fits = is_same and not (spares and (row.is_asked or row.is_own))  # type: ignore[attr-defined]
        (found.figures if fits else found.missed).append(row)
    return found


def move(figures: Iterable[Result], to: ResultStatus, *, by: User, now: datetime, **fields: Any) -> None:
    """Bring figures that `as_ticked` holds to a status; who did it, and when, is kept with them."""
    rows = Result.objects.filter(pk__in=[row.pk for row in figures])
    rows.update(status=to, version=F("version") + 1, decided_by=by.pk, decided_at=now, **fields)


def record_each(verb: str, figures: Iterable[Result], *, by: User, now: datetime, **data: Any) -> None:
    """An audit event for each figure, in one statement."""
    audit.record_all([audit.event(verb=verb, subject=row, by=by, now=now, **data) for row in figures])
