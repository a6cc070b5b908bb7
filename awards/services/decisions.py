"""Award decisions: issued once, whole, with number and date; an award may be revoked later."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.choices import GrantStatus, Outcome, RoundStatus, SessionStatus
from awards.models import AwardRound, CouncilSession, Decision, Grant, Nomination, RuleSet, Tally
from awards.permissions import require_manage
from awards.rules import number_key
from awards.services.guard import exclusive_round
from common.errors import fault, worded
from common.search import search_text
from units.actors import Actor, account_of
from units.rules import holds_on
from units.services import audit
from units.services.notices import notify, notify_writers

BATCH = 2000
LONGEST_REASON = 300


def issue_decision(
    *,
    round: AwardRound,
    number: str,
    decided_on: date,
    signer_name: str,
    signer_title: str,
    by: Actor,
    now: datetime,
) -> Decision:
    """Issue the decision of a round: CLOSED → DECIDED, once.

    Grants what the council proposed, in the first ballot or the second, and this level may decide. What a higher
    level decides is left out and named in the audit event: it is proposed to that level, in a round of its own. Raises
    ValidationError for a session that is not counted or has a tie left, a number used before in that year, a date
    before the session or in the future, rules that are not in force on that date, and when nothing is left to grant;
    Refusal for anybody but the federation's staff.
    """
    with exclusive_round(round_id=round.pk) as fresh:
        require_manage(by, fresh.owner)
        if fresh.status != RoundStatus.CLOSED:
            raise fault("round", _("This round is decided already, or still takes nominations."))
        session = _counted_session(fresh)
        passed = _passed(fresh)
        granted = [n for n in passed if n.award.decided_by == fresh.owner.level]
        forwarded = [n for n in passed if n.award.decided_by != fresh.owner.level]
        if not granted:
            raise fault("round", _nothing_to_grant(forwarded))
        decision = Decision(
            issuer=fresh.owner,
            round=fresh,
            session=session,
            rule_set=_rules_in_force(granted, decided_on),
            number=" ".join(number.split()),
            number_key=number_key(number),
            year=decided_on.year,
            decided_on=decided_on,
            signer_name=signer_name.strip(),
            signer_title=signer_title.strip(),
            issued_by=account_of(by),
            issued_at=now,
            is_sample=fresh.is_sample,
        )
        _check(decision, session, now)
        _save(decision)
        _grant(decision, granted)
        AwardRound.objects.filter(pk=fresh.pk, status=RoundStatus.CLOSED).update(status=RoundStatus.DECIDED)
        audit.record(
            verb="issue_decision",
            subject=decision,
            by=by,
            now=now,
            number=decision.number,
            decided_on=decided_on,
            granted=len(granted),
            forwarded=[n.pk for n in forwarded],
        )
        _tell(decision, now)
    return decision


def _counted_session(round: AwardRound) -> CouncilSession:
    """The last session of the round; its ballot and the earlier one are counted, and no tie waits in either."""
    session = CouncilSession.objects.filter(round=round).order_by("-number").first()
    if session is None or session.status != SessionStatus.COUNTED:
        raise fault("round", _("The council has not voted on this round, or its votes are not counted yet."))
    if Tally.objects.decisive().filter(session__round=round, outcome=Outcome.TIED).exists():
        raise fault(
            "round", _("There is a tie for the last place. The chair of the council settles it first.")
        )
    return session


def _passed(round: AwardRound) -> list[Nomination]:
    """What the council proposed, each by the last ballot on which it stood."""
    passed = Tally.objects.decisive().filter(session__round=round, outcome=Outcome.PASSED)
    whole = passed.select_related("nomination__award__rule_set", "nomination__union")
    ordered = whole.order_by("nomination__award__order", "session__number", "place", "nomination_id")
    return [tally.nomination for tally in ordered]


def _nothing_to_grant(forwarded: list[Nomination]) -> str:
    if not forwarded:
        return _("The council proposed nobody; there is nothing to decide.")
    levels = sorted({n.award.get_decided_by_display() for n in forwarded})
    return _("These awards are decided by another level: %(levels)s. Propose them there.") % {
        "levels": ", ".join(levels)
    }


def _rules_in_force(granted: list[Nomination], day: date) -> RuleSet:
    """The rules that the decision names: those of its first award. Raises ValidationError unless all are in force."""
    for nomination in granted:
        rules = nomination.award.rule_set
        if not holds_on(rules.effective_from, rules.effective_to, day):
            raise fault(
                "decided_on",
                _("%(number)s is not in force on %(day)s, and “%(award)s” stands on it. Choose another date.")
                % {"number": rules.number, "day": f"{day:%d/%m/%Y}", "award": nomination.award.name},
            )
    return granted[0].award.rule_set


def _check(decision: Decision, session: CouncilSession, now: datetime) -> None:
    decision.clean_fields(exclude=["issuer", "round", "session", "rule_set", "issued_by"])
    if not decision.number_key:
        raise fault("number", _("Write the number of the decision, for example 737/QĐ-LĐLĐ."))
    if decision.decided_on > timezone.localdate(now):
        raise fault("decided_on", _("The date of the decision cannot lie in the future."))
    ended = timezone.localdate(session.ended_at or session.ends_at)
    if decision.decided_on < ended:
        raise fault(
            "decided_on",
            _("The council voted on %(day)s; the decision cannot be older.") % {"day": f"{ended:%d/%m/%Y}"},
        )


def _save(decision: Decision) -> None:
    """Save it. Raises ValidationError for a number in use: of two decisions at once the constraint lets one have it."""
    taken = fault(
        "number",
        _("%(owner)s has used the number “%(number)s” in %(year)s already. Enter another.")
        % {"owner": decision.issuer.short_name, "number": decision.number, "year": decision.year},
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as error:
        raise taken from error


def _grant(decision: Decision, granted: list[Nomination]) -> None:
    said = f"{decision.number} {decision.year}"
    Grant.objects.bulk_create(
        (
            Grant(
                decision=decision,
                nomination=n,
                award=n.award,
                union=n.union,
                person_id=n.person_id,
                name=n.name,
                achievement=n.reason,
                search=search_text(n.name, n.union.name, n.award.name, said)[:1400],
            )
            for n in granted
        ),
        batch_size=BATCH,
    )


def _tell(decision: Decision, now: datetime) -> None:
    """One notice to everybody concerned: those who act for the unions, and the people themselves."""
    values = {"sender": decision.issuer.name, "number": decision.number}
    same = {"kind": "awarded", "key": f"decision:{decision.pk}", "url": f"/decisions/{decision.pk}/"}
    notify_writers(unions=decision.grants.values("union_id"), values=values, now=now, **same)
    people = decision.grants.filter(person__isnull=False).values_list("person_id", flat=True)
    notify(people=people, values=values, now=now, **same)


@transaction.atomic
def revoke_grant(*, grant: Grant, reason: str, by: Actor, now: datetime) -> Grant:
    """Revoke an award: it stays on record with the reason (Luật 06/2022/QH15, Art. 93).

    Revoking it again changes nothing: the first reason stands.

    Raises ValidationError without a reason; Refusal for anybody but staff of the federation that decided.
    """
    fresh = (
        Grant.objects.select_for_update(no_key=True, of=("self",))
        .select_related("decision__issuer", "union")
        .get(pk=grant.pk)
    )
    require_manage(by, fresh.decision.issuer)
    text = worded(
        reason,
        name="reason",
        most=LONGEST_REASON,
        missing=_("Write why the award is revoked."),
    )
    if fresh.status == GrantStatus.REVOKED:
        return fresh
    Grant.objects.filter(pk=fresh.pk, status=GrantStatus.ACTIVE).update(
        status=GrantStatus.REVOKED, revoked_because=text
    )
    audit.record(verb="revoke_grant", subject=fresh, by=by, now=now, name=fresh.name, reason=text)
    fresh.refresh_from_db()
    return fresh
