"""Preparing and launching a campaign."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import Campaign, Content, Phase
from campaigns.permissions import require, require_manage
from campaigns.rules import canonical_hash, days_meet, sectors_meet
from campaigns.services.guard import alone_with
from campaigns.services.sheets import prepare_sheets
from common.errors import Conflict, fault
from common.locks import exclusive_lock
from common.templatetags.look import moment
from units.models import Union, User
from units.scope import scope_of
from units.services import audit
from units.services.notices import notify_writers

#: Names of locks: one maker of codes, one changer of parents at a time.
CODES, PARENTS = "campaign-codes", "campaign-parents"
CAMPAIGN_FIELDS = {
    "name", "kind", "year", "theme", "legal_basis", "parent", "source", "source_date", "is_extract", "is_sample",
}  # fmt: skip
PHASE_FIELDS = {
    "name", "theme", "sector", "period_from", "period_to", "entry_opens_at", "entry_closes_at", "target_share",
}  # fmt: skip


def fingerprint(row: Campaign | Phase) -> str:
    """What an editor's page has seen of a row; `edit_campaign` and `edit_phase` refuse when it has changed since."""
    fields = CAMPAIGN_FIELDS if isinstance(row, Campaign) else PHASE_FIELDS
    seen = {f: getattr(row, f"{f}_id" if f == "parent" else f) for f in fields}
    return canonical_hash({f: v.isoformat() if isinstance(v, date) else str(v) for f, v in seen.items()})


def _lock(campaign_id: int) -> Campaign:
    """The campaign as it is now, kept from other editors until the transaction ends."""
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)


def _require_unchanged(row: Campaign | Phase, seen: str) -> None:
    if seen and fingerprint(row) != seen:
        raise Conflict(
            _(
                "Somebody else changed “%(name)s” meanwhile. Nothing was saved; please look, then enter it again."
            )
            % {"name": row.name}
        )


def _check_fields(row: Any, fields: Iterable[str]) -> None:
    """Raise ValidationError, by field, for a value that is missing, too long or no choice."""
    chosen = set(fields)
    row.clean_fields(exclude={f.name for f in row._meta.fields if f.name not in chosen or f.is_relation})


@transaction.atomic
def create_campaign(
    *, code: str, name: str, year: int, owner: Union, by: User | None, now: datetime, **fields: Any
) -> Campaign:
    """Prepare a campaign of a federation. Raises ValidationError for a code in use, Refusal for anybody but its staff."""
    if by is not None:
        require(
            scope_of(by).writes_for(owner.pk),
            _("Only staff of %(owner)s may prepare its campaigns.") % {"owner": owner.short_name},
        )
    exclusive_lock(CODES, 0)
    if Campaign.objects.filter(code=code).exists():
        raise fault(
            "code", _("The code “%(code)s” belongs to another campaign. Choose another.") % {"code": code}
        )
    campaign = Campaign(code=code, name=name, year=year, owner=owner, **fields)
    _check_fields(campaign, {"code", "name", "year", *fields})
    campaign.save(force_insert=True)
    audit.record(verb="create_campaign", subject=campaign, by=by, now=now, code=code, name=name)
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, by: User | None, now: datetime, seen: str = "", **changes: Any
) -> Campaign:
    """Change a campaign's description; its phases and figures are not touched. A parent below itself is refused.

    The year decides who leads a cluster and so who reads its sheets: it stays once a phase is closed. `seen` is the `fingerprint` of the campaign on the editor's page. Raises ValidationError by field, Conflict when
    somebody else changed the campaign meanwhile.
    """
    require_manage(by, campaign)
    exclusive_lock(
        PARENTS, 0
    )  # two editors, each putting one campaign under the other, would make a cycle together
    fresh = _lock(campaign.pk)
    _require_unchanged(fresh, seen)
    if changes.get("year", fresh.year) != fresh.year and Phase.objects.over(now).filter(campaign=fresh):
        raise fault(
            "year",
            _("A phase of this campaign is closed, so its year stays %(year)s.") % {"year": fresh.year},
        )
    above: int | None = getattr(changes.get("parent"), "pk", None)
    passed: set[int] = set()
    while above is not None and above not in passed:
        if above == fresh.pk:
            raise fault("parent", _("A campaign cannot answer itself. Choose another parent."))
        passed.add(above)
        above = Campaign.objects.get(pk=int(above)).parent_id
    _change(fresh, changes, CAMPAIGN_FIELDS, "edit_campaign", by, now)
    return fresh


def _change(
    row: Any, changes: dict[str, Any], allowed: set[str], verb: str, by: User | None, now: datetime
) -> None:
    before = {f: getattr(row, f) for f in changes if f in allowed and getattr(row, f) != changes[f]}
    if not before:
        return
    for field in before:
        setattr(row, field, changes[field])
    _check_fields(row, before)
    row.save(update_fields=list(before))
    audit.record(
        verb=verb,
        subject=row,
        by=by,
        now=now,
        before={f: str(v) for f, v in before.items()},
        after={f: str(changes[f]) for f in before},
    )


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
    """Refuse a phase that ends before it starts, or whose period another phase of the campaign covers for the same sector.

    Raises ValidationError naming the field and the remedy.
    """
    if period_to < period_from:
        raise fault(
            "period_to",
            _("The phase ends before it starts. Choose a last day on or after %(day)s.")
            % {"day": f"{period_from:%d/%m/%Y}"},
        )
    if entry_closes_at <= entry_opens_at:
        raise fault(
            "entry_closes_at",
            _("Entry closes before it opens. Choose a time after %(time)s.")
            % {"time": moment(entry_opens_at)},
        )
    for other in campaign.phases.all():
        if other.pk == but or not sectors_meet(other.sector, sector):
            continue
        if other.number == number:
            raise fault(
                "number",
                _("Phase %(number)s exists already for this sector. Choose another number.")
                % {"number": number},
            )
        if days_meet(other.period_from, other.period_to, period_from, period_to):
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


@transaction.atomic
def add_phase(*, campaign: Campaign, number: int, by: User | None, now: datetime, **fields: Any) -> Phase:
    """Add a phase; one of a launched campaign takes figures in its window at once. Raises ValidationError as `check_phase`."""
    require_manage(by, campaign)
    locked = _lock(campaign.pk)
    checked = {f: fields[f] for f in ("period_from", "period_to", "entry_opens_at", "entry_closes_at")}
    check_phase(campaign=locked, number=number, sector=fields.get("sector", ""), **checked)
    status = PhaseStatus.OPEN if locked.status >= CampaignStatus.LAUNCHED else PhaseStatus.DRAFT
    phase = Phase(campaign=campaign, number=number, status=status, **fields)
    _check_fields(phase, {"number", *fields})
    phase.save(force_insert=True)
    audit.record(verb="add_phase", subject=phase, by=by, now=now, number=number)
    return phase


@transaction.atomic
def edit_phase(*, phase: Phase, by: User | None, now: datetime, seen: str = "", **changes: Any) -> Phase:
    """Change a phase that is not closed, for instance extend its entry window; races with the close are decided by the lock.

    A phase whose deadline has passed is closed even while the job that writes so has not come. Raises ValidationError as
    `check_phase` does, when the phase is closed, and for a new deadline in the past of a launched phase, since figures
    entered after it were acknowledged; Conflict when somebody else changed the phase since the page that `seen` tells.
    """
    _lock(
        phase.campaign_id
    )  # before the phase, as the launch does: the other way round two could wait for each other
    with alone_with(phase_id=phase.pk) as fresh:
        require_manage(by, fresh.campaign)
        is_open = fresh.status == PhaseStatus.OPEN
        if fresh.status > PhaseStatus.OPEN or (is_open and fresh.entry_closes_at <= now):
            raise fault(
                "entry_closes_at",
                _("“%(phase)s” is closed; its dates no longer change.") % {"phase": fresh.name},
            )
        _require_unchanged(fresh, seen)
        merged = {
            f: changes.get(f, getattr(fresh, f))
            for f in ("sector", "period_from", "period_to", "entry_opens_at", "entry_closes_at")
        }
        check_phase(campaign=fresh.campaign, number=fresh.number, but=fresh.pk, **merged)
        if is_open and merged["entry_closes_at"] <= now:
            raise fault(
                "entry_closes_at",
                _(
                    "Figures entered until now were accepted, so entry cannot end in the past. Choose a later time."
                ),
            )
        _change(fresh, changes, PHASE_FIELDS, "edit_phase", by, now)
    return fresh


@transaction.atomic
def add_content(*, campaign: Campaign, text: str, by: User | None, now: datetime, **fields: Any) -> Content:
    """Add a line to the launch plan: a content, a movement or an anniversary. Raises ValidationError by field."""
    require_manage(by, campaign)
    _lock(campaign.pk)  # two lines added at once get two numbers
    last = campaign.contents.order_by("-order").values_list("order", flat=True).first() or 0
    content = Content(campaign=campaign, text=text.strip(), **{"order": last + 1, **fields})
    _check_fields(content, {"text", "order", *fields})
    content.save(force_insert=True)
    audit.record(verb="add_content", subject=campaign, by=by, now=now, text=text[:200])
    return content


def launch_faults(campaign: Campaign) -> list[str]:
    """What still stands between a campaign and its launch, one sentence with its remedy each; empty means ready."""
    phases = list(campaign.phases.all())
    if not phases:
        return [_("A campaign needs at least one phase before it is launched. Add one.")]
    empty = campaign.phases.filter(participants__isnull=True).values_list("name", flat=True)
    return [
        _(
            "“%(phase)s” has no participant yet. Enter the participants by workbook: export it, fill the sheet of participants, import it."
        )
        % {"phase": name}
        for name in empty
    ]


@transaction.atomic
def launch_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Launch: DRAFT → LAUNCHED, once, whoever and how many ask.

    1. Alone with the campaign, look for what is missing. 2. Compare and set the state; the loser leaves quietly. 3. Its
    phases take figures in their windows from now on. 4. Every participant gets a row for each indicator. 5. Audit. 6. The
    officers of the participants are told, once each.

    Raises ValidationError for a campaign without a phase, or a phase without a participant.
    """
    require_manage(by, campaign)
    locked = _lock(campaign.pk)
    faults = launch_faults(locked) if locked.status == CampaignStatus.DRAFT else []
    if faults:
        raise ValidationError({"phases": faults})
    if not Campaign.objects.filter(pk=campaign.pk, status=CampaignStatus.DRAFT).update(
        status=CampaignStatus.LAUNCHED, launched_at=now
    ):
        campaign.refresh_from_db()
        return campaign
    Phase.objects.filter(campaign=campaign, status=PhaseStatus.DRAFT).update(status=PhaseStatus.OPEN)
    for phase in campaign.phases.select_related("campaign__owner"):
        prepare_sheets(phase=phase, by=by, now=now)
    audit.record(verb="launch_campaign", subject=campaign, by=by, now=now)
    notify_writers(
        unions=campaign.phases.values("participants__union_id"),
        kind="campaign_launched",
        key=f"launched:{campaign.pk}",
        title=_("%(owner)s has launched “%(campaign)s”")
        % {"owner": campaign.owner.short_name, "campaign": campaign.name},
        url=f"/campaigns/{campaign.pk}/",
        now=now,
    )
    campaign.refresh_from_db()
    return campaign
