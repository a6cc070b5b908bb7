"""Visits to unions (kiểm tra thực tế): planned for a day; recorded with people, findings, photos, confirmed points."""

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import ColumnKind, PhaseStatus
from campaigns.models import LineScore, Participant, Visit
from campaigns.models.after_close import WORDS
from campaigns.permissions import may_visit, require, require_not_cancelled
from campaigns.services.after_close.checks import said
from campaigns.services.guard import refuse_settled, writing_sheet
from campaigns.services.telling import tell_union
from common.dates import check_dates
from common.errors import Conflict, PhaseEnded, fault, worded
from units.models import User
from units.scope import acts_for
from units.services import audit
from units.services.documents import received

#: So many photos stand behind a visit.
PHOTOS = 10


def plan_visit(
    *, participant: Participant, planned_on: date, by: User, now: datetime, plan: str = ""
) -> Visit:
    """Plan a visit to a union for a day, with what is to be looked at; the union is told.

    Raises ValidationError by field for a day that is past or too many words, PhaseEnded before the launch and once the
    cluster is final, Refusal for anybody but the head of the cluster and the federation's staff.
    """
    require_visitor(by, participant)
    check_dates(planned_on=planned_on)
    if planned_on < timezone.localdate(now):
        raise fault("planned_on", _("This day has passed. Choose today or a later one."))
    plan = worded(plan, name="plan", most=WORDS)
    with writing_sheet(phase_id=participant.phase_id, sheet_id=participant.pk) as phase:
        require_not_cancelled(phase)
        if phase.status < PhaseStatus.OPEN:
            raise PhaseEnded(_("“%(phase)s” is not launched yet.") % {"phase": phase.name})
        refuse_settled(Participant.objects.filter(pk=participant.pk))
        visit = Visit.objects.create(
            participant=participant, planned_on=planned_on, plan=plan.strip(), planned_by=by, planned_at=now
        )
        audit.record(
            verb="plan_visit", subject=visit, by=by, now=now, planned_on=planned_on, plan=plan.strip()
        )
        tell_union(
            participant,
            "visit_planned",
            key=f"visit:{visit.pk}",
            values={"day": planned_on.isoformat(), "plan": visit.plan},
            url=f"/sheets/{participant.pk}/visits/",
            now=now,
        )
    return visit


def record_visit(
    *,
    visit: Visit,
    held_on: date,
    people: str,
    findings: str,
    by: User,
    now: datetime,
    confirmed: Collection[int] = (),
    photos: Sequence[UploadedFile] = (),
) -> None:
    """Record a visit that took place, once: the day, who took part, what was found, photos, points confirmed.

    `confirmed` are the criteria of the sent self-score whose points the visitors confirm on the spot: the line of the
    column says so. Raises ValidationError by field for a day ahead, no people or findings, more than ten photos, a file
    that is not taken, a line that the union did not score; Conflict for a visit that is recorded already; otherwise as
    `plan_visit`.
    """
    place = Participant.objects.select_related("phase__campaign__owner", "union").get(pk=visit.participant_id)
    require_visitor(by, place)
    check_dates(held_on=held_on)
    if held_on > timezone.localdate(now):
        raise fault("held_on", _("This day is still ahead. Record the visit once it has taken place."))
    who = said(people, name="people", missing=_("Please say who took part."))
    found = said(findings, name="findings", missing=_("Please say what was found."))
    if len(photos) > PHOTOS:
        raise fault("photos", _("At most %(most)s photos are kept.") % {"most": PHOTOS})
    with ExitStack() as stack:
        documents = [
            stack.enter_context(received(upload=photo, union=place.union, by=by, now=now)) for photo in photos
        ]
        require_not_cancelled(stack.enter_context(writing_sheet(phase_id=place.phase_id, sheet_id=place.pk)))
        refuse_settled(Participant.objects.filter(pk=place.pk))
        fresh = Visit.objects.select_for_update().get(pk=visit.pk)
        if fresh.recorded_at is not None:
            raise Conflict(_("This visit is recorded already. Please look at it."))
        lines = _confirmed(place, confirmed)
        fresh.held_on, fresh.people, fresh.findings = held_on, who, found
        fresh.recorded_by, fresh.recorded_at = by, now
        fresh.save(update_fields=["held_on", "people", "findings", "recorded_by", "recorded_at"])
        for document in documents:
            document.save()
        fresh.photos.set(documents)
        LineScore.objects.filter(pk__in=lines).update(visit=fresh)
        told = {"held_on": held_on, "confirmed": sorted(confirmed), "photos": [d.sha256 for d in documents]}
        audit.record(verb="record_visit", subject=fresh, by=by, now=now, people=who, findings=found, **told)


def _confirmed(place: Participant, criteria: Collection[int]) -> list[int]:
    """The lines of the sent self-score that are confirmed. Raises ValidationError for one that there is not."""
    rows = LineScore.objects.filter(
        column__participant=place,
        column__kind=ColumnKind.SELF,
        column__sent_at__isnull=False,
        criterion__in=criteria,
    )
    found = dict(rows.values_list("criterion_id", "pk"))
    if set(criteria) - set(found):
        raise fault(
            "confirmed", _("The union has not scored some of these lines. Please load the page again.")
        )
    return list(found.values())


def require_visitor(by: User, place: Participant) -> None:
    """Refuse anybody but the head of the cluster and the federation's staff, and who acts for the visited union.

    Raises Refusal.
    """
    told = _("Only the leading union of the cluster, or staff of %(owner)s, plan and record visits.")
    own = _("You act for %(union)s yourself: somebody else visits it.")
    require(not acts_for(by, place.union_id), own % {"union": place.union.short_name})
    require(may_visit(by, place), told % {"owner": place.phase.campaign.owner.short_name})
