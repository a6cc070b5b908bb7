"""The catalogue as it is shipped: what `awards/data/catalogue.json` says of titles and forms, and on what ground."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from awards.choices import Catalogue, Recipient, Voting
from units.choices import Level

FILE = Path(settings.BASE_DIR) / "awards" / "data" / "catalogue.json"
RULE_SETS: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["rule_sets"]
AWARDS = [(rules["code"], award) for rules in RULE_SETS for award in rules["awards"]]
#: What is voted by secret ballot (NĐ 98/2023/NĐ-CP Art. 30.7): the fighters, the flags and the heroes; 90 % for
#: those named here.
SECRET = {"CSTD-CS", "CSTD-TINH", "CSTD-TQ", "CO-TINH", "CO-CP", "AHLD", "CO-TLD", "CO-LDLD"}
NINE_TENTHS = {"CSTD-TINH", "CSTD-TQ", "AHLD"}


def in_force(day: date) -> set[str]:
    return {
        rules["code"]
        for rules in RULE_SETS
        if rules["effective_from"] <= day.isoformat() < (rules["effective_to"] or "9999")
    }


def codes(rules: str) -> set[str]:
    return {award["code"] for of, award in AWARDS if of == rules}


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2019, 11, 11), set()),
        (date(2021, 11, 18), {"TLD-1689"}),
        (date(2023, 12, 31), {"TLD-1689"}),
        (date(2024, 5, 28), {"TLD-1689", "LUAT-2022"}),
        (date(2024, 5, 29), {"TLD-999", "LUAT-2022"}),
        (date(2025, 6, 30), {"TLD-999", "LUAT-2022"}),
        (date(2025, 7, 1), {"TLD-999", "ND-152"}),
    ],
)
def test_each_day_has_the_texts_that_are_in_force(day: date, texts: set[str]) -> None:
    assert in_force(day) == texts


def test_codes_are_unique_and_every_row_names_its_source() -> None:
    assert len({rules["code"] for rules in RULE_SETS}) == len(RULE_SETS)
    assert len({(of, award["code"]) for of, award in AWARDS}) == len(AWARDS)
    assert [award["code"] for _of, award in AWARDS if not award["citation"].strip()] == []
    assert [rules["code"] for rules in RULE_SETS if not rules["number"] or not rules["issuer"]] == []


def test_a_citation_holds_no_working_note() -> None:
    """What is shown as law is law: defaults and what nobody has compared with its text stand apart."""
    words = ("chưa", "mặc định", "như ")
    assert [award["code"] for _of, award in AWARDS if any(word in award["citation"] for word in words)] == []


def test_texts_fit_the_columns_that_hold_them() -> None:
    too_long = [
        award["code"]
        for _of, award in AWARDS
        if len(award["citation"]) > 300
        or len(award.get("note", "")) > 300
        or len(award["name"]) > 200
        or len(award["code"]) > 40
    ]
    assert too_long == []


def test_fighters_flags_and_heroes_are_voted_in_secret_and_nothing_else() -> None:
    assert {award["code"] for _of, award in AWARDS if award["voting"] == Voting.SECRET} == SECRET
    assert {award["voting"] for _of, award in AWARDS if award["code"] not in SECRET} == {Voting.HANDS}


def test_thresholds_are_those_of_the_decree() -> None:
    assert {award["code"] for _of, award in AWARDS if award["threshold"] == 90} == NINE_TENTHS
    assert {award["threshold"] for _of, award in AWARDS} == {80, 90}
    assert {award["quorum"] for _of, award in AWARDS} == {80}


def test_a_number_from_a_decree_that_was_replaced_says_so() -> None:
    silent = [
        (of, award["code"])
        for of, award in AWARDS
        if of != "LUAT-2022" and award["voting"] == Voting.SECRET and "thay thế" not in award["note"]
    ]
    assert silent == []


def test_a_share_without_a_source_says_so() -> None:
    unsaid = [
        (of, award["code"])
        for of, award in AWARDS
        if award["voting"] == Voting.HANDS and "chưa có nguồn" not in award["note"]
    ]
    assert unsaid == []


def test_a_text_that_nobody_could_read_says_so() -> None:
    assert [
        award["code"]
        for of, award in AWARDS
        if of == "TLD-999" and "chưa xem được nội dung" not in award["note"]
    ] == []


def test_collectives_and_people_have_rows_of_their_own() -> None:
    """A code that ends in TT is for collectives, CN for people; the two have the same name but for the recipient."""
    names = {(of, award["code"]): award["name"] for of, award in AWARDS}
    for (of, code), name in names.items():
        if code.endswith("-TT") and (of, code[:-2] + "CN") in names:
            assert names[of, code[:-2] + "CN"] == name.replace("(tập thể)", "(cá nhân)")
    recipients = {(award["code"][-3:], award["recipient"]) for _of, award in AWARDS if "(" in award["name"]}
    assert recipients == {("-TT", "collective"), ("-CN", "person"), ("HGD", "household")}


def test_every_value_is_one_that_the_program_knows() -> None:
    assert {award["catalogue"] for _of, award in AWARDS} == set(Catalogue.values)
    assert {award["recipient"] for _of, award in AWARDS} == set(Recipient.values)
    assert {award["decided_by"] for _of, award in AWARDS} <= {*Level.values, "outside"}


def test_each_level_of_the_unions_has_an_award_of_its_own_to_decide() -> None:
    deciders = {award["decided_by"] for of, award in AWARDS if of == "TLD-999"}
    assert deciders == {"confederation", "city", "district", "commune", "sector", "zone", "grassroots"}


def test_a_later_text_keeps_what_the_earlier_one_had() -> None:
    assert codes("TLD-1689") - codes("TLD-999") == set()
    assert codes("TLD-999") - codes("TLD-1689") == {"GK-XP-TT", "GK-XP-CN"}
    assert codes("ND-152") - codes("LUAT-2022") == {"BK-TINH-HGD"}
