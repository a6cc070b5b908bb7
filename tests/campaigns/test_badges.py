"""Where sheets, phases and pledges stand, in a word or two."""

from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.choices import PhaseStatus, PledgeStatus, ResultState, ResultStatus, Supplier, TableStatus
from campaigns.queries import badges
from campaigns.queries.badges import figure_badge
from campaigns.queries.launch import Step
from campaigns.queries.sheet_list import Progress
from tests.cast import CLOSES, NOW, at

OPENS = at(2024, 7, 1, 0)


def phase(**said: Any) -> Any:
    """An open phase, in the middle of its entry window."""
    known = {
        "status": PhaseStatus.OPEN,
        "entry_opens_at": OPENS,
        "entry_closes_at": CLOSES,
        "is_cancelled": False,
        "campaign": SimpleNamespace(is_extract=False, owner=SimpleNamespace(short_name="LĐLĐ TP")),
    }
    return SimpleNamespace(**known | said)


EXTRACT = phase(campaign=SimpleNamespace(is_extract=True))


@pytest.mark.parametrize(
    ("where", "progress", "words"),
    [
        (EXTRACT, Progress(), "Extract of a report"),
        (phase(entry_opens_at=CLOSES), Progress(), "opens 1/8"),
        (phase(), Progress(lines=4, returned=2, waiting=2), "2 returned"),
        (phase(), Progress(lines=4, verified=4), "Appraised"),
        (phase(), Progress(lines=4, verified=1, waiting=3), "Waiting for appraisal"),
        (phase(status=PhaseStatus.CLOSED), Progress(lines=4, answered=3), "Entry closed"),
        (phase(entry_closes_at=NOW), Progress(lines=4, answered=3), "Entry closed"),
        (phase(), Progress(lines=4, answered=3), "Draft"),
        (phase(), Progress(lines=4), "Not entered"),
    ],
)
def test_a_sheet_in_a_list_says_what_comes_first(where: Any, progress: Progress, words: str) -> None:
    assert badges.sheet_badge(SimpleNamespace(phase=where, progress=progress), NOW).words == words


@pytest.mark.parametrize(
    ("where", "said", "takes_figures", "words"),
    [
        (phase(), {"is_submitted": True}, True, "Submitted"),
        (phase(), {"returned": 1}, True, "1 figure returned"),
        (phase(), {}, True, "Not submitted yet"),
        (phase(), {}, False, "Not submitted"),
    ],
)
def test_a_member_of_a_cluster_is_late_only_while_figures_are_taken(
    where: Any, said: dict[str, Any], takes_figures: bool, words: str
) -> None:
    sheet = SimpleNamespace(**{"phase": where, "is_submitted": False, "returned": 0} | said)
    found = badges.member_badge(sheet, takes_figures)
    assert found
    assert found.words == words


def test_a_printed_report_says_nothing_of_a_members_sheet() -> None:
    sheet = SimpleNamespace(phase=EXTRACT, is_submitted=False, returned=0)
    assert badges.member_badge(sheet, False) is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PhaseStatus.OPEN, "after the end of 31/07/2024"),
        (PhaseStatus.CLOSING, "Being computed"),
        (PhaseStatus.CLOSED, "Provisional points"),
        (PhaseStatus.SEALING, "Provisional points"),
        (PhaseStatus.FINAL, "Final"),
    ],
)
def test_points_are_provisional_until_they_are_final(status: int, words: str) -> None:
    assert badges.points_badge(phase(status=status)).words == words


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (phase(), "until the end of 31/07/2024"),
        (phase(entry_opens_at=CLOSES), "opens 01/08/2024"),
        (phase(entry_closes_at=NOW), "closed"),
        (phase(status=PhaseStatus.CLOSED), "closed"),
    ],
)
def test_an_entry_window_is_told_to_those_who_appraise(where: Any, words: str) -> None:
    assert badges.entry_badge(where, NOW).words == words


@pytest.mark.parametrize(
    ("status", "mine", "kind", "icon"),
    [
        (PledgeStatus.SIGNING, True, "info", "pen"),
        (PledgeStatus.IN_FORCE, False, "ok", "check"),
        (PledgeStatus.SIGNING, False, "wait", "clock"),
        (PledgeStatus.DRAFT, False, "lock", "ring"),
    ],
)
def test_a_pledge_that_waits_for_me_is_told_first(status: int, mine: bool, kind: str, icon: str) -> None:
    going = SimpleNamespace(is_cancelled=False)
    pledge = SimpleNamespace(status=status, mine=mine, get_status_display=lambda: "", campaign=going)
    found = badges.pledge_badge(pledge)
    assert (found.kind, found.icon) == (kind, icon)


def test_what_was_cancelled_says_so_wherever_it_stands() -> None:
    gone, cancelled = phase(is_cancelled=True), badges.cancelled_badge()
    sheet = SimpleNamespace(phase=gone, is_submitted=False, returned=0, progress=Progress(lines=3))
    pledge = SimpleNamespace(status=PledgeStatus.SIGNING, mine=True, campaign=gone)
    found = [
        badges.sheet_badge(sheet, NOW),
        badges.member_badge(sheet, False),
        badges.points_badge(gone),
        badges.entry_badge(gone, NOW),
        badges.pledge_badge(pledge),
    ]
    assert found == [cancelled] * 5
    assert cancelled.words == "Cancelled"


@pytest.mark.parametrize(
    ("status", "signed_at", "is_mine", "words", "kind"),
    [
        (PledgeStatus.SIGNING, NOW, False, "Signed", "ok"),
        (PledgeStatus.SIGNING, None, True, "Your turn to sign", "info"),
        (PledgeStatus.SIGNING, None, False, "Not signed", "lock"),
        (PledgeStatus.IN_FORCE, NOW, False, "Signed", "ok"),
    ],
)
def test_a_party_has_signed_or_is_waited_for(
    status: int, signed_at: Any, is_mine: bool, words: str, kind: str
) -> None:
    place: Any = SimpleNamespace(signed_at=signed_at, is_mine=is_mine, targets=0)
    pledge: Any = SimpleNamespace(status=status, cluster_id=3)
    badge = badges.party_badge(place, pledge)
    assert badge is not None
    assert (badge.words, badge.kind) == (words, kind)


@pytest.mark.parametrize(("targets", "words"), [(0, "no target yet"), (1, "1 target"), (12, "12 targets")])
def test_a_party_of_a_draft_shows_its_targets(targets: int, words: str) -> None:
    place: Any = SimpleNamespace(signed_at=None, is_mine=True, targets=targets)
    pledge: Any = SimpleNamespace(status=PledgeStatus.DRAFT, cluster_id=3)
    badge = badges.party_badge(place, pledge)
    assert badge is not None
    assert badge.words == words


def test_the_clusters_pledge_holds_no_targets_of_its_parties() -> None:
    place: Any = SimpleNamespace(signed_at=None, is_mine=True, targets=0)
    pledge: Any = SimpleNamespace(status=PledgeStatus.DRAFT, cluster_id=None)
    assert badges.party_badge(place, pledge) is None


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (PledgeStatus.DRAFT, "DRAFT", "lock"),
        (PledgeStatus.SIGNING, "2/5", "wait"),
        (PledgeStatus.IN_FORCE, "IN_FORCE", "ok"),
    ],
)
def test_a_clusters_pledge_counts_its_signatures(status: PledgeStatus, words: str, kind: str) -> None:
    pledge: Any = SimpleNamespace(
        status=status, signed=2, places=5, get_status_display=lambda: PledgeStatus(status).name
    )
    badge = badges.signing_badge(pledge)
    assert (badge.words, badge.kind) == (words, kind)


@pytest.mark.parametrize(
    ("status", "kind", "icon"),
    [
        (TableStatus.DRAFT, "wait", "pen"),
        (TableStatus.AGREED, "ok", "check"),
        (TableStatus.LOCKED, "lock", "lock"),
    ],
)
def test_a_table_is_negotiated_then_agreed_then_locked(status: TableStatus, kind: str, icon: str) -> None:
    table: Any = SimpleNamespace(status=status, get_status_display=lambda: "")
    badge = badges.table_badge(table)
    assert (badge.kind, badge.icon) == (kind, icon)


@pytest.mark.parametrize(
    ("done", "needed", "words", "icon"),
    [
        (True, True, "already there", "check"),
        (True, False, "already there", "check"),
        (False, True, "needed", "warning"),
        (False, False, "not yet", "ring"),
    ],
)
def test_a_step_that_is_missing_for_the_launch_warns(done: bool, needed: bool, words: str, icon: str) -> None:
    step = Step("", "", done=done, needed=needed)
    assert (step.badge.words, step.icon) == (words, icon)


def result(status: int, state: str = ResultState.REPORTED, supplier: str = Supplier.UNION) -> Any:
    return SimpleNamespace(status=status, state=state, indicator=SimpleNamespace(supplier=supplier))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (result(ResultStatus.VERIFIED), "Appraised"),
        (result(ResultStatus.SUBMITTED), "Waiting for appraisal"),
        (result(ResultStatus.RETURNED), "Returned"),
        (result(ResultStatus.DRAFT, ResultState.NOT_REPORTED), "Not entered"),
        (result(ResultStatus.DRAFT), "Draft"),
        (result(ResultStatus.DRAFT, supplier=Supplier.FEDERATION), "judged by LĐLĐ TP"),
    ],
)
def test_a_figure_says_where_it_stands(found: Any, words: str) -> None:
    said = figure_badge(found, phase().campaign)
    assert said
    assert said.words == words


def test_a_figure_that_a_report_does_not_print_has_no_badge() -> None:
    empty = result(ResultStatus.DRAFT, ResultState.NOT_REPORTED)
    printed = figure_badge(result(ResultStatus.DRAFT), EXTRACT.campaign)
    assert figure_badge(empty, EXTRACT.campaign) is None
    assert printed
    assert printed.words == "As printed"
