"""A workbook is a file that its sender wrote: it gives its importer no right that the pages would not."""

from datetime import date

import pytest

from campaigns.imports import import_workbook
from common.errors import Refusal
from tests.attacks.import_cast import (
    ADMINISTRATORS,
    ELSEWHERE,
    KEEPERS,
    administrator,
    bring,
    hoa,
    post,
    quang,
    told,
)
from tests.attacks.test_import_by_administrators import alone
from tests.cast import NOW, START, World
from units.actors import SYSTEM
from units.choices import Role
from units.models import Appointment, Cluster, ClusterMembership, Person, Union
from units.scope import scope_of
from units.services import clusters, people


@pytest.mark.parametrize("union", ["HN", "TLD", "LB"])
def test_nobody_gives_himself_a_post_above_or_beside_his_union(world: World, union: str) -> None:
    before = Appointment.objects.count()
    assert told(bring(world.hoa, people=[hoa(union=union)])) == [KEEPERS]
    assert Appointment.objects.count() == before


def test_nobody_gives_somebody_else_a_post_at_the_federation(world: World) -> None:
    assert told(bring(world.hoa, people=[post(union="HN")])) == [KEEPERS]


def test_an_officer_does_not_appoint_himself_chair_to_sign(world: World) -> None:
    assert told(bring(world.hoa, people=[hoa(title="Phó Chủ tịch", role="vice_chair")])) == [
        "Nobody appoints himself. Please ask another administrator to enter this post."
    ]
    world.hoa.__dict__.pop("_scope", None)
    assert scope_of(world.hoa).signs_for(world.ba_dinh.pk) is None


def test_an_officer_does_not_put_off_the_end_of_his_own_post(world: World) -> None:
    held = Appointment.objects.filter(person=world.hoa.person)
    held.update(valid_to=date(2100, 1, 1))
    row = hoa(title="Cán bộ", valid_from=START)
    assert told(bring(world.hoa, people=[row])) == [
        "Nobody appoints himself. Please ask another administrator to enter this post."
    ]
    assert held.get().valid_to == date(2100, 1, 1)


def test_an_officer_makes_nobody_an_administrator(world: World) -> None:
    """Who keeps accounts could act through any of them; nor does one enter any other post."""
    for row in (
        post(title="Quản trị", role="administrator"),
        hoa(title="Quản trị", role="administrator"),
        hoa(title="Phó Chủ tịch", role="vice_chair"),
        post(),
    ):
        assert told(bring(world.hung, people=[row])) == [
            "Only administrators of this union, or of one above it, may do this. Please ask them."
        ]
    assert not Appointment.objects.filter(post__union=world.ba_dinh, post__role=Role.ADMINISTRATOR).exists()


def test_no_union_is_founded_beside_the_tree_or_under_somebody_elses(world: World) -> None:
    new = {"code": "X", "name": "X", "short_name": "X", "level": "city", "valid_from": START}
    for parent in ("", "HN", "TLD", "LB"):
        assert told(bring(world.hoa, unions=[{**new, "parent": parent}])) == [KEEPERS], parent
    assert not Union.objects.filter(code="X").exists()


def test_nobody_hangs_the_federation_below_his_own_union(world: World) -> None:
    rows = [{"code": "HN", "name": "LĐLĐ thành phố Hà Nội", "short_name": "LĐLĐ thành phố Hà Nội", "level": "city",
             "sector": "union_body", "parent": "BD", "valid_from": date(2024, 7, 1)}]  # fmt: skip
    outcome = bring(world.hoa, unions=rows)
    assert KEEPERS in told(outcome)
    assert world.city.affiliations.get(valid_to=None).parent == world.confederation


def test_a_post_lent_to_a_superior_gives_no_right_to_his_name_and_address(world: World) -> None:
    keeper = administrator(world)
    role = Role.OFFICER
    people.appoint(
        person=world.quang.person,
        union=world.ba_dinh,
        title="Trợ lý",
        role=role,
        since=START,
        by=SYSTEM,
        now=NOW,
    )
    taken = {**quang(valid_from=START), "email": "hoa@example.vn"}
    assert told(bring(world.hoa, people=[taken])) == [ADMINISTRATORS]
    assert told(bring(keeper, people=[taken])) == [ELSEWHERE]
    assert Person.objects.get(user__username="quang").email == "quang@example.vn"


def test_people_of_other_unions_are_not_ended_or_renamed(world: World) -> None:
    lan = post(
        username="lan",
        full_name="Lan",
        email="lan@example.vn",
        union="LB",
        title="Chủ tịch",
        role="chair",
        valid_from=START,
    )
    assert told(bring(world.hoa, people=[{**lan, "valid_to": date(2024, 7, 1)}])) == [KEEPERS]
    assert told(bring(world.hoa, people=[{**lan, "full_name": "Lan khác"}])) == [KEEPERS]
    assert Appointment.objects.get(person=world.lan.person).valid_to is None


def test_clusters_of_the_federation_are_not_changed_from_below(world: World) -> None:
    c1 = {"code": "C1", "name": "Cụm của tôi", "kind": "area", "owner": "HN"}
    assert told(bring(world.hoa, clusters=[c1])) == [KEEPERS]
    assert told(bring(world.hoa, clusters=[{**c1, "owner": "BD"}])) == [KEEPERS]
    assert told(bring(world.hoa, members=[{"cluster": "C1", "union": "BD", "valid_from": NOW.date()}])) == [
        KEEPERS,
        "The union is a member of this cluster from 01/01/2020 on already. Choose other days.",
    ]
    assert KEEPERS in told(bring(world.hoa, terms=[{"cluster": "C1", "year": 2023, "leader": "BD"}]))
    assert Cluster.objects.get(code="C1").name == "Cụm thi đua số 1"


def test_a_cluster_of_ones_own_takes_no_foreign_members_whose_pages_it_would_open(world: World) -> None:
    own = {"code": "B1", "name": "Cụm riêng", "kind": "area", "owner": "BD"}
    members = [{"cluster": "B1", "union": code, "valid_from": START} for code in ("BD", "LB")]
    assert told(bring(world.hoa, clusters=[own], members=members)) == [KEEPERS]
    assert not ClusterMembership.objects.filter(cluster__code="B1").exists()


def test_a_service_refuses_a_foreign_member_too(world: World) -> None:
    own = clusters.found_cluster(code="B1", name="Cụm riêng", owner=world.ba_dinh, by=world.hoa, now=NOW)
    with pytest.raises(Refusal):
        clusters.join_cluster(cluster=own, union=world.ha_dong, since=START, by=world.hoa, now=NOW)


def test_a_workbook_without_columns_of_accounts_or_campaigns_gives_no_more_rights(world: World) -> None:
    row = {key: value for key, value in hoa(title="Chủ tịch", role="chair").items() if key != "username"}
    outcome = import_workbook(file=alone(people=[{**row, "union": "LB"}]), by=world.hoa, now=NOW)
    assert told(outcome) == [KEEPERS]
