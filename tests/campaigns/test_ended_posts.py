"""Who left a post, and whose union left the tree, reads what had begun by then, as it now is, and nothing begun later.

The campaign is launched on 10/01/2024; entry of phase 1 opens on 01/07, that of phase 2 on 01/10; cluster 1's pledge is circulated
on 20/07. It is November.
"""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from campaigns.choices import PhaseStatus
from campaigns.models import Campaign, Participant, Phase, Pledge
from campaigns.permissions import may_enter, may_read_evidence
from campaigns.queries import campaigns, dashboard, standings
from campaigns.queries.targets import unions_with_targets
from campaigns.services import sheets
from common.errors import Refusal
from tests.campaigns.pledge_cast import circulated
from tests.cast import NOW, START, Season, add_person, at
from tests.pages import get, text_of
from units.actors import SYSTEM
from units.choices import Level, Role
from units.directory import found_unions, visible_clusters
from units.models import Affiliation, Appointment, Document, Union, User
from units.permissions import account_refusal, may_keep, may_read_document
from units.scope import acts_for, scope_of
from units.services import people, unions
from units.services.notices import writers_of

TODAY = at(2024, 11, 1, 9)
SECOND = at(2024, 10, 1)


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    """Who asks for a scope asks as of today."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def year(season: Season) -> Season:
    """The season with its second phase and the pledge."""
    first, world = season.phase, season.world
    second = Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=SECOND, entry_closes_at=at(2025, 1, 1), status=PhaseStatus.OPEN,
    )  # fmt: skip
    for sheet in Participant.objects.filter(phase=first).select_related("union", "cluster", "table"):
        sheets.enrol(
            phase=second, union=sheet.union, cluster=sheet.cluster, table=sheet.table, by=SYSTEM, now=NOW
        )
    sheets.prepare_sheets(phase=second, by=SYSTEM, now=NOW)
    circulated(season)
    assert world.season is season
    return season


def fresh(user: User) -> User:
    """The account as the next request loads it."""
    return User.objects.select_related("person").get(pk=user.pk)


def numbers(user: User) -> list[int]:
    return list(Phase.objects.visible_to(fresh(user)).order_by("number").values_list("number", flat=True))


def own(user: User) -> list[tuple[str, int]]:
    """Sheets that the person reads."""
    rows = Participant.objects.visible_to(fresh(user)).order_by("union__code", "phase__number")
    return list(rows.values_list("union__code", "phase__number"))


# --- Posts that ended ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("until", "campaign", "phases", "pledge"),
    [
        (date(2024, 1, 10), False, [], False),
        (date(2024, 1, 11), True, [], False),
        (date(2024, 7, 1), True, [], False),
        (date(2024, 7, 2), True, [1], False),
        (date(2024, 7, 20), True, [1], False),
        (date(2024, 7, 21), True, [1], True),
        (date(2024, 10, 1), True, [1], True),
        (date(2024, 10, 2), True, [1, 2], True),
    ],
)
def test_an_ended_post_reads_what_had_begun_by_its_last_day(
    year: Season, until: date, campaign: bool, phases: list[int], pledge: bool
) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=until)
    assert Campaign.objects.visible_to(fresh(tam)).exists() is campaign
    assert numbers(tam) == phases
    assert own(tam) == [("BD", n) for n in phases]
    assert Pledge.objects.visible_to(fresh(tam)).exists() is pledge


def test_the_pages_of_an_ended_post_name_no_later_phase(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=date(2024, 9, 1))
    second = Phase.objects.get(number=2)
    page = text_of(get(tam, "campaign", year.campaign.pk))
    assert ("Đợt 1" in page, "Đợt 2" in page) == (True, False)
    page = text_of(get(tam, "campaigns"))
    assert ("Đợt 1" in page, "Đợt 2" in page) == (True, False)
    assert get(tam, "standings", second.pk).status_code == 404
    assert (
        get(tam, "sheet", Participant.objects.get(phase=second, union=year.world.ba_dinh).pk).status_code
        == 404
    )
    assert get(tam, "sheet", year.sheet(year.world.ba_dinh).pk).status_code == 200


def test_an_ended_post_reads_figures_as_they_now_are_and_writes_none(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 7, 15))
    year.enter(world.ba_dinh, world.hoa, dv="801")
    assert "801" in text_of(get(tam, "sheet", year.sheet(world.ba_dinh).pk))
    assert not may_enter(fresh(tam), year.sheet(world.ba_dinh))
    with pytest.raises(Refusal):
        year.enter(world.ba_dinh, fresh(tam), kp="5")


def test_drafts_are_for_posts_that_last(season: Season) -> None:
    world = season.world
    Campaign.objects.create(code="N", name="N", year=2025, owner=world.city)
    tam = add_person(world, "tam", world.city, until=date(2024, 10, 1))
    seen = [Campaign.objects.visible_to(fresh(u)).filter(code="N").exists() for u in (world.quang, tam)]
    assert seen == [True, False]


def test_an_ended_post_besides_a_present_one_keeps_its_own_end(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 9, 1))
    people.appoint(
        person=tam.person, union=world.ha_dong, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    assert numbers(tam) == [1, 2]
    assert own(tam) == [("BD", 1), ("HD", 1), ("HD", 2)]
    second = Phase.objects.get(number=2)
    shown = [[c.name for c in standings.clusters_shown_to(fresh(tam), p)] for p in (year.phase, second)]
    assert shown == [[world.cluster_1.name, world.cluster_2.name], [world.cluster_2.name]]


def test_a_federations_ended_post_has_no_dashboard_of_a_later_phase(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.city, until=date(2024, 9, 1))
    people.appoint(
        person=tam.person, union=world.ba_dinh, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    second = Phase.objects.get(number=2)
    reach = [dashboard.reach_of(fresh(tam), phase).whole for phase in (year.phase, second)]
    assert reach == [True, False]
    assert dashboard.sees_progress(fresh(tam), year.campaign)
    row = campaigns.rows(fresh(tam), [year.campaign], TODAY)[0]
    assert row.sees_progress


def test_a_leading_unions_ended_post_reads_the_members_sheets_of_its_time(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.long_bien, until=date(2024, 9, 1))
    assert own(tam) == [("BD", 1), ("HM", 1), ("LB", 1)]


def test_a_post_held_again_after_a_gap_reads_everything_again(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 7, 2))
    assert numbers(tam) == [1]
    Appointment.objects.create(
        person=tam.person, post=Appointment.objects.get(person=tam.person).post, valid_from=TODAY.date()
    )
    assert (numbers(tam), own(tam)) == ([1, 2], [("BD", 1), ("BD", 2)])
    assert acts_for(fresh(tam), world.ba_dinh.pk)


def test_a_post_that_begins_later_reads_nothing_yet(year: Season) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, since=date(2024, 11, 2))
    assert (numbers(tam), own(tam), Pledge.objects.visible_to(fresh(tam)).count()) == ([], [], 0)


@pytest.mark.parametrize(("moment", "reads"), [(at(2024, 8, 31, 23), True), (at(2024, 9, 1), False)])
def test_an_ended_post_reads_documents_kept_by_its_last_day(
    year: Season, moment: datetime, reads: bool
) -> None:
    tam = add_person(year.world, "tam", year.world.ba_dinh, until=date(2024, 9, 1))
    kept = document(year.world.ba_dinh, year.world.hoa, moment)
    assert may_read_document(fresh(tam), kept) is reads


def test_evidence_of_a_phase_begun_in_time_is_read_whenever_it_came(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.ba_dinh, until=date(2024, 9, 1))
    late = document(world.ba_dinh, world.hoa, at(2024, 10, 15))
    year.result(world.ba_dinh, "DV").evidence.create(document=late)
    assert (may_read_document(fresh(tam), late), may_read_evidence(fresh(tam), late)) == (True, True)


def test_targets_are_read_by_posts_that_reached_the_union_in_the_campaign(year: Season) -> None:
    world = year.world
    seen = {}
    for name, until in (("before", date(2024, 1, 10)), ("after", date(2024, 1, 11))):
        tam = add_person(world, name, world.city, until=until)
        seen[name] = set(unions_with_targets(fresh(tam), year.campaign).values_list("code", flat=True))
    assert seen == {"before": set(), "after": {"BD", "LB", "HM", "HD"}}


def test_clusters_that_had_no_member_in_time_are_not_found(year: Season) -> None:
    world = year.world
    tam = add_person(world, "tam", world.city, until=START.replace(day=2))
    gone = add_person(world, "gone", world.city, since=date(2019, 1, 1), until=START)
    assert set(visible_clusters(fresh(tam))) == {world.cluster_1, world.cluster_2}
    assert set(visible_clusters(fresh(gone))) == set()


# --- Unions that left ---------------------------------------------------------------------------------------------
def document(union: Union, by: User, moment: datetime) -> Document:
    return Document.objects.create(union=union, name="a.pdf", size=1, uploaded_by=by, uploaded_at=moment)


def dissolve(union: Union, on: date) -> None:
    """The union leaves the tree for good."""
    Affiliation.objects.filter(union=union).update(valid_to=on)


def test_a_dissolved_union_is_found_by_who_reached_it_and_kept_by_nobody(year: Season) -> None:
    world = year.world
    kept = document(world.ba_dinh, world.hoa, NOW)
    dissolve(world.ba_dinh, date(2024, 9, 1))
    for user in (world.quang, world.kim, world.hoa):
        assert list(found_unions(fresh(user), "ba dinh")) == [world.ba_dinh]
        assert get(user, "unit", world.ba_dinh.pk).status_code == 200
        assert ("BD", 1) in own(user)
        assert get(user, "pledge", Pledge.objects.get().pk).status_code == 200
        assert may_read_document(fresh(user), kept)
        assert not may_keep(fresh(user), world.ba_dinh)
    assert not found_unions(fresh(world.nga), "ba dinh").exists()


def test_nobody_acts_for_a_dissolved_union_or_is_told_about_it(year: Season) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    hoa = fresh(world.hoa)
    assert (acts_for(fresh(hoa), world.ba_dinh.pk), scope_of(hoa).writing_ids, scope_of(hoa).main) == (
        False,
        [],
        None,
    )
    assert writers_of([world.ba_dinh.pk], now=TODAY) == {}
    assert len(writers_of([world.ba_dinh.pk], now=NOW)[world.ba_dinh.pk]) == 2
    assert (numbers(hoa), own(hoa)) == ([1], [("BD", 1)])


def test_the_launching_federation_reads_the_sheet_of_a_union_that_left_before_the_phase_began(
    year: Season,
) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    assert ("BD", 2) in own(world.quang)
    above = add_person(world, "above", world.confederation)
    assert [n for code, n in own(above) if code == "BD"] == [1]


def test_a_union_that_moved_is_read_by_either_side_as_of_its_time(year: Season) -> None:
    world = year.world
    shop = unions.found_union(
        code="X", name="X", level=Level.GRASSROOTS, parent=world.ba_dinh, since=START, by=SYSTEM, now=NOW
    )
    for phase in Phase.objects.all():
        sheets.enrol(phase=phase, union=shop, cluster=None, table=None, by=SYSTEM, now=NOW)
    unions.affiliate_union(union=shop, parent=world.long_bien, since=date(2024, 9, 1), by=SYSTEM, now=NOW)
    read = {u: [n for code, n in own(world.users[u]) if code == "X"] for u in ("hoa", "lan", "nga", "quang")}
    assert read == {"hoa": [1], "lan": [1, 2], "nga": [], "quang": [1, 2]}
    assert [may_keep(fresh(world.users[u]), shop) for u in ("hoa", "lan")] == [False, True]


def test_a_person_of_a_dissolved_union_is_kept_by_the_administrators_above(year: Season) -> None:
    world = year.world
    dissolve(world.ba_dinh, date(2024, 9, 1))
    people.appoint(
        person=world.hoa.person, union=world.ha_dong, title="Cán bộ mới", role=Role.OFFICER, since=date(2024, 9, 1),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    boss = add_person(world, "boss", world.ha_dong, title="Quản trị", role=Role.ADMINISTRATOR)
    assert get(world.an, "account", world.hung.person_id).status_code == 200
    refusals = [
        account_refusal(fresh(by), who.person, TODAY)
        for by, who in ((world.an, world.hung), (boss, world.hoa))
    ]
    assert refusals == ["", ""]
