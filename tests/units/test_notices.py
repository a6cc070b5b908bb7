"""Notices: written once, read by their person, sent once."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, World, after, at
from units.models import Notice, Union
from units.notices import UnknownKind
from units.services import notices

SAID = {"sender": "LĐLĐ thành phố Hà Nội", "phase": "Đợt 1"}


def tell(world: World, *names: str, key: str = "k", url: str = "/units/") -> int:
    people = [getattr(world, n).person_id for n in names]
    return notices.notify(people=people, kind="phase_closed", key=key, values=SAID, url=url, now=NOW)


def test_the_same_key_is_written_once_a_person(world: World) -> None:
    assert [tell(world, "hoa"), tell(world, "hoa", "hung"), tell(world, "hoa", "hoa", key="l")] == [1, 1, 1]


def test_a_long_title_is_cut_and_not_refused(world: World) -> None:
    notices.notify(
        people=[world.hoa.person_id],
        kind="phase_closed",
        key="k",
        values={**SAID, "phase": "ă" * 300},
        now=NOW,
    )
    assert Notice.objects.get().title == "ă" * 200


@pytest.mark.parametrize(
    ("kind", "values", "fault"), [("gossip", SAID, UnknownKind), ("phase_closed", {"phase": "x"}, KeyError)]
)
def test_what_cannot_be_put_into_words_is_not_written(
    world: World, kind: str, values: dict[str, str], fault: type[Exception]
) -> None:
    same = {"kind": kind, "key": "k", "values": values, "now": NOW}
    with pytest.raises(fault):
        notices.notify(people=[world.hoa.person_id], **same)
    with pytest.raises(fault):
        notices.notify_writers(unions=Union.objects.values("pk"), **same)
    assert Notice.objects.count() == 0


def test_a_notice_speaks_the_language_of_whoever_reads(world: World, client: Client) -> None:
    tell(world, "hoa")
    client.force_login(world.hoa)
    said = []
    for code in ("en", "vi"):
        client.cookies.load({"django_language": code})
        said.append(client.get("/notices/").content.decode())
    assert ["provisional points are ready" in page for page in said] == [True, False]
    assert "Đợt 1 đã chốt" in said[1]


def test_writers_are_those_of_the_day_in_hanoi(world: World) -> None:
    person = world.hung.person
    person.appointments.update(valid_from=at(2024, 7, 20).date())
    midnight = at(2024, 7, 20)
    before, then = (
        notices.writers_of([world.ba_dinh.pk], now=m) for m in (after(midnight, seconds=-1), midnight)
    )
    assert before == {world.ba_dinh.pk: [world.hoa.person_id]}
    assert sorted(then[world.ba_dinh.pk]) == sorted([world.hoa.person_id, person.pk])


def test_an_inspector_is_no_writer(world: World) -> None:
    assert notices.writers_of([world.city.pk], now=NOW) == {
        world.city.pk: [world.quang.person_id, world.an.person_id]
    }


def test_opening_marks_as_read_and_leads_on(world: World, client: Client) -> None:
    tell(world, "hoa")
    notice = Notice.objects.get()
    client.force_login(world.hoa)
    answer = client.post(reverse("notice-open", args=[notice.pk]))
    notice.refresh_from_db()
    assert (answer.status_code, answer["Location"], notice.read_at is not None) == (302, "/units/", True)


def test_a_notice_never_leads_off_the_site(world: World, client: Client) -> None:
    tell(world, "hoa", url="https://example.com/")
    client.force_login(world.hoa)
    answer = client.post(reverse("notice-open", args=[Notice.objects.get().pk]))
    assert answer["Location"] == reverse("notices")


def test_reading_the_address_writes_nothing(world: World, client: Client) -> None:
    tell(world, "hoa")
    client.force_login(world.hoa)
    assert client.get(reverse("notice-open", args=[Notice.objects.get().pk])).url == reverse("notices")
    assert Notice.objects.get().read_at is None


def test_somebody_elses_notice_is_not_there(world: World, client: Client) -> None:
    tell(world, "hoa")
    client.force_login(world.hung)
    assert client.post(reverse("notice-open", args=[Notice.objects.get().pk])).status_code == 404
    assert list(client.get(reverse("notices")).context["page"]) == []


def test_unread_stand_on_top_and_all_are_marked_at_once(world: World, client: Client) -> None:
    for n in range(3):
        tell(world, "hoa", "hung", key=f"k{n}")
    read = Notice.objects.filter(person=world.hoa.person, key="k2").get()
    notices.mark_read(notice=read, by=world.hoa, now=NOW)
    client.force_login(world.hoa)
    page = client.get(reverse("notices")).context
    assert ([n.key for n in page["page"]], page["unread"]) == (["k1", "k0", "k2"], 2)
    client.post(reverse("notices"))
    unread = Notice.objects.filter(read_at__isnull=True)
    assert set(unread.values_list("person__full_name", flat=True)) == {"Hung"}


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_takes_the_same_queries_for_3_and_300(
    world: World, client: Client, django_assert_num_queries: object, count: int
) -> None:
    for n in range(count):
        tell(world, "hoa", key=f"k{n}")
    client.force_login(world.hoa)
    with django_assert_num_queries(5):
        assert len(client.get(reverse("notices")).context["page"]) == min(count, 20)
