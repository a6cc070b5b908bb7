"""What a nomination is made from: who may be nominated by whom, and the verified figures of the union's standing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from awards.choices import Catalogue, RoundKind
from awards.models import Award, AwardRound, Nomination, Registration, Tally
from awards.queries.rounds import standings_read
from campaigns.models import Campaign, Participant, Standing
from common.choosing import some_of
from common.request import id_in
from common.search import matching
from units.choices import WRITING_ROLES
from units.models import Affiliation, Appointment, Union, User
from units.scope import Scope, scope_of

FOUND, OWN = 20, 30


@dataclass(frozen=True)
class Offered:
    """People of a union, or who is registered there, as far as they are offered, and what was looked for."""

    rows: list[Any]
    found: int
    text: str


@dataclass(frozen=True)
class Verified:
    """A union's standing as the round reads it.

    `standing` is None and `band` "" where it has no points; `units` is how many unions of its cluster have some.
    """

    participant: Participant
    standing: Standing | None
    band: str
    units: int
    is_estimate: bool

    @property
    def points(self) -> Decimal | None:
        """The points that the round reads."""
        return self.standing.points if self.standing else None


def verified_of(round: AwardRound, union: Union) -> Verified | None:
    """The figures beside a nomination; None on a spot round and for a union that took no part. At most 3 queries."""
    if round.phase_id is None:
        return None
    participant = (
        Participant.objects.filter(phase=round.phase_id, union=union).select_related("cluster").first()
    )
    if participant is None:
        return None
    mates = standings_read(round).filter(participant__cluster=participant.cluster_id)
    standing = mates.filter(participant=participant).select_related("band").first()
    return Verified(
        participant=participant,
        standing=standing,
        band=standing.band.name if standing and standing.band else "",
        units=mates.count(),
        is_estimate=round.kind == RoundKind.ESTIMATE,
    )


# --- For whom -----------------------------------------------------------------------------------------------
def acted_paths(scope: Scope) -> list[str]:
    """The paths of the unions that a person acts for today."""
    return [p.path for p in scope.current if p.role in WRITING_ROLES]


def _in_tree(round: AwardRound, scope: Scope) -> Q:
    """Unions at or below those that the person acts for and at or below the round's federation."""
    found = Q(pk__in=[])
    places = Affiliation.objects.on(scope.day)
    owner = list(places.filter(union=round.owner_id).values_list("path", flat=True))
    for path in acted_paths(scope):
        for top in owner:
            low = path if path.startswith(top) else top if top.startswith(path) else None
            if low is not None:
                found |= Q(pk__in=places.within(low).values("union_id"))
    return found


def unions_to_nominate(user: User, round: AwardRound, text: str = "") -> QuerySet[Union]:
    """Unions for which a person may nominate in the round: found by words; without any, those the person acts for."""
    scope = scope_of(user)
    rows = Union.objects.not_dissolved(scope.day).filter(_in_tree(round, scope))
    if text.strip():
        return rows.matching(text).order_by("sort_key", "pk")[:FOUND]
    return rows.filter(pk__in=scope.writing_ids).order_by("sort_key", "pk")[:OWN]


def union_to_nominate(user: User, round: AwardRound, pk: int) -> Union | None:
    """The union, if the person may nominate for it in the round."""
    scope = scope_of(user)
    return Union.objects.filter(_in_tree(round, scope), pk=pk).first()


def registered_for(
    campaign: Campaign | None, award: Award, union: Union, *, text: str = "", chosen: str = ""
) -> Offered:
    """Who is registered for the title at this union; only they are considered.

    By words of the name; who is `chosen` (`registration-7`) is among them whatever was looked for.
    """
    if campaign is None or award.catalogue != Catalogue.TITLE:
        return Offered([], 0, text)
    rows = Registration.objects.filter(campaign=campaign, union=union, award__code=award.code)
    named = rows.select_related("person").order_by("sort_key", "pk")
    of_chosen = named.filter(pk=id_in(chosen.removeprefix("registration-")))
    return Offered(*some_of(named.filter(matching(text, "search")), of_chosen), text)


def people_of(union: Union, on: date, *, text: str = "", chosen: str = "") -> Offered:
    """Who holds a post of the union on a day, by name: offered, not demanded.

    By words of the name; who is `chosen` (`person-7`) is among them whatever was looked for.
    """
    held = Appointment.objects.on(on).filter(post__union=union).select_related("person", "post")
    named = held.order_by("person__sort_key", "pk")
    of_chosen = named.filter(person_id=id_in(chosen.removeprefix("person-")))
    return Offered(*some_of(named.filter(matching(text, "person__search")), of_chosen), text)


# --- One nomination -----------------------------------------------------------------------------------------
def tally_of(nomination: Nomination) -> Tally | None:
    """What the council counted for it, once counted; of two ballots the second."""
    counted = Tally.objects.filter(nomination=nomination).exclude(outcome="").select_related("session")
    return counted.order_by("-session__number").first()


# --- Titles at the start of a campaign ----------------------------------------------------------------------
def registration_rows(user: User, campaign: Campaign) -> QuerySet[Registration]:
    """Registrations that a person may read: of unions at or below a post; all of them for the campaign's federation."""
    scope = scope_of(user)
    rows = Registration.objects.filter(campaign=campaign).select_related("award", "union")
    if campaign.owner_id in scope.ids_when(campaign.launched_at):
        return rows
    below = scope.reads(Registration, "union", "campaign__launched_at")
    return rows.filter(pk__in=Registration.objects.filter(below).order_by().values("pk"))


def unions_to_register(user: User, campaign: Campaign) -> list[Union]:
    """Unions that the person acts for and that stand at or below the campaign's federation."""
    scope = scope_of(user)
    tops = Affiliation.objects.on(scope.day).filter(union=campaign.owner_id).values_list("path", flat=True)
    ids = [
        p.union_id
        for p in scope.current
        if p.role in WRITING_ROLES and any(p.path.startswith(t) for t in tops)
    ]
    return list(Union.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


def titles_on(on: date) -> list[Award]:
    """Titles in force on a day."""
    rows = Award.objects.on(on).filter(catalogue=Catalogue.TITLE)
    return list(rows.select_related("rule_set").order_by("recipient", "order", "pk"))
