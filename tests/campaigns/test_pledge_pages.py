"""The page of a pledge: what each person sees and may do there."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from campaigns.choices import PledgeStatus, TargetKind
from campaigns.models import Pledge, Signature
from campaigns.services import targets
from tests.campaigns.pledge_cast import circulated, draft, in_force, officer_of
from tests.cast import NOW, PASSWORD, Season, at
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of
from units.models import ClusterMembership

pytestmark = pytest.mark.usefixtures("in_july")


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
        "the 2 targets of your union in it are locked",
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


def test_a_fault_is_summed_up_once(season: Season) -> None:
    data = {"union": season.world.ba_dinh.pk, "read": "on", "password": "no"}
    answer = post(season.world.hung, "pledge-sign", circulated(season).pk, **data)
    assert text_of(answer).count('class="summary"') == 1


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
    assert list(answer.context["circulating"].errors) == ["commitment"]


def test_verbs_are_posted(season: Season) -> None:
    pledge = circulated(season)
    for verb in ("pledge-sign", "pledge-circulate"):
        assert get(season.world.hung, verb, pledge.pk).url == reverse("pledge", args=[pledge.pk])


def test_pledge_page_takes_the_same_queries_for_any_number_of_parties(
    season: Season, django_assert_num_queries: Any
) -> None:
    pledge = circulated(season)
    where, client = reverse("pledge", args=[pledge.pk]), as_(season.world.hung)
    client.get(where)
    with django_assert_num_queries(8):
        client.get(where)
    officer_of(season.world.ba_dinh, "them")
    Signature.objects.bulk_create(
        Signature(pledge=pledge, union=u, order=9) for u in crowd(season, 300, cluster=season.world.cluster_1)
    )
    with django_assert_num_queries(8):
        client.get(where)
