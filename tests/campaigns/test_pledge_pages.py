"""The pages of pledges and targets: what each person sees and may do there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.choices import PledgeStatus, TargetKind
from campaigns.models import Pledge, Signature, Target
from campaigns.services import targets
from tests.campaigns.pledge_cast import SIGN_UNTIL, circulated, draft, in_force, officer_of, sign
from tests.cast import NOW, PASSWORD, Season, at
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.models import ClusterMembership
from units.services import clusters


@pytest.fixture(autouse=True)
def in_july() -> Iterator[None]:
    """The pages read the clock themselves."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_fault_is_summed_up_once(season: Season) -> None:
    data = {"union": season.world.ba_dinh.pk, "read": "on", "password": "no"}
    answer = post(season.world.hung, "pledge-sign", circulated(season).pk, **data)
    assert text_of(answer).count('class="summary"') == 1


# --- The pledge -------------------------------------------------------------------------------------------------
def test_page_shows_the_paper_and_my_place_to_sign(season: Season) -> None:
    page = text_of(get(season.world.hung, "pledge", circulated(season).pk))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "LĐLĐ THÀNH PHỐ HÀ NỘI",
        "CỤM THI ĐUA SỐ 1",
        "Điều 1. Chỉ tiêu đăng ký",
        "3.000",
        "1.500,0",
        "LĐLĐ QUẬN BA ĐÌNH<br>TM. BAN THƯỜNG VỤ",
        "Sign by the end of 15/08/2024",
        "0/3 have signed",
        "the 2 registered targets of your union are locked",
        "Your place to sign",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("quang", 200), ("kim", 200), ("nga", 200), ("vy", 404)]
)
def test_circulated_pledge_is_read_by_all_who_see_the_campaign(
    season: Season, name: str, status: int
) -> None:
    answer = get(season.world.users[name], "pledge", circulated(season).pk)
    assert answer.status_code == status
    assert b'name="password"' not in answer.content


@pytest.mark.parametrize(
    ("name", "status"), [("hoa", 200), ("quang", 200), ("kim", 404), ("nga", 404), ("vy", 404)]
)
def test_draft_is_read_by_the_parties_and_the_federations_staff(
    season: Season, name: str, status: int
) -> None:
    assert get(season.world.users[name], "pledge", draft(season).pk).status_code == status


def test_signing_takes_the_password_again(season: Season) -> None:
    pledge = circulated(season)
    data = {"union": season.world.ba_dinh.pk, "read": "on", "password": PASSWORD}
    answer = post(season.world.hung, "pledge-sign", pledge.pk, **data)
    assert (answer.status_code, answer.url) == (302, reverse("pledge", args=[pledge.pk]))
    kept = Signature.objects.get(signed_at__isnull=False)
    assert (kept.union, kept.signed_at, kept.address) == (season.world.ba_dinh, NOW, "127.0.0.1")


def test_faults_stand_in_place_and_the_password_is_never_sent_back(season: Season) -> None:
    pledge = circulated(season)
    data = {"union": season.world.ba_dinh.pk, "read": "on", "password": "mat-khau-sai"}
    answer = post(season.world.hung, "pledge-sign", pledge.pk, **data)
    assert answer.status_code == 422
    assert "The password is not right" in text_of(answer)
    assert b"mat-khau-sai" not in answer.content
    answer = post(season.world.hung, "pledge-sign", pledge.pk, union=season.world.ba_dinh.pk, password="x")
    assert answer.status_code == 422
    assert "Please read the pledge, then tick this box." in text_of(answer)
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


@pytest.mark.parametrize(("name", "status"), [("hoa", 403), ("lan", 403), ("kim", 403), ("vy", 404)])
def test_others_do_not_sign_for_ba_dinh(season: Season, name: str, status: int) -> None:
    data = {"union": season.world.ba_dinh.pk, "read": "on", "password": PASSWORD}
    answer = post(season.world.users[name], "pledge-sign", circulated(season).pk, **data)
    assert answer.status_code == status
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


@pytest.mark.parametrize("union", ["", "x", "999999", "99999999999999999999999"])
def test_signing_for_no_party_is_not_found(season: Season, union: str) -> None:
    answer = post(
        season.world.hung, "pledge-sign", circulated(season).pk, union=union, read="on", password="x"
    )
    assert answer.status_code == 404


def test_pledge_in_force_shows_stamps_and_the_deputys_title(season: Season) -> None:
    page = text_of(get(season.world.hoa, "pledge", in_force(season).pk))
    assert "In force since 20/07/2024" in page
    assert page.count("✓ Đã ký điện tử<br>20/07/2024, 09:00") == 3
    assert "TM. BAN THƯỜNG VỤ</b> KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH" in page
    assert "Hà Nội, ngày 20 tháng 07 năm 2024" in page


def test_page_of_a_tampered_text_says_so(season: Season) -> None:
    pledge = circulated(season)
    pledge.document["commitment"] = "Khác"
    Pledge.objects.filter(pk=pledge.pk).update(document=pledge.document)
    assert "does not fit the hash" in text_of(get(season.world.hung, "pledge", pledge.pk))


def test_changes_after_the_text_was_fixed_are_shown_with_their_reason(season: Season) -> None:
    pledge = circulated(season)
    with time_machine.travel(at(2024, 7, 21), tick=False):
        targets.set_targets(
            campaign=season.campaign,
            union=season.world.ba_dinh,
            kind=TargetKind.REGISTERED,
            values={season.indicators["DV"]: Decimal(1200)},
            by=season.world.hoa,
            reason="Thêm một khu công nghiệp",
            now=at(2024, 7, 21),
        )
        page = text_of(get(season.world.hung, "pledge", pledge.pk))
    assert "1.000 → 1.200 đoàn viên" in page
    assert "Thêm một khu công nghiệp" in page


def test_head_sends_the_draft_to_the_parties(season: Season) -> None:
    pledge = draft(season)
    assert "Send it to the parties for signing" in text_of(get(season.world.lan, "pledge", pledge.pk))
    data = {"commitment": "Cùng nhau làm tốt.", "place": "Hà Nội"}
    assert post(season.world.lan, "pledge-circulate", pledge.pk, **data).status_code == 302
    pledge.refresh_from_db()
    assert (pledge.status, pledge.document["commitment"]) == (PledgeStatus.SIGNING, "Cùng nhau làm tốt.")


def test_parties_look_at_the_draft_and_do_not_send_it(season: Season) -> None:
    pledge = draft(season)
    page = text_of(get(season.world.hung, "pledge", pledge.pk))
    assert "Send it to the parties for signing" not in page
    assert "prepared by LĐLĐ quận Long Biên" in page
    assert post(season.world.hung, "pledge-circulate", pledge.pk, commitment="x").status_code == 403


def test_draft_says_which_unions_have_registered_nothing(season: Season) -> None:
    extra = crowd(season, 1, cluster=season.world.cluster_1)[0]
    ClusterMembership.objects.create(
        cluster=season.world.cluster_1, union=extra, valid_from=at(2020, 1, 1).date()
    )
    parties = [(season.world.ba_dinh, None), (extra, None)]
    pledge = draft(season, parties=parties)
    page = text_of(get(season.world.quang, "pledge", pledge.pk))
    assert "1 union has registered no target yet" in page
    assert reverse("targets", args=[season.campaign.pk, extra.pk]) in page
    answer = post(season.world.quang, "pledge-circulate", pledge.pk, commitment="x")
    assert answer.status_code == 422
    assert "No registered target yet: Công đoàn cơ sở 0000" in text_of(answer)


def test_commitment_is_asked_for(season: Season) -> None:
    answer = post(season.world.lan, "pledge-circulate", draft(season).pk, commitment=" ")
    assert answer.status_code == 422


def test_verbs_are_posted(season: Season) -> None:
    pledge = circulated(season)
    for verb in ("pledge-sign", "pledge-circulate"):
        assert get(season.world.hung, verb, pledge.pk).status_code == 405


# --- Drafting ---------------------------------------------------------------------------------------------------
def test_head_drafts_with_the_members_chosen_already(season: Season) -> None:
    world = season.world
    answer = get(world.lan, "pledge-new", season.campaign.pk)
    assert answer.content.count(b'name="parties"') == answer.content.count(b"checked") == 3
    data = {
        "title": "Giao ước thi đua năm 2024",
        "sign_until": "2024-08-15",
        "parties": [f"{u.pk}-" for u in (world.long_bien, world.ba_dinh)],
    }
    made = post(world.lan, "pledge-new", season.campaign.pk, query=f"?cluster={world.cluster_1.pk}", **data)
    pledge = Pledge.objects.get()
    assert made.url == reverse("pledge", args=[pledge.pk])
    assert (pledge.sign_until, pledge.cluster) == (SIGN_UNTIL, world.cluster_1)
    assert list(pledge.signatures.values_list("union__code", flat=True)) == ["BD", "LB"]


def test_federation_chooses_a_cluster_or_all_and_drafts(season: Season) -> None:
    world = season.world
    page = text_of(get(world.quang, "pledge-new", season.campaign.pk))
    for choice in ("all", world.cluster_1.pk, world.cluster_2.pk):
        assert f'href="?cluster={choice}"' in page
    parties = [f"{world.long_bien.pk}-{world.cluster_1.pk}", f"{world.ha_dong.pk}-{world.cluster_2.pk}"]
    data = {"title": "Giao ước", "sign_until": "2024-08-15", "parties": parties}
    made = post(world.quang, "pledge-new", season.campaign.pk, query="?cluster=all", **data)
    assert made.status_code == 302
    pledge = Pledge.objects.get(cluster__isnull=True)
    assert list(pledge.signatures.values_list("cluster__code", flat=True)) == ["C1", "C2"]
    assert "TM. BAN THƯỜNG VỤ" in text_of(get(world.quang, "pledge", pledge.pk))


def test_faults_of_a_draft_stand_at_their_fields(season: Season) -> None:
    world = season.world
    query = f"?cluster={world.cluster_1.pk}"
    data = {"title": "", "sign_until": "2024-07-19", "parties": [f"{world.ba_dinh.pk}-"]}
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["title", "sign_until"]
    data |= {"title": "Giao ước", "sign_until": "2024-07-20"}
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert list(answer.context["form"].errors) == ["parties"]
    data["parties"] = [f"{world.ha_dong.pk}-"]
    answer = post(world.lan, "pledge-new", season.campaign.pk, query=query, **data)
    assert list(answer.context["form"].errors) == ["parties"]
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("name", ["hung", "minh", "kim", "nga"])
def test_others_find_nothing_to_draft(season: Season, name: str) -> None:
    user = season.world.users[name]
    assert "There is nothing for you to draft here" in text_of(get(user, "pledge-new", season.campaign.pk))
    query = f"?cluster={season.world.cluster_1.pk}"
    post(user, "pledge-new", season.campaign.pk, query=query, title="x", sign_until="2024-08-15")
    assert not Pledge.objects.exists()


# --- The list ---------------------------------------------------------------------------------------------------
def many(season: Season, count: int) -> None:
    for n in range(count):
        cluster = clusters.found_cluster(
            code=f"K{n}", name=f"Khối {n}", owner=season.world.city, by=None, now=NOW
        )
        pledge = Pledge.objects.create(
            campaign=season.campaign,
            cluster=cluster,
            title=f"Giao ước {n}",
            sign_until=SIGN_UNTIL,
            status=PledgeStatus.SIGNING,
            sha256="0" * 64,
            circulated_at=NOW,
        )
        Signature.objects.create(pledge=pledge, union=season.world.ba_dinh)


@pytest.mark.parametrize("count", [3, 300])
def test_list_takes_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    many(season, count)
    client = as_(season.world.hung)
    client.get(reverse("pledges"))
    with django_assert_num_queries(6):
        answer = client.get(reverse("pledges"))
    assert answer.context["page"].paginator.count == count


def test_list_is_narrowed_and_marks_what_waits_for_me(season: Season) -> None:
    pledge = circulated(season)
    page = text_of(get(season.world.hung, "pledges", campaign=season.campaign.pk, status=20))
    assert "Your turn to sign" in page
    assert "0/3" in page
    sign(pledge, season.world.ba_dinh, season.world.hung)
    assert "Your turn to sign" not in text_of(get(season.world.hung, "pledges"))
    assert "No pledge fits this choice" in text_of(get(season.world.hung, "pledges", status=30))
    assert "There is no pledge yet" in text_of(get(season.world.vy, "pledges"))


def test_head_is_offered_to_draft_until_the_pledge_exists(season: Season) -> None:
    link = reverse("pledge-new", args=[season.campaign.pk])
    assert link in text_of(get(season.world.lan, "pledges"))
    assert link not in text_of(get(season.world.hung, "pledges"))
    draft(season)
    assert link not in text_of(get(season.world.lan, "pledges"))


# --- Targets ----------------------------------------------------------------------------------------------------
def cell(season: Season, code: str) -> str:
    return f"t{season.indicators[code].pk}"


def test_union_registers_the_vietnamese_way(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Register the targets" in page
    assert f'name="{cell(season, "TD")}"' not in page
    data = {cell(season, "DV"): "1.250", cell(season, "KP"): "41.200,5"}
    assert post(world.hoa, "targets", *at_page, **data).status_code == 302
    held = Target.objects.filter(union=world.ba_dinh, is_current=True).order_by("indicator__order")
    assert [(t.kind, t.value) for t in held] == [
        ("registered", Decimal(1250)),
        ("registered", Decimal("41200.5")),
    ]


def test_faults_of_targets_stand_in_their_cells_and_nothing_is_saved(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    for typed, said in (
        ("1,250.5", "can be read in two ways"),
        ("nhiều", "is not a number"),
        ("-5", "cannot be negative"),
        ("1,5", "Only whole numbers are taken here."),
        ("", "cannot be emptied"),
    ):
        answer = post(
            world.hoa, "targets", *at_page, **{cell(season, "DV"): typed, cell(season, "KP"): "700"}
        )
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert list(answer.context["form"].errors) == [cell(season, "DV")]
    assert not Target.objects.filter(version=2).exists()


def test_federation_assigns_and_a_lower_registration_is_only_remarked(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    assert post(world.quang, "targets", *at_page, **{cell(season, "DV"): "1.100"}).status_code == 302
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Registered below the assigned target" in page
    assert "1 registered below the assigned one" in page
    assert (
        post(
            world.hoa, "targets", *at_page, **{cell(season, "DV"): "1.050", cell(season, "KP"): "500"}
        ).status_code
        == 302
    )


def test_target_in_the_pledge_asks_for_a_reason(season: Season) -> None:
    world, at_page = season.world, (season.campaign.pk, season.world.ba_dinh.pk)
    circulated(season)
    data = {cell(season, "DV"): "1.250", cell(season, "KP"): "500"}
    answer = post(world.hoa, "targets", *at_page, **data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert post(world.hoa, "targets", *at_page, reason="Thêm phường", **data).status_code == 302
    page = text_of(get(world.hoa, "targets", *at_page))
    assert "Thêm phường" in page
    assert "(replaced)" in page


@pytest.mark.parametrize(
    ("name", "status", "writes"),
    [("hoa", 200, True), ("hung", 200, True), ("quang", 200, True), ("lan", 200, False), ("kim", 200, False),
     ("minh", 200, False), ("nga", 404, False), ("vy", 404, False)],
)  # fmt: skip
def test_who_reads_and_who_sets_the_targets_of_ba_dinh(
    season: Season, name: str, status: int, writes: bool
) -> None:
    user, at_page = season.world.users[name], (season.campaign.pk, season.world.ba_dinh.pk)
    answer = get(user, "targets", *at_page)
    assert answer.status_code == status
    if status == 200:
        assert (answer.context["form"] is not None) == writes
        if not writes:
            assert post(user, "targets", *at_page, **{cell(season, "DV"): "5"}).status_code == 403
    assert not Target.objects.filter(version=2).exists()


def test_targets_page_takes_the_same_queries_for_any_number_of_indicators(
    season: Season, django_assert_num_queries: Any
) -> None:
    client, where = (
        as_(season.world.hoa),
        reverse("targets", args=[season.campaign.pk, season.world.ba_dinh.pk]),
    )
    client.get(where)
    with django_assert_num_queries(9):
        client.get(where)
    first = season.indicators["DV"]
    for n in range(300):
        first.pk, first.code, first.order = None, f"N{n}", 10 + n
        first.save(force_insert=True)
    with django_assert_num_queries(9):
        assert len(client.get(where).context["rows"]) == 302


def test_union_that_takes_no_part_has_no_targets_page(season: Season) -> None:
    assert get(season.world.quang, "targets", season.campaign.pk, season.world.city.pk).status_code == 404


def test_pledge_page_takes_the_same_queries_for_any_number_of_parties(
    season: Season, django_assert_num_queries: Any
) -> None:
    pledge = circulated(season)
    where, client = reverse("pledge", args=[pledge.pk]), as_(season.world.hung)
    client.get(where)
    with django_assert_num_queries(7):
        client.get(where)
    officer_of(season.world.ba_dinh, "them")
    Signature.objects.bulk_create(
        Signature(pledge=pledge, union=u, order=9) for u in crowd(season, 300, cluster=season.world.cluster_1)
    )
    with django_assert_num_queries(7):
        client.get(where)
