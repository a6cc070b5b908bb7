"""What a request about a sheet is answered, asked of the object itself."""

from typing import Any

from django.test import RequestFactory

from campaigns.forms.sheets import Typed
from campaigns.views.sheet_answers import SheetAnswer
from tests.cast import NOW, Season
from tests.pages import lean


def answer_to(season: Season, **said: Any) -> SheetAnswer:
    """An answer to Hoa about her union's sheet."""
    request: Any = RequestFactory().get("/")
    request.user = season.world.hoa
    return SheetAnswer(request, season.sheet(season.world.ba_dinh), NOW, **said)


def typed(text: str, version: int = 0) -> Typed:
    """A row as it was posted; refusing it looks at no figure."""
    return Typed(result_id=0, text=text, choice="", note=None, version=version, figure=None)


def test_without_a_row_the_answer_is_the_whole_page(season: Season) -> None:
    response = answer_to(season).response()
    assert (response.status_code, "HX-Trigger" in response) == (200, False)
    assert lean(response.content.decode()).startswith("<!DOCTYPE html>")


def test_a_row_is_answered_alone_and_tells_its_version(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    response = answer_to(season, only=row.pk).response()
    assert response.status_code == 200
    assert response["HX-Trigger"] == f'{{"row:version": {{"id": {row.pk}, "version": {row.version}}}}}'
    assert lean(response.content.decode()).startswith(f'<tbody id="row-{row.pk}"')


def test_a_refused_row_is_422_whatever_the_reason_and_tells_no_version(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    answer = answer_to(season, only=row.pk)
    response = answer.refuse({row.pk: typed("12")}, by_id={row.pk: "Other."}, code=409)
    assert (response.status_code, "HX-Trigger" in response) == (422, False)


def test_a_refused_page_keeps_its_own_status_and_lists_the_faults(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    answer = answer_to(season)
    response = answer.refuse({row.pk: typed("1,5")}, by_code={"DV": ["Only whole.", "Please."]}, code=409)
    assert response.status_code == 409
    assert answer.faults == {"DV": ["Only whole. Please."]}
    assert answer.grid.by_id[row.pk].text == "1,5"


def test_a_row_keeps_the_version_that_its_writer_knew_unless_both_values_are_shown(season: Season) -> None:
    shown, other = (season.result(season.world.ba_dinh, code) for code in ("DV", "KP"))
    season.enter(season.world.ba_dinh, season.world.hung, dv="15")
    answer = answer_to(season)
    both = {shown.pk: typed("12"), other.pk: typed("3", version=7)}
    answer.refuse(both, by_id={shown.pk: "Hung has saved 15."}, shown={shown.pk: "12"})
    assert (answer.grid.by_id[shown.pk].version, answer.grid.by_id[other.pk].version) == (1, 7)


def test_a_row_that_the_sheet_does_not_have_is_answered_with_the_page(season: Season) -> None:
    other = season.result(season.world.long_bien, "DV")
    response = answer_to(season, only=other.pk).response()
    assert lean(response.content.decode()).startswith("<!DOCTYPE html>")
