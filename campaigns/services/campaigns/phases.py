"""The phases of a campaign: added, and edited until they are closed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Phase
from campaigns.permissions import require_manage
from campaigns.rules import days_meet, days_of_entry, is_short_notice, sectors_meet, years_of_phases
from campaigns.services.campaigns.deadlines import tell_added, tell_moved
from campaigns.services.campaigns.editing import (
    PHASE_FIELDS,
    apply_changes,
    check_fields,
    lock_campaign,
    require_unchanged,
)
from campaigns.services.declared_reminders import plan_reminders
from campaigns.services.guard import exclusive_phase
from campaigns.services.stages import prepare_stages, shift_stages
from campaigns.services.window_moves import keep_deadline_move, reason_for_move
from common.dates import FIRST_YEAR, LAST_YEAR, check_dates
from common.errors import fault
from common.templatetags.look import day as day_as_written
from common.templatetags.look import moment
from units.actors import Actor
from units.services import audit

#: The period that a phase covers, and the window in which its figures are entered.
DATES = ("period_from", "period_to", "entry_opens_at", "entry_closes_at")


def date_faults(
    *,
    year: int | None,
    kind: str | None,
    period_from: date | None,
    period_to: date | None,
    entry_opens_at: datetime | None,
    entry_closes_at: datetime | None,
) -> dict[str, str]:
    """What is wrong with the dates of a phase beside each other and the campaign's year: field → fault with its remedy.

    What is None is not known, and not judged; neither is a year that no campaign has.
    """
    faults: dict[str, str] = {}
    earliest, latest = date.min, date.max
    if year is not None and kind is not None and FIRST_YEAR <= year <= LAST_YEAR:
        earliest, latest = years_of_phases(year=year, kind=kind)
    near = _(
        "A phase of a campaign of %(year)s covers days from %(first)s to %(last)s. Please look at the year."
    )
    for name, day in (("period_from", period_from), ("period_to", period_to)):
        if day and not earliest <= day <= latest:
            faults[name] = near % {
                "year": year,
                "first": day_as_written(earliest),
                "last": day_as_written(latest),
            }
    if period_from and period_to and period_to < period_from:
        ends = _("The phase ends before it starts. Choose a last day on or after %(day)s.")
        faults["period_to"] = ends % {"day": day_as_written(period_from)}
    if entry_opens_at and entry_closes_at and entry_closes_at <= entry_opens_at:
        closes = _("Entry closes before it opens. Choose a time after %(time)s.")
        faults["entry_closes_at"] = closes % {"time": moment(entry_opens_at)}
    if period_from and period_to and not faults:
        faults |= _faults_of_entry(period_from, period_to, entry_opens_at, entry_closes_at)
    return faults


def _faults_of_entry(
    first: date, last: date, opens: datetime | None, closes: datetime | None
) -> dict[str, str]:
    """What is wrong with a window of entry for figures of these days."""
    faults: dict[str, str] = {}
    earliest, soonest, latest = days_of_entry(first=first, last=last)
    if opens and timezone.localdate(opens) < earliest:
        early = _("Entry opens long before the phase begins. Choose %(day)s or later.")
        faults["entry_opens_at"] = early % {"day": day_as_written(earliest)}
    if closes and timezone.localdate(closes) < soonest:
        before = _("Entry closes before the phase begins. Choose %(day)s or later.")
        faults["entry_closes_at"] = before % {"day": day_as_written(soonest)}
    elif closes and timezone.localdate(closes) > latest:
        late = _("Entry closes long after the phase ends. Choose %(day)s or earlier.")
        faults["entry_closes_at"] = late % {"day": day_as_written(latest)}
    return faults


#: So long after the last day covered units may still be looked at for their age.
REVIEWED = timedelta(days=366)


def review_fault(day: date | None, first: date, last: date) -> str:
    """What is wrong with a review before the period, or long after it; "" for none."""
    if day is None or first <= day <= last + REVIEWED:
        return ""
    bounds = {"first": day_as_written(first), "last": day_as_written(last + REVIEWED)}
    return _("Choose a day from %(first)s to %(last)s.") % bounds


def check_phase(
    *,
    campaign: Campaign,
    number: int,
    sector: str,
    period_from: date,
    period_to: date,
    entry_opens_at: datetime,
    entry_closes_at: datetime,
    but: int | None = None,
) -> None:
    """Refuse a phase whose dates do not fit (`date_faults`), or that another one of the campaign stands in the way of.

    Another phase does so when the sectors meet ("" is every sector) and it has the same number or shares a day of the
    period. `but` is the id of the phase that is edited. Raises ValidationError naming the field and the remedy.
    """
    given: dict[str, Any] = {
        "period_from": period_from,
        "period_to": period_to,
        "entry_opens_at": entry_opens_at,
        "entry_closes_at": entry_closes_at,
    }
    check_dates(**given)
    if faults := date_faults(year=campaign.year, kind=campaign.kind, **given):
        raise ValidationError(dict(faults))
    for other in campaign.phases.all():
        if other.pk == but or not sectors_meet(other.sector, sector):
            continue
        if other.number == number:
            raise fault(
                "number",
                _("Phase %(number)s exists already for this sector. Choose another number.")
                % {"number": number},
            )
        if not other.is_year and days_meet(other.period_from, other.period_to, period_from, period_to):
            raise fault(
                "period_from",
                _(
                    "The period overlaps “%(phase)s” (%(first)s – %(last)s) for the same sector. Choose other days."
                )
                % {
                    "phase": other.name,
                    "first": f"{other.period_from:%d/%m/%Y}",
                    "last": f"{other.period_to:%d/%m/%Y}",
                },
            )


def _check_review(day: date | None, dates: dict[str, Any]) -> None:
    """Refuse a review before the period, or long after it. Raises ValidationError."""
    if wrong := review_fault(day, dates["period_from"], dates["period_to"]):
        raise fault("review_day", wrong)


@transaction.atomic
def add_phase(*, campaign: Campaign, number: int, by: Actor, now: datetime, **fields: Any) -> Phase:
    """Add a phase. In a campaign that is launched it is open at once, and takes figures inside its window.

    Where that window ends so soon, or has ended, those who take part in the campaign are told.

    Raises ValidationError as `check_phase` does, and by field for values that do not fit.
    """
    require_manage(by, campaign)
    locked = lock_campaign(campaign.pk)
    dates = {name: fields[name] for name in DATES}
    check_phase(campaign=locked, number=number, sector=fields.get("sector", ""), **dates)
    _check_review(fields.get("review_day"), dates)
    status = PhaseStatus.OPEN if locked.status >= CampaignStatus.LAUNCHED else PhaseStatus.DRAFT
    phase = Phase(campaign=locked, number=number, status=status, **fields)
    check_fields(phase, {"number", *fields})
    phase.save(force_insert=True)
    prepare_stages(phase)
    plan_reminders(phase, now=now)
    told = {name: str(value) for name, value in dates.items()}
    audit.record(verb="add_phase", subject=phase, by=by, now=now, number=number, **told)
    if status == PhaseStatus.OPEN and is_short_notice(phase.entry_closes_at, now):
        tell_added(phase, now=now)
    return phase


@transaction.atomic
def edit_phase(
    *, phase: Phase, by: Actor, now: datetime, seen: str = "", reason: str = "", **changes: Any
) -> Phase:
    """Change a phase that is not closed, for instance extend its entry window.

    It runs under the exclusive lock of the phase, so it comes either wholly before the close or wholly after it. A
    phase whose deadline has passed counts as closed, even while the job that closes it has not run. `seen` is the
    `fingerprint` of the phase on the editor's page. Whom the deadline of a launched phase concerns is told of both, the
    old and the new one; the move is kept with its `reason`. The stages after it move by the same time.

    Raises ValidationError as `check_phase` does; for a closed phase, and for a year; in a launched phase, for a new
    deadline in the past, since figures entered after it were accepted, and without a reason for one that comes forward.
    Raises Conflict when somebody else changed it.
    """
    # The campaign before the phase, as the launch locks them: in the other order two could wait for each other.
    lock_campaign(phase.campaign_id)
    with exclusive_phase(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        if fresh.is_year:
            raise fault(
                "period_from", _("The dates of “%(year)s” are those of its phases.") % {"year": fresh.name}
            )
        is_open = fresh.status == PhaseStatus.OPEN
        if fresh.status > PhaseStatus.OPEN or (is_open and fresh.entry_closes_at <= now):
            raise fault(
                "entry_closes_at",
                _("“%(phase)s” is closed; its dates no longer change.") % {"phase": fresh.name},
            )
        require_unchanged(fresh, seen)
        merged = {name: changes.get(name, getattr(fresh, name)) for name in ("sector", *DATES)}
        check_phase(campaign=fresh.campaign, number=fresh.number, but=fresh.pk, **merged)
        _check_review(changes.get("review_day", fresh.review_day), merged)
        if is_open and merged["entry_closes_at"] <= now:
            raise fault(
                "entry_closes_at",
                _(
                    "Figures entered until now were accepted, so entry cannot end in the past. Choose a later time."
                ),
            )
        before, after = fresh.entry_closes_at, merged["entry_closes_at"]
        reason = reason_for_move(fresh, [before], after, reason, now=now)
        apply_changes(fresh, changes, allowed=PHASE_FIELDS, verb="edit_phase", by=by, now=now)
        if after != before or "remind_days" in changes:
            plan_reminders(fresh, now=now)
        if after != before:
            shift_stages(fresh, after - before)
        if is_open and after != before:
            keep_deadline_move(fresh, before, reason, by=by, now=now)
            tell_moved(fresh, before=before, reason=reason, now=now)
    return fresh
