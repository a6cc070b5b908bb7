"""What saving a whole sheet answers, with and without doubts."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from campaigns.choices import PhaseStatus, ResultState
from campaigns.models import Phase
from tests.campaigns.results_cast import row
from tests.campaigns.sheets_pages.cast import HTMX, page, text_of, typed
from tests.cast import CLOSES, Season, after
from tests.pages import as_, lean


def test_whole_sheet_is_saved_without_a_script(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="1.234", kp="1.234,5", bc="1"), follow=True)
    assert answer.redirect_chain == [(page(season), 302)]
    assert "3 figures saved." in text_of(answer)
    assert [row(season, c).value for c in ("DV", "KP", "BC")] == [
        Decimal(1234),
        Decimal("1234.5"),
        Decimal(1),
    ]


def test_words_may_be_typed_or_chosen(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="k.a.d.", kp="", bc="")
    posted[f"state-{row(season, 'KP').pk}"] = "nothing"
    hoa.post(f"{page(season)}save/", posted)
    found = [row(season, c).state for c in ("DV", "KP", "BC")]
    assert found == [ResultState.NOT_APPLICABLE, ResultState.NOTHING, ResultState.NOT_REPORTED]


@pytest.mark.parametrize(("text", "stored"), [("12", ""), ("12", "12"), ("9 2", "92")])
def test_word_chosen_beside_a_figure_is_asked_about_and_replaces_nothing(
    season: Season, hoa: Client, text: str, stored: str
) -> None:
    if stored:
        season.enter(season.world.ba_dinh, season.world.hoa, kp=stored)
    posted, kp = typed(season, kp=text), row(season, "KP").pk
    posted[f"state-{kp}"] = "nothing"
    answer = hoa.post(f"{page(season)}save/", posted)
    assert answer.status_code == 422
    assert f"The cell holds {text}, and “nothing to report” was chosen beside it." in text_of(answer)
    for name in (f'name="keep-{kp}"', f'name="replace-{kp}"', f'href="#state-{kp}"'):
        assert name in answer.content.decode()
    assert row(season, "KP").value == (Decimal(stored) if stored else None)


@pytest.mark.parametrize(
    ("said", "found"), [("keep", ("reported", Decimal(12))), ("replace", ("nothing", None))]
)
def test_answer_to_the_question_is_what_counts(
    season: Season, hoa: Client, said: str, found: tuple[str, Decimal | None]
) -> None:
    posted, kp = typed(season, kp="12"), row(season, "KP").pk
    posted |= {f"state-{kp}": "nothing", f"{said}-{kp}": "1"}
    assert hoa.post(f"{page(season)}save/", posted).status_code == 302
    assert (row(season, "KP").state, row(season, "KP").value) == found


@pytest.mark.parametrize(
    "text", ["9\t2", "9 2", "1\u00a02", "1,234.5", "1.5", "12 người", "50%", "−5", "1,234"]
)
def test_nothing_else_than_what_was_meant_is_saved(season: Season, hoa: Client, text: str) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv=text, kp="7"))
    assert answer.status_code == 422
    assert (row(season).state, row(season, "KP").state) == (ResultState.NOT_REPORTED,) * 2


@pytest.mark.parametrize(
    ("text", "value"), [("1 234", 1234), ("１２", 12), ("1\u2009234", 1234), ("\u200b7", 7)]
)
def test_what_reads_in_one_way_is_saved_as_meant(season: Season, hoa: Client, text: str, value: int) -> None:
    assert hoa.post(f"{page(season)}save/", typed(season, dv=text)).status_code == 302
    assert row(season).value == value


def test_wrong_texts_are_listed_kept_and_nothing_is_saved(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="12", kp="1,234.5", bc="1"))
    html, kp = lean(answer.content.decode()), row(season, "KP").pk
    assert answer.status_code == 422
    assert f'<a href="#cell-{kp}">Thu kinh phí công đoàn</a>: “1,234.5” can be read in two ways.' in html
    assert 'value="1,234.5"' in html
    assert 'value="12"' in html
    assert row(season).state == ResultState.NOT_REPORTED


def test_figure_that_does_not_fit_is_linked_to_its_cell(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="1,5"))
    assert answer.status_code == 422
    told = lean(answer.content.decode())
    assert f'<a href="#cell-{row(season).pk}">Kết nạp đoàn viên mới</a>: Only whole' in told


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1e5", "NaN", "Infinity", "9" * 41, "--5", "5 %"])
def test_no_text_breaks_the_page(season: Season, hoa: Client, text: str) -> None:
    assert hoa.post(f"{page(season)}save/", typed(season, dv=text)).status_code == 422


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30])
def test_row_with_a_made_up_version_is_a_conflict(season: Season, hoa: Client, version: str) -> None:
    posted = typed(season, dv="5") | {f"version-{row(season).pk}": version}
    assert hoa.post(f"{page(season)}save/", posted).status_code == 409


@pytest.mark.parametrize("name", ["version-x", "version-", "version-²", "version-" + "9" * 40])
def test_names_that_are_no_rows_are_left_out(season: Season, hoa: Client, name: str) -> None:
    assert hoa.post(f"{page(season)}save/", {name: "1"}).status_code == 302


def test_row_of_another_sheet_is_refused(season: Season, hoa: Client) -> None:
    other = season.result(season.world.long_bien, "DV")
    answer = hoa.post(f"{page(season)}save/", {f"value-{other.pk}": "5", f"version-{other.pk}": "0"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("lan", 403), ("kim", 403), ("quang", 403), ("nga", 404), ("vy", 404)]
)
def test_nobody_else_saves_a_unions_figures(season: Season, name: str, status: int) -> None:
    answer = as_(season.world.users[name]).post(f"{page(season)}save/", typed(season, dv="5"))
    assert answer.status_code == status
    assert row(season).value is None


def test_federation_judges_also_after_the_close(season: Season, july: Any) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED, closed_at=CLOSES)
    july.move_to(after(CLOSES, days=2))
    client = as_(season.world.quang)
    assert client.post(f"{page(season)}save/", typed(season, td="17,5")).status_code == 302
    assert row(season, "TD").value == Decimal("17.5")


def test_opening_the_address_of_an_act_leads_to_the_sheet(season: Season, hoa: Client) -> None:
    assert [hoa.get(f"{page(season)}{verb}/").url for verb in ("save", "submit")] == [page(season)] * 2


def test_html_that_was_typed_is_shown_as_text(season: Season, hoa: Client) -> None:
    html = hoa.post(f"{page(season)}save/", typed(season, dv='"><script>x</script>')).content.decode()
    assert "<script>x" not in html


def test_far_from_the_target_is_asked_about_and_saved(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="3001") | {"row": str(row(season).pk)}, **HTMX)
    text = text_of(answer)
    assert "3,0 times the target for the whole campaign. There may be a digit too many (300?)" in text
    assert "Saved, please check" in text
    assert "not computed" in text
    assert row(season).value == 3001


def test_reason_given_ends_the_doubt(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="3001") | {
        f"note-{row(season).pk}": "Sáp nhập ba đơn vị",
        "row": str(row(season).pk),
    }
    text = text_of(hoa.post(f"{page(season)}save/", posted, **HTMX))
    assert ("please check" in text, "300,1%" in text) == (False, True)
