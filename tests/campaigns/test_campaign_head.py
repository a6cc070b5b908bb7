"""The head of a campaign's page: its buttons and the line below its name."""

from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.queries.campaign_head import campaign_buttons, campaign_line
from tests.cast import NOW


def phase(**said: Any) -> Any:
    """The phase that the page speaks of: nobody's sheet, entry not open, no points."""
    known = {
        "phase": SimpleNamespace(pk=4, name="Kỳ I", is_year=False),
        "stage": SimpleNamespace(words="due by 31/07/2024"),
        "participants": 12,
        "submitted": 3,
        "sheet_id": None,
        "is_open": False,
        "is_scored": False,
    }
    return SimpleNamespace(**known | said)


def page(
    current: Any = None,
    *,
    is_draft: bool = False,
    is_extract: bool = False,
    sees: bool = False,
    measures: bool = False,
) -> Any:
    campaign = SimpleNamespace(
        pk=2,
        owner=SimpleNamespace(short_name="LĐLĐ TP"),
        launched_at=None if is_draft else NOW,
        is_extract=is_extract,
        cancelled_at=None,
    )
    return SimpleNamespace(
        campaign=campaign,
        current=current,
        is_draft=is_draft,
        sees_progress=sees,
        indicators=["DV"] * measures,
    )


@pytest.mark.parametrize(
    ("found", "route", "pk"),
    [
        (page(phase(sheet_id=9, is_open=True), sees=True), "sheet", 9),
        (page(phase(sheet_id=9, is_scored=True), sees=True), "standings", 4),
        (page(phase(is_open=True), sees=True), "dashboard", 4),
    ],
)
def test_ones_own_sheet_comes_before_points_and_progress(found: Any, route: str, pk: int) -> None:
    buttons = [(b.route, b.pk, b.is_primary) for b in campaign_buttons(found, manages=True, ready=True)]
    assert buttons == [(route, pk, True)]


@pytest.mark.parametrize("found", [page(), page(phase()), page(phase(sheet_id=9))])
def test_without_a_next_step_there_is_no_button(found: Any) -> None:
    assert list(campaign_buttons(found, manages=True, ready=True)) == []


def test_what_is_measured_leads_to_its_targets_beside_the_next_step() -> None:
    found = page(phase(sheet_id=9, is_open=True), measures=True)
    buttons = [(b.route, b.pk, b.is_primary) for b in campaign_buttons(found, manages=False, ready=True)]
    assert buttons == [("target-list", 2, False), ("sheet", 9, True)]


@pytest.mark.parametrize(
    ("manages", "ready", "words"),
    [(False, True, []), (True, False, ["Change"]), (True, True, ["Change", "Launch…"])],
)
def test_a_draft_is_changed_and_launched_by_those_who_manage_it(
    manages: bool, ready: bool, words: list[str]
) -> None:
    buttons = campaign_buttons(page(is_draft=True), manages=manages, ready=ready)
    assert [b.words for b in buttons] == words


@pytest.mark.parametrize(
    ("ready", "told"),
    [(True, "ready to launch"), (False, "see below what is missing before the launch")],
)
def test_a_draft_says_whether_it_is_ready(ready: bool, told: str) -> None:
    line = campaign_line(page(is_draft=True), ready=ready)
    assert (line.words, line.facts) == ("In preparation", (told, "seen by LĐLĐ TP only"))


LAUNCHED = f"launched by LĐLĐ TP on {NOW:%d/%m/%Y}"


@pytest.mark.parametrize(
    ("found", "words", "is_due", "facts"),
    [
        (
            page(phase(is_open=True)),
            "Kỳ I: due by 31/07/2024",
            True,
            ("3/12 unions have submitted", LAUNCHED),
        ),
        (
            page(phase(), is_extract=True),
            "Kỳ I: due by 31/07/2024",
            False,
            ("an extract of a printed report: nobody counts as late", LAUNCHED),
        ),
        (page(), "", False, (LAUNCHED,)),
    ],
)
def test_a_launched_campaign_speaks_of_its_current_phase(
    found: Any, words: str, is_due: bool, facts: tuple[str, ...]
) -> None:
    line = campaign_line(found, ready=True)
    assert (line.words, line.is_due, line.facts) == (words, is_due, facts)


def test_a_year_has_no_submissions_and_no_progress() -> None:
    year = phase(phase=SimpleNamespace(pk=4, name="Cả năm", is_year=True))
    assert list(campaign_buttons(page(year, sees=True), manages=True, ready=True)) == []
    line = campaign_line(page(year), ready=True)
    assert (line.words, line.facts) == ("Cả năm: due by 31/07/2024", ("12 unions", LAUNCHED))
