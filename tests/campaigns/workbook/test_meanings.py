"""What a cell means by its indicator, by the codes and spellings that are stored, and in the words of the file."""

import unicodedata
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from campaigns.imports import Outcome
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import write_template, write_workbook
from common.text import searchable
from common.workbook.cells import names_of
from common.workbook.columns import label_of
from tests.campaigns.workbook.by_hand import by_hand, take_tabs
from tests.campaigns.workbook.cast import Rows, cell, rows_of, take, told
from tests.cast import Season
from tests.common.workbook.cast import PHASE
from tests.common.workbook.raw import Cell, tab
from units.models import Cluster, Person, Union, User


# --- What hangs on the indicator --------------------------------------------------------------------------------------
def figure(season: Season, sheet: str, indicator: str, raw: Any, *, kind: str = "") -> Outcome:
    """The import of one figure of an indicator of this kind."""
    if kind:
        season.indicators[indicator].kind = kind
        season.indicators[indicator].decimals = 2
        season.indicators[indicator].save()
    rows = rows_of(season.campaign)
    row = {"union": "BD", "indicator": indicator, "value": raw}
    row |= {"kind": "assigned"} if sheet == "targets" else {"phase_number": 1}
    campaign = {k: by_hand("campaign", k, v) for k, v in rows["campaign"][0].items()}
    return take_tabs({"campaign": tab("campaign", campaign), sheet: tab(sheet, row)})


@pytest.mark.parametrize("sheet", ["results", "targets"])
@pytest.mark.parametrize("raw", [Cell(0.5, format="9"), "50 %", Cell(50, format='0"%"')])
def test_a_percentage_is_taken_as_such_for_an_indicator_that_is_one(
    season: Season, sheet: str, raw: Any
) -> None:
    outcome = figure(season, sheet, "DV", raw, kind="ratio")
    assert told(outcome) == []
    assert [str(w) for w in outcome.faults.warnings] == []
    stored = next(r for r in rows_of(season.campaign)[sheet] if (r["union"], r["indicator"]) == ("BD", "DV"))
    assert stored["value"] == 50


@pytest.mark.parametrize("sheet", ["results", "targets"])
def test_a_percentage_is_asked_about_for_an_indicator_that_is_none(season: Season, sheet: str) -> None:
    assert told(figure(season, sheet, "DV", Cell(0.5, format="9"))) == [
        f"{cell(sheet, 'value', 3)}: The cell shows 50 %, but “{season.indicators['DV'].short_name}” is no percentage. "
        "Type the number itself, and format the cell as a number."
    ]


def test_a_small_share_is_asked_about(season: Season) -> None:
    outcome = figure(season, "results", "DV", 0.5, kind="ratio")
    assert [str(w) for w in outcome.faults.warnings] == [
        f"{cell('results', 'value', 3)}: 0,5 is read as 0,5 %. If 50 % is meant, write 50."
    ]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("có", 1),
        ("Không", 0),
        (Cell(1, "b"), 1),
        (Cell(0, "b"), 0),
        (unicodedata.normalize("NFD", "có"), 1),
        (1, 1),
    ],
)
def test_yes_and_no_are_figures_of_an_indicator_that_asks_so(season: Season, raw: Any, value: int) -> None:
    assert told(figure(season, "results", "BC", raw)) == []
    assert season.result(season.world.ba_dinh, "BC").value == value


@pytest.mark.parametrize("raw", ["có", Cell(1, "b")])
def test_yes_is_no_figure_of_another_indicator(season: Season, raw: Any) -> None:
    assert told(figure(season, "results", "DV", raw)) == [
        f"{cell('results', 'value', 3)}: “{season.indicators['DV'].short_name}” is not answered by yes or no. "
        "Type its figure."
    ]


# --- Codes and names --------------------------------------------------------------------------------------------------
def union(code: Any, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": "Một", "short_name": "Một", "level": "Công đoàn cơ sở", "parent": "HN",
            "valid_from": "01/01/2024", **more}  # fmt: skip


def test_a_number_beside_a_code_with_its_zeros_is_asked_about(season: Season) -> None:
    take_tabs({"unions": tab("unions", union("001"))})
    asked = "The cell holds the number 1. Did you mean “001”? Type it as text."
    assert told(take_tabs({"unions": tab("unions", union(1))})) == [f"Công đoàn!A3: {asked}"]
    named = take_tabs({"members": tab("members", {"cluster": "C1", "union": 1, "valid_from": "01/01/2024"})})
    assert told(named) == ["Thành viên cụm!B3: “1” is not known. Did you mean “001”?"]
    assert not Union.objects.filter(code="1").exists()


def test_a_number_that_shows_its_zeros_is_the_stored_code(season: Season) -> None:
    take_tabs({"unions": tab("unions", union("001"))})
    assert take_tabs({"unions": tab("unions", union(Cell(1, format="000")))}).counts == {}


def test_a_number_is_a_new_code_where_it_stands_alone(season: Season) -> None:
    assert told(take_tabs({"unions": tab("unions", union(7), union("A", parent=7))})) == []
    assert Union.objects.filter(code__in=("7", "A")).count() == 2


@pytest.mark.parametrize(
    "spell",
    [lambda t: unicodedata.normalize("NFD", t), lambda t: t.replace(" ", " \u00a0"), lambda t: f"{t}\u200b"],
)
def test_another_spelling_of_the_same_words_makes_no_new_person_or_union(season: Season, spell: Any) -> None:
    person = {
        "full_name": "Trần Thị Bé",
        "union": "BD",
        "title": "Ủy viên",
        "role": "Cán bộ",
        "valid_from": "01/01/2024",
    }
    named = union("ĐĐ", name="Công đoàn Đống Đa", short_name="CĐ Đống Đa")
    first = take_tabs({"unions": tab("unions", named), "people": tab("people", person)})
    assert told(first) == []
    before = (Person.objects.count(), Union.objects.count())
    strange = {k: spell(v) if k not in ("role", "level", "valid_from") else v for k, v in person.items()}
    other = {k: spell(v) if k not in ("role", "level", "valid_from") else v for k, v in named.items()}
    again = take_tabs({"unions": tab("unions", other), "people": tab("people", strange)})
    assert (told(again), again.counts) == ([], {})
    assert (Person.objects.count(), Union.objects.count()) == before


def test_stored_words_of_another_spelling_are_the_same_words(season: Season) -> None:
    Cluster.objects.filter(code="C1").update(name=unicodedata.normalize("NFD", "Cụm  thi đua số 1\u200b"))
    Person.objects.filter(user__username="hoa").update(full_name="Hoa  ")
    outcome = take(rows_of(season.campaign))
    assert (told(outcome), outcome.counts) == ([], {})
    assert (
        take_tabs(
            {"clusters": tab("clusters", {"code": "C1", "name": "Cụm thi đua số 1", "owner": "HN"})}
        ).counts
        == {}
    )


def test_a_merged_cluster_keeps_all_of_its_members(season: Season) -> None:
    rows = [
        {"cluster": "C2" if n == 0 else None, "union": c, "valid_from": "01/01/2024"}
        for n, c in enumerate(("BD", "LB"))
    ]
    assert told(take_tabs({"members": tab("members", *rows, merged=["A3:A4"])})) == []
    assert set(Cluster.objects.get(code="C2").memberships.values_list("union__code", flat=True)) == {
        "BD",
        "LB",
        "HD",
    }


# --- Words of the file ------------------------------------------------------------------------------------------------
def closed_lists() -> dict[str, Any]:
    return {f"{s.key}.{c.key}": c.choices for s in SHEETS for c in s.columns if c.choices is not None}


@pytest.mark.parametrize("name", closed_lists())
def test_each_value_is_known_by_code_and_word_with_and_without_marks(name: str) -> None:
    choices = closed_lists()[name]
    known = names_of(choices)
    for value in choices.values:
        word = label_of(choices, value)
        assert [known[searchable(w)] for w in (value, word, searchable(word).upper())] == [str(value)] * 3


def test_a_list_with_a_word_for_two_values_is_refused() -> None:
    class Doubled:
        choices = (("a", "Một"), ("b", "MỘT"))
        values = ("a", "b")

    with pytest.raises(ValueError, match="means two values"):
        names_of(Doubled)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_empty_workbook_offers_vietnamese_words_in_either_language(language: str) -> None:
    file = BytesIO()
    with translation.override(language):
        write_template(file)
    file.seek(0)
    read = CalamineWorkbook.from_filelike(file)
    allowed = read.get_sheet_by_name("Giá trị cho phép").to_python()
    assert [row[1:] for row in allowed[6:8]] == [
        ["Công đoàn khu công nghiệp, khu chế xuất", "zone"], ["Công đoàn cơ sở", "grassroots"]
    ]  # fmt: skip
    examples = read.get_sheet_by_name("Tiêu chí").to_python()[2]
    assert examples[6] == "Theo tỷ lệ đạt chỉ tiêu"
    assert read.get_sheet_by_name("Đợt thi đua").to_python()[2][6:8] == ["01/07/2024 00:00", "31/07/2024"]


def test_faults_speak_vietnamese_of_values_too(rows: Rows) -> None:
    with translation.override("vi"):
        rows["criteria"][0].update(parent="1")
        rows["people"][0].update(role="officer" if rows["people"][0]["role"] != "officer" else "chair")
        found = told(take(rows))
    assert all(word not in " ".join(found) for word in ("officer", "group", "chair", "proportional")), found


def test_what_closes_at_the_end_of_a_day_comes_back_as_that_day(season: Season, rows: Rows) -> None:
    file = BytesIO()
    write_workbook(file, rows)
    file.seek(0)
    row = CalamineWorkbook.from_filelike(file).get_sheet_by_name("Đợt thi đua").to_python()[2]
    assert str(row[7]) == "2024-07-31"
    assert take(rows).counts == {}


def test_a_midnight_that_was_typed_over_a_time_is_told(season: Season) -> None:
    rows = rows_of(season.campaign)
    campaign = {k: by_hand("campaign", k, v) for k, v in rows["campaign"][0].items()}
    phase = {**PHASE, "number": 2, "entry_closes_at": Cell(46599, format="dd/mm/yyyy hh:mm:ss")}
    outcome = take_tabs({"campaign": tab("campaign", campaign), "phases": tab("phases", phase)})
    assert [str(w) for w in outcome.faults.warnings] == [
        "Đợt thi đua!H3: Entry closes at 00:00 on 31/07/2027, so 30/07/2027 is its last day. "
        "If all of 31/07/2027 is meant, write the day without a time."
    ]


def test_users_are_not_made_twice_by_another_spelling(season: Season) -> None:
    row = next(r for r in rows_of(season.campaign)["people"] if r["username"] == "hoa")
    typed = {k: by_hand("people", k, v) for k, v in row.items()} | {
        "username": "hoa\u200b",
        "title": "Cán  bộ",
    }
    assert take_tabs({"people": tab("people", typed)}).counts == {}
    assert User.objects.filter(username__startswith="hoa").count() == 1
