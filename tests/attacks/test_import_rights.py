"""A workbook is a file that its sender wrote: it gives its importer no right that the pages would not."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from campaigns.choices import CampaignStatus
from campaigns.models import Campaign, Participant
from campaigns.services import closing
from campaigns.services.workbook import Outcome, import_workbook
from campaigns.workbook.writing import write_workbook
from tests.cast import CLOSES, NOW, START, Season, World
from units.choices import Role
from units.models import Appointment, Cluster, ClusterMembership, Person, Union, User
from units.scope import scope_of
from units.services import clusters, jobs, people

MINE = {"code": "BD-1", "name": "Phong trào của Ba Đình", "year": 2024, "owner": "BD"}
KEEPERS = "Only staff of this union, or of one above it, may change this. Leave the row as the system has it, or ask them."


def bring(by: User, **sheets: list[dict[str, Any]]) -> Outcome:
    """Import a small workbook of Ba Dinh's own."""
    file = BytesIO()
    write_workbook(file, {"campaign": [MINE], **sheets})
    return import_workbook(file=file, by=by, now=NOW)


def told(outcome: Outcome) -> list[str]:
    return [f.message for f in outcome.faults.shown]


def post(**changes: Any) -> dict[str, Any]:
    """A row of the sheet of people."""
    row = {
        "full_name": "Ai đó",
        "union": "BD",
        "title": "Trợ lý",
        "role": "officer",
        "valid_from": date(2024, 7, 1),
    }
    return {**row, **changes}


def hoa(**changes: Any) -> dict[str, Any]:
    return post(username="hoa", full_name="Hoa", email="hoa@example.vn", **changes)


def quang(**changes: Any) -> dict[str, Any]:
    return post(username="quang", full_name="Quang", email="quang@example.vn", **changes)


@pytest.mark.parametrize("union", ["HN", "TLD", "LB", "HD"])
def test_nobody_gives_himself_a_post_above_or_beside_his_union(world: World, union: str) -> None:
    before = Appointment.objects.count()
    assert told(bring(world.hoa, people=[hoa(union=union)])) == [KEEPERS]
    assert Appointment.objects.count() == before


def test_nobody_gives_somebody_else_a_post_at_the_federation(world: World) -> None:
    assert told(bring(world.hoa, people=[post(union="HN")])) == [KEEPERS]


def test_an_officer_does_not_appoint_himself_chair_to_sign(world: World) -> None:
    assert told(bring(world.hoa, people=[hoa(title="Chủ tịch", role="chair")])) == [
        "Nobody appoints himself. Ask a colleague, or the union above, to enter this row."
    ]
    world.hoa.__dict__.pop("_scope", None)
    assert scope_of(world.hoa).signs_for(world.ba_dinh.pk) is None


def test_an_officer_does_not_put_off_the_end_of_his_own_post(world: World) -> None:
    held = Appointment.objects.filter(person=world.hoa.person)
    held.update(valid_to=date(2100, 1, 1))
    row = hoa(title="Cán bộ", valid_from=START)
    assert told(bring(world.hoa, people=[row])) == [
        "Nobody appoints himself. Ask a colleague, or the union above, to enter this row."
    ]
    assert held.get().valid_to == date(2100, 1, 1)


def test_an_officer_makes_nobody_an_administrator(world: World) -> None:
    """Who keeps accounts could act through any of them."""
    for row in (post(title="Quản trị", role="administrator"), hoa(title="Quản trị", role="administrator")):
        assert told(bring(world.hung, people=[row])) == [
            "Only administrators of this union, or of one above it, may do this. Please ask them."
        ]
    assert not Appointment.objects.filter(post__union=world.ba_dinh, post__role=Role.ADMINISTRATOR).exists()


def test_a_colleague_and_an_administrator_may_enter_a_post(world: World) -> None:
    assert told(bring(world.hung, people=[hoa(title="Phó Chủ tịch", role="vice_chair")])) == []
    keeper = people.register_person(full_name="Quản", by=None, now=NOW)
    user = people.open_account(username="quan", person=keeper, password="Mot-mat-khau-dai", by=None, now=NOW)
    people.appoint(
        person=keeper,
        union=world.ba_dinh,
        title="Quản trị",
        role=Role.ADMINISTRATOR,
        since=START,
        by=None,
        now=NOW,
    )
    row = post(username="quan", full_name="Quản", title="Thư ký")
    assert told(bring(user, people=[row])) == []


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
    assert told(bring(world.hoa, people=[quang()])) == []  # a post at Ba Dinh for Quang of the federation
    taken = {**quang(), "email": "hoa@example.vn"}
    assert told(bring(world.hoa, people=[taken])) == [KEEPERS]
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
    assert told(bring(world.hoa, members=[{"cluster": "C2", "union": "BD", "valid_from": START}])) == [
        KEEPERS
    ]
    assert KEEPERS in told(bring(world.hoa, terms=[{"cluster": "C1", "year": 2023, "leader": "BD"}]))
    assert Cluster.objects.get(code="C1").name == "Cụm thi đua số 1"


def test_a_cluster_of_ones_own_takes_no_foreign_members_whose_pages_it_would_open(world: World) -> None:
    own = {"code": "B1", "name": "Cụm riêng", "kind": "area", "owner": "BD"}
    members = [{"cluster": "B1", "union": code, "valid_from": START} for code in ("BD", "HD")]
    assert told(bring(world.hoa, clusters=[own], members=members)) == [KEEPERS]
    assert not ClusterMembership.objects.filter(cluster__code="B1").exists()


def test_a_service_refuses_a_foreign_member_too(world: World) -> None:
    from common.errors import Refusal

    own = clusters.found_cluster(code="B1", name="Cụm riêng", owner=world.ba_dinh, by=world.hoa, now=NOW)
    with pytest.raises(Refusal):
        clusters.join_cluster(cluster=own, union=world.ha_dong, since=START, by=world.hoa, now=NOW)


def test_unions_that_are_not_ones_own_are_not_enrolled(world: World) -> None:
    phase = {"number": 1, "name": "Đợt 1", "period_from": date(2024, 1, 1), "period_to": date(2024, 6, 30),
             "entry_opens_at": "2024-07-01T00:00", "entry_closes_at": "2024-08-01T00:00"}  # fmt: skip
    outcome = bring(world.hoa, phases=[phase], participants=[{"phase_number": 1, "union": "HD"}])
    assert told(outcome) == [KEEPERS]
    assert not Participant.objects.exists()


def foreign(**sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """Sheets that guess what another federation's campaign holds."""
    phase = {"number": 1, "name": "?", "period_from": date(2024, 1, 1), "period_to": date(2024, 7, 31),
             "entry_opens_at": "2024-07-01T00:00", "entry_closes_at": "2024-08-01T00:00"}  # fmt: skip
    figure = {"phase_number": 1, "union": "HM", "indicator": "DV", "state": "reported", "value": 1}
    target = {"union": "HM", "indicator": "DV", "kind": "registered", "value": 1}
    return {"phases": [phase], "results": [figure], "targets": [target], **sheets}


@pytest.mark.parametrize("owner", ["HN", "BD"])
def test_faults_tell_nothing_of_what_another_federations_campaign_holds(season: Season, owner: str) -> None:
    season.enter(season.world.hoang_mai, season.world.minh, dv="777")
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    campaign = {**MINE, "code": "HN-2024", "owner": owner}
    file = BytesIO()
    write_workbook(file, {"campaign": [campaign], **foreign()})
    outcome = import_workbook(file=file, by=season.world.hoa, now=CLOSES)
    words = " ".join(told(outcome) + [str(w) for w in outcome.faults.warnings])
    assert outcome.faults.total > 0
    assert "777" not in words
    assert "Đợt 1" not in words
    assert "write what is stored" not in words.lower()


def test_an_inspector_and_an_officer_whose_post_has_ended_import_nothing(season: Season) -> None:
    world = season.world
    Appointment.objects.filter(person=world.hoa.person).update(valid_to=date(2024, 7, 20))
    for user in (world.kim, world.vy, User.objects.get(username="hoa")):
        outcome = bring(user)
        assert (outcome.faults.total, Campaign.objects.filter(code="BD-1").exists()) == (1, False), user


def test_the_right_is_looked_at_when_the_job_runs_not_when_it_was_asked_for(
    world: World, time_machine: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from campaigns.services.workbook import ask_import

    time_machine.move_to(NOW, tick=False)
    file = BytesIO()
    write_workbook(file, {"campaign": [MINE]})
    ask_import(upload=SimpleUploadedFile("a.xlsx", file.getvalue()), by=world.hoa, now=NOW)
    Appointment.objects.filter(person=world.hoa.person).update(valid_to=NOW.date())
    jobs.run_all(now=NOW)
    assert not Campaign.objects.filter(code="BD-1").exists()


def test_a_workbook_launches_nothing_and_carries_no_status(world: World) -> None:
    assert told(bring(world.hoa)) == []
    assert Campaign.objects.get(code="BD-1").status == CampaignStatus.DRAFT


def test_drafts_of_another_federation_are_no_parents(season: Season) -> None:
    Campaign.objects.filter(pk=season.campaign.pk).update(status=CampaignStatus.DRAFT, launched_at=None)
    file = BytesIO()
    write_workbook(file, {"campaign": [{**MINE, "parent": "HN-2024"}]})
    outcome = import_workbook(file=file, by=season.world.hoa, now=NOW)
    assert told(outcome) == ["There is no campaign “HN-2024” yet. Import it first, or leave the cell empty."]
