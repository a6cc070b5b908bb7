"""A pledge of cluster 1, at every stage."""

from datetime import datetime
from decimal import Decimal

from campaigns.models import Pledge, Signature, Target, TargetChange
from campaigns.services import pledges, target_changes
from tests.cast import NOW, PASSWORD, Season, at
from units.actors import SYSTEM
from units.choices import Role
from units.models import Union, User
from units.services import people

SIGN_UNTIL = at(2024, 8, 16)


def draft(season: Season, **changes: object) -> Pledge:
    """Drafted by Lan, whose union leads the cluster."""
    world = season.world
    given = {
        "campaign": season.campaign,
        "cluster": world.cluster_1,
        "title": "Giao ước thi đua năm 2024",
        "sign_until": SIGN_UNTIL,
        "parties": [(u, None) for u in (world.ba_dinh, world.hoang_mai, world.long_bien)],
        "by": world.lan,
        "now": NOW,
    }
    return pledges.draft_pledge(**{**given, **changes})


def circulated(season: Season) -> Pledge:
    """Sent to the parties."""
    return pledges.circulate_pledge(pledge=draft(season), by=season.world.lan, now=NOW, place="Hà Nội")


def sign(pledge: Pledge, union: Union, by: User, password: str = PASSWORD, now: datetime = NOW) -> Signature:
    """Sign now."""
    return pledges.sign_pledge(
        pledge=pledge, union=union, by=by, password=password, address="192.0.2.7", now=now
    )


def in_force(season: Season) -> Pledge:
    """Signed by all: Hung, Lan, and Mai for the chair."""
    world, pledge = season.world, circulated(season)
    for union, user in (
        (world.ba_dinh, world.hung),
        (world.long_bien, world.lan),
        (world.hoang_mai, world.mai),
    ):
        sign(pledge, union, user)
    pledge.refresh_from_db()
    return pledge


def officer_of(union: Union, username: str, role: str = Role.CHAIR) -> User:
    """Another account with a post in a union."""
    early = at(2020, 1, 1)
    person = people.register_person(full_name=username.capitalize(), by=SYSTEM, now=early)
    people.appoint(
        person=person,
        union=union,
        title=f"Chức danh {username}",
        role=role,
        since=early.date(),
        by=SYSTEM,
        now=early,
    )
    return people.open_account(username=username, person=person, password=PASSWORD, by=SYSTEM, now=early)


def signed_target(season: Season) -> Target:
    """Ba Dinh's registered target of DV, in a pledge that its chair has signed and the others have not."""
    world = season.world
    sign(circulated(season), world.ba_dinh, world.hung)
    return Target.objects.get(union=world.ba_dinh, indicator=season.indicators["DV"], is_current=True)


def ask(season: Season, target: Target, value: str = "900", **changes: object) -> TargetChange:
    """Hoa asks for another target, with reason and document."""
    given = {
        "reason": "Ba đơn vị chuyển về quận khác",
        "document": "45/CV-LĐLĐ",
        "document_date": NOW.date(),
        "by": season.world.hoa,
        "now": NOW,
    }
    return target_changes.ask_target_change(target=target, value=Decimal(value), **{**given, **changes})
