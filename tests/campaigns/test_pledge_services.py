"""Pledges: who drafts, what is fixed, who signs, what is refused."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from campaigns.choices import PledgeStatus, TargetKind
from campaigns.models import Pledge, Result, Signature, Target
from campaigns.queries.pledges import paper_tables
from campaigns.services import pledges, targets
from common.errors import Refusal
from common.formats import canonical_hash
from tests.campaigns.pledge_cast import circulated, draft, in_force, officer_of, sign
from tests.cast import NOW, PASSWORD, Season, World, after, make_season
from units.models import AuditEvent, Notice


def test_circulated_text_holds_the_registered_targets_and_their_sum(season: Season) -> None:
    targets.set_targets(
        campaign=season.campaign,
        union=season.world.ba_dinh,
        kind=TargetKind.REGISTERED,
        values={season.indicators["KP"]: Decimal("41200.5")},
        by=season.world.hoa,
        now=NOW,
    )
    document = circulated(season).document
    assert [i["code"] for i in document["indicators"]] == ["DV", "KP"]
    assert [(p["code"], p["targets"]) for p in document["parties"]] == [
        ("BD", ["1.000", "41.200,5"]),
        ("HM", ["1.000", "500,0"]),
        ("LB", ["1.000", "500,0"]),
    ]
    assert next(p["name"] for p in document["parties"]) == "LĐLĐ quận Ba Đình"
    assert document["federation_short"] == "LĐLĐ thành phố Hà Nội"
    assert document["totals"] == ["3.000", "42.200,5"]
    assert document["place"] == "Hà Nội"


def test_text_is_fixed_once_and_hashed(season: Season) -> None:
    first = circulated(season)
    again = pledges.circulate_pledge(
        pledge=first, by=season.world.lan, now=after(NOW, days=1), commitment="Khác"
    )
    assert (again.sha256, again.circulated_at) == (first.sha256, NOW)
    assert first.sha256 == canonical_hash(first.document)


def test_each_party_is_told_once(season: Season) -> None:
    circulated(season)
    told = Notice.objects.filter(kind="pledge_to_sign").values_list("person__full_name", flat=True)
    assert sorted(told) == ["Hoa", "Hung", "Lan", "Mai", "Minh"]


def test_last_signature_brings_it_into_force(season: Season) -> None:
    pledge = in_force(season)
    assert (pledge.status, pledge.in_force_at) == (PledgeStatus.IN_FORCE, NOW)
    assert Notice.objects.filter(kind="pledge_in_force").count() == 5
    assert AuditEvent.objects.filter(verb="pledge_in_force").count() == 1


def test_signature_keeps_who_when_where_and_over_what(season: Season) -> None:
    pledge = circulated(season)
    sign(pledge, season.world.ba_dinh, season.world.hung)
    kept = Signature.objects.get(pledge=pledge, union=season.world.ba_dinh)
    assert (kept.signer_name, kept.signer_title, kept.for_chair) == ("Hung", "Chủ tịch", False)
    assert (kept.signed_at, kept.address, kept.sha256) == (NOW, "192.0.2.7", pledge.sha256)


def test_vice_chair_signs_for_the_chair(season: Season) -> None:
    pledge = circulated(season)
    sign(pledge, season.world.hoang_mai, season.world.mai)
    kept = Signature.objects.get(pledge=pledge, union=season.world.hoang_mai)
    assert (kept.signer_title, kept.for_chair) == ("Phó Chủ tịch", True)


@pytest.mark.parametrize("name", ["hoa", "lan", "quang", "kim", "vy"])
def test_nobody_else_signs_for_ba_dinh(season: Season, name: str) -> None:
    pledge = circulated(season)
    with pytest.raises(Refusal, match="LĐLĐ quận Ba Đình"):
        sign(pledge, season.world.ba_dinh, season.world.users[name])
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


def test_chair_of_another_cluster_is_no_party(season: Season) -> None:
    chair = officer_of(season.world.ha_dong, "ha")
    with pytest.raises(Refusal, match="LĐLĐ quận Hà Đông is no party of this pledge"):
        sign(circulated(season), season.world.ha_dong, chair)


def test_wrong_password_signs_nothing(season: Season) -> None:
    pledge = circulated(season)
    with pytest.raises(ValidationError) as error:
        sign(pledge, season.world.ba_dinh, season.world.hung, password="khac")
    assert list(error.value.message_dict) == ["password"]
    assert not Signature.objects.filter(signed_at__isnull=False).exists()


def test_wrong_passwords_are_slowed_down_as_at_sign_in(season: Season) -> None:
    pledge, hung = circulated(season), season.world.hung

    def attempt(password: str, **late: int) -> str:
        with pytest.raises(ValidationError) as error:
            sign(pledge, season.world.ba_dinh, hung, password=password, now=after(NOW, **late))
        return error.value.message_dict["password"][0]

    cache.clear()
    wrong = "The password is not right. Type the password of your account again."
    assert [attempt("sai") for _n in range(11)] == [wrong] * 10 + [
        "Too many wrong passwords. Please wait 60 seconds."
    ]
    assert attempt(PASSWORD) == "Too many wrong passwords. Please wait 60 seconds."
    assert sign(pledge, season.world.ba_dinh, hung, now=after(NOW, minutes=1)).signed_at is not None
    cache.clear()


def test_signing_twice_is_one_signature(season: Season) -> None:
    pledge = circulated(season)
    first = sign(pledge, season.world.ba_dinh, season.world.hung)
    assert sign(pledge, season.world.ba_dinh, season.world.hung) == first
    assert AuditEvent.objects.filter(verb="sign_pledge").count() == 1


def test_signing_after_it_is_in_force_changes_nothing(season: Season) -> None:
    pledge = in_force(season)
    sign(pledge, season.world.ba_dinh, season.world.hung)
    assert AuditEvent.objects.filter(verb="sign_pledge").count() == 3


def test_draft_is_not_signed(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        sign(draft(season), season.world.ba_dinh, season.world.hung)
    assert list(error.value.message_dict) == ["pledge"]


def test_tampered_text_is_not_signed(season: Season) -> None:
    pledge = circulated(season)
    pledge.document["parties"][0]["targets"][0] = "1"
    Pledge.objects.filter(pk=pledge.pk).update(document=pledge.document)
    with pytest.raises(ValidationError) as error:
        sign(pledge, season.world.ba_dinh, season.world.hung)
    assert list(error.value.message_dict) == ["pledge"]


def test_signature_after_the_date_is_taken(season: Season) -> None:
    pledge = circulated(season)
    late = after(pledge.sign_until, days=3)
    place = pledges.sign_pledge(
        pledge=pledge,
        union=season.world.ba_dinh,
        by=season.world.hung,
        password=PASSWORD,
        address=None,
        now=late,
    )
    assert place.signed_at == late


def test_pledge_of_the_clusters_is_signed_by_those_who_lead_them(season: Season) -> None:
    world = season.world
    parties = [(world.long_bien, world.cluster_1), (world.ha_dong, world.cluster_2)]
    pledge = draft(season, cluster=None, parties=parties, by=world.quang)
    pledges.circulate_pledge(pledge=pledge, by=world.quang, now=NOW)
    sign(pledge, world.long_bien, world.lan)
    sign(pledge, world.ha_dong, officer_of(world.ha_dong, "ha"))
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.IN_FORCE
    assert [(p["cluster"], p["targets"]) for p in pledge.document["parties"]] == [
        ("Cụm thi đua số 1", []),
        ("Cụm thi đua số 2", []),
    ]


@pytest.mark.parametrize("name", ["hung", "mai", "minh", "nga", "kim"])
def test_only_the_head_or_the_federation_drafts(season: Season, name: str) -> None:
    with pytest.raises(Refusal):
        draft(season, by=season.world.users[name])


def test_drafts_that_cannot_be(season: Season) -> None:
    world = season.world
    mates = [(world.ba_dinh, None), (world.long_bien, None)]
    for changes, field in (
        ({"parties": mates[:1]}, "parties"),
        ({"parties": [*mates, mates[0]]}, "parties"),
        ({"parties": [*mates, (world.ha_dong, None)]}, "parties"),
        ({"parties": mates, "cluster": None, "by": world.quang}, "parties"),
        ({"title": "  "}, "title"),
    ):
        with pytest.raises(ValidationError) as error:
            draft(season, **changes)
        assert list(error.value.message_dict) == [field]
    draft(season)
    with pytest.raises(ValidationError) as error:
        draft(season)
    assert list(error.value.message_dict) == ["cluster"]


def test_circulating_waits_for_every_members_targets(season: Season) -> None:
    pledge = draft(season)
    mine = Target.objects.filter(union=season.world.hoang_mai)
    Result.objects.filter(registered__in=mine).update(registered=None)
    mine.delete()
    with pytest.raises(ValidationError) as error:
        pledges.circulate_pledge(pledge=pledge, by=season.world.lan, now=NOW)
    assert "LĐLĐ quận Hoàng Mai" in error.value.message_dict["targets"][0]
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.DRAFT


def test_pledge_of_a_campaign_that_is_not_launched_stays_a_draft(world: World) -> None:
    season = make_season(world, launched=False)
    pledge = draft(season, by=world.quang)
    with pytest.raises(ValidationError) as error:
        pledges.circulate_pledge(pledge=pledge, by=world.quang, now=NOW)
    assert list(error.value.message_dict) == ["campaign"]
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.DRAFT


def test_paper_shows_at_most_six_indicators_side_by_side() -> None:
    document = {
        "indicators": [{"code": str(n), "name": f"Chỉ tiêu {n}", "unit": "người"} for n in range(8)],
        "parties": [
            {"name": "A", "targets": [str(n) for n in range(8)]},
            {"name": "B", "targets": []},
        ],
        "totals": ["1"] * 6 + ["", ""],
    }
    tables = list(paper_tables(document))
    assert [len(t["heads"]) for t in tables] == [6, 2]
    assert tables[1]["rows"] == [("A", ["6", "7"]), ("B", ["", ""])]
    assert [t["totals"] for t in tables] == [["1"] * 6, []]


def test_pledge_without_a_commitment_is_not_circulated(season: Season) -> None:
    with pytest.raises(ValidationError) as error:
        pledges.circulate_pledge(pledge=draft(season), by=season.world.lan, now=NOW, commitment=" ")
    assert error.value.message_dict == {"commitment": ["Write what the parties commit themselves to."]}
