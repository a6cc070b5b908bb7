"""The line below the head of a sheet, a dashboard, a pledge and a union's targets."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from campaigns.choices import PhaseStatus, PledgeStatus, TargetKind
from campaigns.queries.phase_lines import (
    Parties,
    TargetCounts,
    dashboard_line,
    pledge_line,
    sheet_line,
    targets_line,
)
from tests.cast import CLOSES, NOW, at

OPENS = at(2024, 7, 1, 0)


def sheet(*, submitted_at: Any = None, **said: Any) -> Any:
    """A sheet of a phase from 1 January to 31 July."""
    known = {
        "status": PhaseStatus.OPEN,
        "entry_opens_at": OPENS,
        "entry_closes_at": CLOSES,
        "period_from": date(2024, 1, 1),
        "period_to": date(2024, 7, 31),
        "cancelled_at": None,
        "campaign": SimpleNamespace(is_extract=False),
    }
    return SimpleNamespace(phase=SimpleNamespace(**known | said), submitted_at=submitted_at)


def grid(**said: Any) -> Any:
    return SimpleNamespace(**{"to_submit": [], "returned": 0, "waiting": 0, "verified": 0} | said)


PERIOD = "Figures of 01/01/2024 – 31/07/2024"


def test_an_open_sheet_says_until_when_and_what_is_left_to_do() -> None:
    line = sheet_line(sheet(), grid(to_submit=[1]), is_open=True, is_union=True, now=NOW)
    assert (line.words, line.is_due) == ("Due by the end of 31/7", True)
    assert line.facts == ("not submitted yet", PERIOD)
    assert line.left.endswith(" left")


def test_an_end_with_an_hour_is_told_with_its_hour_and_not_as_the_end_of_a_day() -> None:
    five = at(2024, 7, 31, 17)
    line = sheet_line(sheet(entry_closes_at=five), grid(), is_open=True, is_union=True, now=NOW)
    assert line.words == "Due by 17:00, 31/7"
    with override("vi"):
        line = sheet_line(sheet(entry_closes_at=five), grid(), is_open=True, is_union=True, now=NOW)
        assert line.words == "Hạn nộp 17:00, 31/7"
        midnight = sheet_line(sheet(), grid(), is_open=True, is_union=True, now=NOW)
        assert midnight.words == "Hạn nộp hết 31/7"


def test_a_returned_figure_is_told_before_what_waits() -> None:
    found = grid(returned=1, waiting=3)
    line = sheet_line(sheet(submitted_at=NOW), found, is_open=True, is_union=False, now=NOW)
    assert line.left == ""
    assert line.facts[1:] == ("to be corrected and submitted again", PERIOD)


@pytest.mark.parametrize(
    ("said", "now", "words"),
    [
        ({"campaign": SimpleNamespace(is_extract=True)}, NOW, "Extract of a report"),
        ({"status": PhaseStatus.DRAFT}, NOW, "Not launched yet"),
        ({}, at(2024, 6, 1, 9), "Takes figures from 1/7"),
        ({}, CLOSES, "Entry closed at the end of 31/7"),
        ({"status": PhaseStatus.CLOSED}, NOW, "Entry closed at the end of 31/7"),
    ],
)
def test_a_sheet_that_takes_no_figures_says_why(said: dict[str, Any], now: Any, words: str) -> None:
    line = sheet_line(sheet(**said), grid(), is_open=False, is_union=True, now=now)
    assert (line.words, line.is_due, line.facts) == (words, False, (PERIOD,))


def places(*names: str) -> list[Any]:
    return [SimpleNamespace(union=SimpleNamespace(short_name=name)) for name in names]


def pledge(status: int) -> Any:
    owner = SimpleNamespace(short_name="LĐLĐ TP")
    campaign = SimpleNamespace(owner=owner, is_cancelled=False, cancelled_at=None)
    return SimpleNamespace(status=status, sign_until=CLOSES, in_force_at=NOW, campaign=campaign)


HEAD: Any = SimpleNamespace(short_name="Long Biên")


@pytest.mark.parametrize(
    ("missing", "head", "prepares", "last"),
    [
        (["A"], HEAD, True, "waiting for the targets of 1 union"),
        ([], HEAD, True, "ready: send it to the parties"),
        (["A"], HEAD, False, "prepared by Long Biên"),
        ([], None, False, "prepared by LĐLĐ TP"),
    ],
)
def test_a_draft_says_who_acts_next(missing: list[str], head: Any, prepares: bool, last: str) -> None:
    parties = Parties(signed=[], waiting=[], missing=places(*missing))
    line = pledge_line(pledge(PledgeStatus.DRAFT), parties, head=head, prepares=prepares, now=NOW)
    assert (line.words, line.is_due) == ("Draft", True)
    assert line.facts == ("to be signed by the end of 31/07/2024", last)


@pytest.mark.parametrize(
    ("now", "waiting", "words", "last"),
    [
        (NOW, ["A", "B"], "Sign by the end of 31/07/2024", "waiting for A, B"),
        (
            CLOSES,
            ["A", "B", "C", "D"],
            "The date for signing was 31/07/2024; signatures are still taken",
            "waiting for 4 unions",
        ),
    ],
)
def test_while_it_is_signed_a_pledge_names_few_and_counts_many(
    now: Any, waiting: list[str], words: str, last: str
) -> None:
    parties = Parties(signed=places("Z"), waiting=places(*waiting), missing=[])
    line = pledge_line(pledge(PledgeStatus.SIGNING), parties, head=HEAD, prepares=False, now=now)
    assert (line.words, line.is_due) == (words, True)
    assert line.facts == (f"1/{1 + len(waiting)} have signed", last)


def test_a_pledge_in_force_asks_for_nothing() -> None:
    parties = Parties(signed=places("A", "B"), waiting=[], missing=[])
    line = pledge_line(pledge(PledgeStatus.IN_FORCE), parties, head=HEAD, prepares=False, now=NOW)
    assert line.is_due is False
    assert line.facts == ("2/2 have signed",)


@pytest.mark.parametrize(
    ("kind", "party", "words"),
    [
        (TargetKind.REGISTERED, None, "Please register the targets of your union"),
        (TargetKind.ASSIGNED, None, "Please assign the targets of this union"),
        ("", None, "Read only"),
        ("", SimpleNamespace(signed_at=None), "In the pledge that awaits your signature"),
    ],
)
def test_targets_say_what_is_asked(kind: str, party: Any, words: str) -> None:
    line = targets_line(TargetCounts(total=4, assigned=4, registered=2, lower=0), kind=kind, party=party)
    assert (line.words, line.is_due) == (words, kind == TargetKind.REGISTERED)
    assert line.facts == ("registered 2/4", "assigned 4/4")


def test_targets_below_the_assigned_ones_are_counted() -> None:
    line = targets_line(TargetCounts(total=4, assigned=4, registered=4, lower=1), kind="", party=None)
    assert line.facts[-1] == "▾ 1 registered below the assigned one"


@pytest.mark.parametrize(
    ("is_open", "is_closed", "words"),
    [
        (False, False, "Due by the end of 31/7"),
        (True, False, "Due by the end of 31/7"),
        (False, True, "Entry closed at the end of 31/07/2024"),
    ],
)
def test_a_dashboard_says_until_when_and_how_many_have_submitted(
    is_open: bool, is_closed: bool, words: str
) -> None:
    line = dashboard_line(sheet().phase, submitted=3, total=1200, is_open=is_open, is_closed=is_closed)
    facts = ("3/1.200 units have submitted", "figures of 01/01/2024 – 31/07/2024")
    assert (line.words, line.is_due, line.facts) == (words, is_open, facts)


def test_nobody_is_late_in_an_extract_of_a_report() -> None:
    phase = sheet(campaign=SimpleNamespace(is_extract=True)).phase
    line = dashboard_line(phase, submitted=0, total=3, is_open=False, is_closed=True)
    assert line.facts[-1] == "extract of a printed report, nobody is late"
