"""Entering figures: what is kept, every refusal, and what happens when two people enter the same one."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, Supplier
from campaigns.models import Indicator, Phase, Result
from campaigns.permissions import require_open
from campaigns.services import results
from campaigns.services.results import Figure, FiguresConflict, entering
from common.errors import PhaseEnded, Refusal
from tests.campaigns.results_cast import row, save
from tests.cast import CLOSES, NOW, OPENS, Season, after
from units.models import AuditEvent

#: Locks are a statement of their own on PostgreSQL alone.
ADVISORY_LOCK = connection.vendor == "postgresql"


def fault_of(season: Season, code: str, value: str | None, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save(season, season.figure(season.world.ba_dinh, code, value, **more))
    return caught.value.message_dict


# --- Saving -------------------------------------------------------------------------------------------------------
def test_saved_figure_is_kept_with_its_author_and_time(season: Season) -> None:
    assert season.enter(season.world.ba_dinh, season.world.hoa, dv="120", kp="1234.5") == 2
    found = row(season, "KP")
    assert (found.state, found.value, found.version) == (ResultState.REPORTED, Decimal("1234.5"), 1)
    assert (found.status, found.entered_by, found.entered_at) == (ResultStatus.DRAFT, season.world.hoa, NOW)


def test_saving_leaves_one_audit_event_with_before_and_after(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="120")
    season.enter(season.world.ba_dinh, season.world.hoa, dv="130", kp="2.5")
    event = AuditEvent.objects.filter(verb="save_figures").latest("pk")
    assert event.data == {"figures": {"DV": ["120", "130"], "KP": ["not_reported", "2,5"]}}
    assert (event.actor_name, event.at) == ("hoa", NOW)


def test_four_states_are_four_different_things(season: Season) -> None:
    ba_dinh = season.world.ba_dinh
    found = []
    for state, value in (
        ("reported", "0"),
        ("nothing", None),
        ("not_applicable", None),
        ("not_reported", None),
    ):
        save(season, season.figure(ba_dinh, "DV", value, state))
        found.append((row(season).state, row(season).value))
    assert found == [
        ("reported", Decimal(0)),
        ("nothing", None),
        ("not_applicable", None),
        ("not_reported", None),
    ]


def test_word_stands_before_a_number_left_over(season: Season) -> None:
    assert save(season, season.figure(season.world.ba_dinh, "DV", "12", "nothing")) == 1
    assert (row(season).state, row(season).value) == ("nothing", None)


def test_same_figures_again_change_nothing(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="120")
    assert season.enter(season.world.ba_dinh, season.world.hoa, dv="120") == 0
    assert row(season).version == 1


def test_unchanged_figure_of_an_old_page_is_no_conflict(season: Season) -> None:
    old = season.figure(season.world.ba_dinh, "DV", "120")
    save(season, old)
    assert save(season, old) == 0


def test_note_day_and_estimate_stay_unless_given(season: Season) -> None:
    Result.objects.filter(pk=row(season).pk).update(as_of=NOW.date(), is_estimate=True, note="Số ước")
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5")
    found = row(season)
    assert (found.as_of, found.is_estimate, found.note) == (NOW.date(), True, "Số ước")


def test_note_alone_is_a_change(season: Season) -> None:
    figure = season.figure(season.world.ba_dinh, "DV", "5")
    noted = Figure(**{**figure.__dict__, "note": " Tính cả sáp nhập "})
    assert save(season, noted) == 1
    assert row(season).note == "Tính cả sáp nhập"


@pytest.mark.parametrize("codes", [["DV"], ["DV", "KP", "BC"]])
def test_three_figures_cost_the_same_as_one(
    season: Season, codes: list[str], django_assert_num_queries: Any
) -> None:
    world = season.world
    sheet = season.sheet(world.ba_dinh)
    figures = [season.figure(world.ba_dinh, code, "1") for code in codes]
    # posts, savepoint and its release (of the test's own transaction), phase, rows, UPDATE, audit
    with django_assert_num_queries(7 + ADVISORY_LOCK):
        results.save_figures(participant=sheet, figures=figures, by=world.hoa, now=NOW)


# --- Refusals -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("DV", "-1", "The figure cannot be negative. Enter 0 or more."),
        ("DV", "1.5", "Only whole numbers are taken here."),
        ("KP", "1.25", "At most 1 decimal is kept here."),
        ("BC", "2", "Enter 1 for yes or 0 for no."),
        ("DV", None, "Enter a figure, or choose “nothing to report” or “not applicable”."),
        (
            "DV",
            "10000000000001",
            "The figure is too large: at most 10.000.000.000.000. Check the unit of measure.",
        ),
    ],
)
def test_figure_that_does_not_fit_is_refused_with_the_remedy(
    season: Season, code: str, value: str | None, words: str
) -> None:
    assert fault_of(season, code, value) == {code: [words]}


def test_explanation_that_is_too_long_is_refused(season: Season) -> None:
    figure = season.figure(season.world.ba_dinh, "DV", "5")
    with pytest.raises(ValidationError) as caught:
        save(season, Figure(**{**figure.__dict__, "note": "x" * 301}))
    assert caught.value.message_dict == {
        "DV": ["The explanation is longer than 300 letters. Please shorten it."]
    }


def test_one_fault_keeps_every_figure_out(season: Season) -> None:
    ba_dinh = season.world.ba_dinh
    with pytest.raises(ValidationError):
        save(season, season.figure(ba_dinh, "DV", "5"), season.figure(ba_dinh, "KP", "-1"))
    assert row(season).state == ResultState.NOT_REPORTED


def test_thousands_typed_the_english_way_are_told_how_they_are_typed(season: Season) -> None:
    assert fault_of(season, "DV", "1.234")["DV"] == [
        "Only whole numbers are taken here. If 1.234 is meant, type it with a dot or without any mark."
    ]


@pytest.mark.parametrize("name", ["lan", "minh", "nga", "quang", "kim", "vy"])
def test_nobody_else_enters_a_unions_figures(season: Season, name: str) -> None:
    with pytest.raises(Refusal, match="Only officers of LĐLĐ quận Ba Đình enter its figures"):
        season.enter(season.world.ba_dinh, season.world.users[name], dv="5")


def test_figure_of_another_sheet_is_refused(season: Season) -> None:
    with pytest.raises(Refusal, match="not yours to enter"):
        save(season, season.figure(season.world.long_bien, "DV", "5"))


def test_union_does_not_enter_what_the_federation_judges(season: Season) -> None:
    with pytest.raises(Refusal, match="not yours to enter"):
        save(season, season.figure(season.world.ba_dinh, "TD", "5"))


def test_window_is_half_open(season: Season) -> None:
    world = season.world
    with pytest.raises(PhaseEnded, match="takes figures from 01/07/2024"):
        season.enter(world.ba_dinh, world.hoa, now=after(OPENS, seconds=-1), dv="5")
    assert season.enter(world.ba_dinh, world.hoa, now=OPENS, dv="5") == 1
    assert season.enter(world.ba_dinh, world.hoa, now=after(CLOSES, seconds=-1), dv="6") == 1
    with pytest.raises(PhaseEnded, match="took figures until the end of 31/07/2024"):
        season.enter(world.ba_dinh, world.hoa, now=CLOSES, dv="7")


def test_a_phase_that_is_not_launched_takes_no_figure() -> None:
    phase = Phase(name="Đợt 1", status=PhaseStatus.DRAFT, entry_opens_at=OPENS, entry_closes_at=CLOSES)
    with pytest.raises(PhaseEnded) as ended:
        require_open(phase, NOW)
    assert ended.value.reason == "“Đợt 1” is not launched yet."


# --- Conflicts ----------------------------------------------------------------------------------------------------
def test_conflict_tells_both_values_and_the_author(season: Season) -> None:
    world = season.world
    mine = season.figure(world.ba_dinh, "DV", "12")
    season.enter(world.ba_dinh, world.hung, dv="15")
    with pytest.raises(FiguresConflict) as caught:
        save(season, mine)
    assert caught.value.reason == (
        "“Kết nạp đoàn viên mới”: Hung has saved 15 meanwhile, you entered 12. "
        "Nothing was saved. Look at both figures, then save again."
    )
    told = caught.value.rows[mine.result_id]
    assert (told.theirs, told.yours, told.by, told.version) == ("15", "12", "Hung", 1)
    assert row(season).value == 15


def test_conflict_in_one_row_keeps_the_others_out(season: Season) -> None:
    world = season.world
    mine = [season.figure(world.ba_dinh, "DV", "12"), season.figure(world.ba_dinh, "KP", "3")]
    season.enter(world.ba_dinh, world.hung, dv="15")
    with pytest.raises(FiguresConflict):
        save(season, *mine)
    assert row(season, "KP").state == ResultState.NOT_REPORTED


def test_row_changed_between_reading_and_writing_is_a_conflict(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = season.world
    mine = season.figure(world.ba_dinh, "DV", "12")
    whole = entering.update_from

    def overtaken(*args: Any, **kwargs: Any) -> int:
        Result.objects.filter(pk=mine.result_id).update(value=Decimal(99), state="reported", version=1)
        return whole(*args, **kwargs)

    monkeypatch.setattr(entering, "update_from", overtaken)
    with pytest.raises(FiguresConflict, match="somebody has saved 99 meanwhile, you entered 12"):
        save(season, mine)


def test_row_that_the_federation_took_over_meanwhile_is_refused_in_words(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = season.figure(season.world.ba_dinh, "DV", "12")

    def overtaken(*_args: Any, **_kwargs: Any) -> int:
        Indicator.objects.filter(code="DV").update(supplier=Supplier.FEDERATION)
        return 0

    monkeypatch.setattr(entering, "update_from", overtaken)
    with pytest.raises(Refusal, match="not yours to enter"):
        save(season, mine)


# --- Judged figures -----------------------------------------------------------------------------------------------
def test_only_the_federation_judges(season: Season) -> None:
    figure = season.figure(season.world.ba_dinh, "TD", "17.25")
    sheet = season.sheet(season.world.ba_dinh)
    with pytest.raises(Refusal, match="Only the federation enters these figures"):
        results.judge_figures(participant=sheet, figures=[figure], by=season.world.hoa, now=NOW)
    assert results.judge_figures(participant=sheet, figures=[figure], by=season.world.quang, now=NOW) == 1
    assert (row(season, "TD").value, row(season, "TD").status) == (Decimal("17.25"), ResultStatus.VERIFIED)


@pytest.mark.parametrize("status", [PhaseStatus.DRAFT, PhaseStatus.CLOSING])
def test_nothing_is_judged_before_the_launch_or_while_computing(season: Season, status: int) -> None:
    closed_at = CLOSES if status == PhaseStatus.CLOSING else None
    Phase.objects.filter(pk=season.phase.pk).update(status=status, closed_at=closed_at)
    with pytest.raises(PhaseEnded, match="takes no figures now"):
        results.judge_figures(
            participant=season.sheet(season.world.ba_dinh),
            figures=[season.figure(season.world.ba_dinh, "TD", "5")],
            by=season.world.quang,
            now=after(CLOSES, days=1),
        )
