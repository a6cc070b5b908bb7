"""The pages of decisions, and the public look-up of awards."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.choices import GrantStatus, RoundStatus
from awards.models import Decision, Grant, Nomination
from awards.services import decisions
from common.text import searchable
from tests.awards.cast import make_award
from tests.awards.matrix_cast import city_council, city_round, decided, sit, vote_and_count
from tests.cast import NOW, Season, World
from tests.crowd import crowd
from tests.pages import as_, get, post, text_of

DATA = {
    "number": "737/QĐ-LĐLĐ",
    "decided_on": "2024-07-20",
    "signer_name": "Hà Minh Đức",
    "signer_title": "Chủ tịch",
    "confirm": "on",
}


pytestmark = pytest.mark.usefixtures("in_july")


def counted(world: World, **award: Any) -> int:
    """A counted round's number."""
    found = city_round(world, "Đợt một", make_award("BK", **award), world.ba_dinh, world.long_bien)
    return vote_and_count(sit(found, city_council(world))).round_id


def issued(world: World) -> Decision:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien)
    return decided(world, vote_and_count(sit(found, city_council(world))).round)


# --- Issuing ------------------------------------------------------------------------------------------------
def test_the_page_says_in_numbers_what_is_granted_then_issues_it(world: World) -> None:
    pk = counted(world)
    page = text_of(get(world.quang, "decision-new", pk))
    for words in (
        "2 awards are granted to 2 unions",
        "Everybody concerned gets a notice.",
        "Issue the decision with 2 awards",
    ):
        assert words in page
    answer = post(world.quang, "decision-new", pk, **DATA)
    made = Decision.objects.get()
    assert answer.url == reverse("decision", args=[made.pk])
    assert (made.number, made.round.status, made.grants.count()) == ("737/QĐ-LĐLĐ", RoundStatus.DECIDED, 2)
    assert "The decision is issued" in text_of(get(world.quang, "decision-new", pk))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"decided_on": "2024-07-21"}, "decided_on"),
        ({"decided_on": "x"}, "decided_on"),
        ({"signer_name": ""}, "signer_name"),
        ({"confirm": ""}, "confirm"),
    ],
)
def test_faults_of_a_decision_stand_at_their_fields(
    world: World, changes: dict[str, str], field: str
) -> None:
    answer = post(world.quang, "decision-new", counted(world), **{**DATA, **changes})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Decision.objects.exists()


def test_a_number_used_before_in_that_year_is_a_fault_of_its_field(world: World) -> None:
    issued(world)
    award = make_award("B2")
    second = city_round(world, "Đợt hai", award, world.ba_dinh)
    council = Decision.objects.get().session.council
    pk = vote_and_count(sit(second, council)).round_id
    answer = post(world.quang, "decision-new", pk, **{**DATA, "number": "0737/qđ-lđlđ"})
    assert list(answer.context["form"].errors) == ["number"]
    assert Decision.objects.count() == 1


def test_what_another_level_decides_is_left_out_and_named(world: World) -> None:
    pk = counted(world, decided_by="confederation")
    page = text_of(get(world.quang, "decision-new", pk))
    assert "Nothing here is yours to grant" in page
    assert "2 awards were proposed that another level decides" in page


def test_a_round_without_a_vote_is_not_decided(world: World) -> None:
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh)
    assert "The council has not voted yet" in text_of(get(world.quang, "decision-new", found.pk))
    assert post(world.quang, "decision-new", found.pk, **DATA).status_code == 422


def test_a_tie_is_settled_first(world: World) -> None:
    both = (world.ba_dinh, world.long_bien)
    found = city_round(world, "Đợt một", make_award("BK"), *both, places=1)
    pk = vote_and_count(sit(found, city_council(world))).round_id
    assert "A tie is left" in text_of(get(world.quang, "decision-new", pk))


# --- The paper ----------------------------------------------------------------------------------------------
def test_the_decision_is_official_paper_with_its_list(world: World) -> None:
    page = text_of(get(world.hoa, "decision", issued(world).pk))
    for words in (
        "QUYẾT ĐỊNH",
        "Số: 737/QĐ-LĐLĐ",
        "KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH",
        "Hà Minh Đức",
        "cho 2 tập thể",
        "LĐLĐ quận Ba Đình",
    ):
        assert words in page
    assert "Choose whose…" not in page
    assert get(world.hoa, "decision-export", Decision.objects.get().pk).content.startswith(b"PK")


def test_an_award_is_revoked_with_a_reason_and_says_so_everywhere(world: World) -> None:
    made = issued(world)
    grant = made.grants.order_by("pk")[0]
    assert "1 award is revoked. This cannot be taken back." in text_of(
        get(world.quang, "grant-revoke", grant.pk)
    )
    assert post(world.quang, "grant-revoke", grant.pk, reason=" ").status_code == 422
    assert post(world.hoa, "grant-revoke", grant.pk, reason="x").status_code == 403
    assert post(world.quang, "grant-revoke", grant.pk, reason="Kết luận 5/KL").status_code == 302
    for page in (
        text_of(get(world.hoa, "decision", made.pk)),
        text_of(Client().get(reverse("public-award", args=[grant.pk]))),
    ):
        assert "Kết luận 5/KL" in page
    assert "(đã thu hồi)" in text_of(get(world.hoa, "decision", made.pk))
    assert "1 revoked" in text_of(get(world.hoa, "decisions"))
    assert "This award is revoked" in text_of(get(world.quang, "grant-revoke", grant.pk))


def many(season: Season, count: int) -> None:
    """So many decisions of one award each."""
    world, award = season.world, make_award("BK")
    unions = crowd(season, count)
    rounds = [city_round(world, "Đợt một", award)]
    template = rounds[0]
    rounds += type(template).objects.bulk_create(
        type(template)(
            owner=world.city,
            name=f"R{n}",
            kind="spot",
            closes_at=NOW,
            status=40,
            created_at=NOW,
            opened_at=NOW,
        )
        for n in range(count - 1)
    )
    for n, (found, union) in enumerate(zip(rounds, unions, strict=True)):
        nomination = Nomination.objects.create(
            round=found, award=award, union=union, name=union.name, reason="x", nominated_at=NOW
        )
        made = Decision.objects.create(
            issuer=world.city,
            round=found,
            rule_set=award.rule_set,
            number=f"{n}/QĐ",
            number_key=f"{n}/qd",
            year=2024,
            decided_on=date(2024, 7, 1),
            signer_name="A",
            signer_title="B",
            issued_at=NOW,
        )
        Grant.objects.create(
            decision=made,
            nomination=nomination,
            award=award,
            union=union,
            name=union.name,
            achievement="x",
            search=searchable(f"{union.name} {award.name} {made.number}"),
        )


@pytest.mark.parametrize("count", [3, 300])
def test_lists_take_the_same_queries_for_any_number(
    season: Season, count: int, django_assert_num_queries: Any
) -> None:
    many(season, count)
    client = as_(season.world.hoa)
    client.get(reverse("decisions"))
    with django_assert_num_queries(5):
        answer = client.get(reverse("decisions"))
    assert answer.context["page"].paginator.count == count
    with django_assert_num_queries(4):
        answer = Client().get(reverse("public-awards"))
    assert f"{count} awards" in text_of(answer) or f"{count} khen thưởng" in text_of(answer)


def test_decisions_are_narrowed_to_a_year(world: World) -> None:
    assert "No decision has been issued yet" in text_of(get(world.hoa, "decisions"))
    issued(world)
    assert "737/QĐ-LĐLĐ" in text_of(get(world.hoa, "decisions", year="2024"))
    assert get(world.hoa, "decisions", year="1999").context["year"] is None


# --- The public look-up -------------------------------------------------------------------------------------------
def look_up(**query: Any) -> str:
    return text_of(Client().get(reverse("public-awards"), query))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ba dinh", ["Ba Đình"]),
        ("BA ĐÌNH", ["Ba Đình"]),
        ("quan", ["Ba Đình", "Long Biên"]),
        ("737/QĐ", ["Ba Đình", "Long Biên"]),
        ("737 long", ["Long Biên"]),
        ("khong co", []),
        ("%", []),
        ("' OR 1=1", []),
    ],
)
def test_an_award_is_found_by_words_with_or_without_diacritics(
    world: World, words: str, found: list[str]
) -> None:
    issued(world)
    page = look_up(q=words)
    assert [name for name in ("Ba Đình", "Long Biên") if f"{name}</a>" in page] == found
    assert ("No award fits this search" in page) == (not found)


def test_the_look_up_is_narrowed_to_year_and_award(world: World) -> None:
    issued(world)
    assert "Ba Đình</a>" in look_up(year="2024", award="Award BK")
    assert "Ba Đình</a>" not in look_up(q="long", year="2024")
    for wrong in ({"year": "x"}, {"award": "none"}, {"page": "9" * 30}, {"q": "x" * 200}):
        assert Client().get(reverse("public-awards"), wrong).status_code == 200


def test_before_any_award_the_page_says_what_will_come(world: World) -> None:
    assert "No award has been granted yet" in look_up()


def test_the_public_pages_read_the_same_for_everybody_and_set_no_cookie(world: World) -> None:
    issued(world)
    grant = Grant.objects.all()[0]
    for where in (reverse("public-awards"), reverse("public-award", args=[grant.pk])):
        nobody = Client(headers={"accept-language": "en"}).get(where)
        assert (nobody.status_code, dict(nobody.cookies)) == (200, {})
        assert nobody.content == as_(world.quang).get(where).content
        assert b"csrf" not in nobody.content.lower()
    world.hoa.must_change_password = True
    world.hoa.save()
    assert as_(world.hoa).get(reverse("public-awards")).status_code == 200


def test_a_revoked_award_is_marked_in_the_look_up(world: World) -> None:
    made = issued(world)
    decisions.revoke_grant(grant=made.grants.all()[0], reason="x", by=world.quang, now=NOW)
    assert look_up().count("Revoked</span>") == 1
    assert Grant.objects.filter(status=GrantStatus.REVOKED).count() == 1


def test_a_long_decision_has_pages_and_one_paper_to_print(season: Season) -> None:
    made = issued(season.world)
    award = made.grants.first().award
    unions = crowd(season, 150)
    rows = Nomination.objects.bulk_create(
        Nomination(round=made.round, award=award, union=u, name=u.name, reason="x", nominated_at=NOW)
        for u in unions
    )
    Grant.objects.bulk_create(
        Grant(
            decision=made, nomination=n, award=award, union=n.union, name=n.name, achievement="x", search="x"
        )
        for n in rows
    )
    first = get(season.world.hoa, "decision", made.pk)
    assert [(a.size, len(a.rows), a.rows[0][0]) for a in first.context["listed"].articles] == [(152, 100, 1)]
    body = text_of(first)
    assert ("cho 152" in body, "Trích: 1–100 trong 152." in body, 'href="?whole=1"' in body) == (
        True,
        True,
        True,
    )
    second = get(season.world.hoa, "decision", made.pk, page=2).context["listed"]
    assert [(a.size, len(a.rows), a.rows[0][0]) for a in second.articles] == [(152, 52, 101)]
    whole = get(season.world.hoa, "decision", made.pk, whole="1")
    assert (len(whole.context["listed"].articles[0].rows), "Trích:" in text_of(whole)) == (152, False)
