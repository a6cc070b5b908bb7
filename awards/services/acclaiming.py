"""Unions that a conference of their cluster acclaimed for an award become nominations when a round considers it."""

from datetime import datetime

from awards.choices import Catalogue, Origin
from awards.models import Award, AwardRound, Nomination, Registration
from awards.queries.finals import acclaim_words
from awards.queries.rounds import nominations_counted, pool_of, standings_read
from awards.services.joining import take_in_final_clusters
from campaigns.choices import AcclaimKind
from campaigns.models import Acclaim, Conference, Participant
from units.actors import Actor, account_of
from units.services import audit


def nominate_acclaimed(round: AwardRound, *, by: Actor, now: datetime) -> int:
    """Nominate who was acclaimed in the round's phase for an award that it considers; how many are new.

    Of each cluster its last conference counts. Those who are nominated already, for whom the quota has no room, or who
    registered for no title are left to be nominated by hand. The caller holds the round.
    """
    if round.phase_id is None:
        return 0
    take_in_final_clusters(round)
    held = Conference.objects.adopting().filter(phase=round.phase_id)
    acclaims = Acclaim.objects.filter(kind=AcclaimKind.AWARD, conference__in=held.order_by().values("pk"))
    acclaims = acclaims.select_related("union", "conference")
    awards = {quota.award.code: quota.award for quota in round.quotas.select_related("award")}
    made = [
        nomination
        for acclaim in acclaims.order_by("conference__held_on", "pk")
        if acclaim.award in awards
        and (nomination := _nominate(round, awards[acclaim.award], acclaim, by, now))
    ]
    if made:
        codes = [[nomination.award.code, nomination.union.code] for nomination in made]
        audit.record(verb="nominate_acclaimed", subject=round, by=by, now=now, nominations=codes)
    return len(made)


def _nominate(
    round: AwardRound, award: Award, acclaim: Acclaim, by: Actor, now: datetime
) -> Nomination | None:
    """One nomination with the union's points as the round reads them; None where it cannot be."""
    place = Participant.objects.filter(phase=round.phase_id, union=acclaim.union).first()
    quota = pool_of(round, award, place.cluster_id) if place else None
    twice = round.nominations.not_withdrawn().filter(award=award, union=acclaim.union, name_key="")
    if place is None or quota is None or twice.exists():
        return None
    if quota.nominations is not None and nominations_counted(quota).count() >= quota.nominations:
        return None
    registered = Registration.objects.filter(
        campaign=round.campaign_id, award__code=award.code, union=acclaim.union, name_key=""
    )
    if award.catalogue == Catalogue.TITLE and not registered.exists():
        return None
    standing = standings_read(round).filter(participant=place).first()
    copied = {}
    if standing is not None and not standing.is_silent:
        copied = {name: getattr(standing, name) for name in ("points", "rank", "is_tied", "revision")}
    return Nomination.objects.create(
        round=round,
        award=award,
        union=acclaim.union,
        name=acclaim.union.name,
        name_key="",
        cluster_id=place.cluster_id,
        participant=place,
        reason=acclaim_words(f"{acclaim.conference.held_on:%d/%m/%Y}"),
        origin=Origin.ACCLAIMED,
        nominated_by=account_of(by),
        nominated_at=now,
        **copied,
    )
