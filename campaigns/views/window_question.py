"""What a page asks before the end of a stage comes forward."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.choices import PhaseStatus, StageKind
from campaigns.models import Phase, Stage
from campaigns.queries.deadlines import people_of, with_heads
from campaigns.queries.stage_progress import late_in
from campaigns.queries.windows import Windows, having, stages_of_part
from campaigns.views.deadlines import AGREED, kept_with, people_told
from common.pages import Question
from common.templatetags.look import ends, left, vn


def question_of_window(
    phase: Phase, kind: StageKind, fields: dict[str, Any], sent: QueryDict, now: datetime
) -> Question | None:
    """What is asked before those in a part of a launched phase have less time; `fields` are those of the form.

    None where nobody has less, where it was agreed to, and where the service refuses it at its field: without a
    reason, or with an end in the past.
    """
    closes: datetime = fields["closes_at"]
    own = Stage(phase=phase, kind=kind, sector=fields["sector"], cluster=fields["cluster"])
    windows = Windows(phase.pk)
    had = stages_of_part(windows, phase.pk, (kind, own.sector, own.cluster_id))
    last = max((stage.closes_at for stage in had), default=closes)
    is_refused = not fields["reason"].strip() or closes <= now
    if (
        phase.status < PhaseStatus.OPEN
        or last <= closes
        or is_refused
        or sent.get(AGREED) == closes.isoformat()
    ):
        return None
    places = having(own, windows)
    return Question(
        title=_("Bring the end of “%(stage)s” forward?") % {"stage": kind.label},
        act=_("Bring the end forward"),
        back=reverse("stage-set", args=[phase.pk, kind]),
        stakes=(
            _("Before: %(old)s. From now on: %(new)s.") % {"old": ends(last), "new": ends(closes)},
            _("That is in %(left)s.") % {"left": left(closes - now)},
            _waited(phase, kind, places),
            people_told(people_of(with_heads(phase.campaign, places), now)),
        ),
        icon="clock",
        keeps=kept_with(sent, closes),
    )


def _waited(phase: Phase, kind: StageKind, places: Any) -> str:
    late, units = late_in(phase, kind, places), places.count()
    said = ngettext(
        "It concerns %(units)s union; %(late)s of what the stage is for is not done there.",
        "It concerns %(units)s unions; %(late)s of what the stage is for is not done there.",
        units,
    )
    return said % {"units": vn(units, 0), "late": vn(late, 0)}
