"""Entering, submitting and proving figures: worked examples and every refusal."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from campaigns.choices import PhaseStatus, ResultState, ResultStatus
from campaigns.models import Evidence, Phase, Result
from campaigns.services import closing, results
from campaigns.services.results import Figure, FiguresConflict
from common.errors import PhaseEnded, Refusal
from tests.cast import CLOSES, NOW, OPENS, Season, after
from units.actors import SYSTEM
from units.models import AuditEvent, Document


@pytest.fixture(autouse=True)
def english() -> Any:
    """Messages are compared in the language of the source."""
    with translation.override("en"):
        yield


def row(season: Season, code: str = "DV") -> Result:
    return season.result(season.world.ba_dinh, code)


def save(season: Season, *figures: Figure, **more: Any) -> int:
    world = season.world
    return results.save_figures(
        **{
            "participant": season.sheet(world.ba_dinh),
            "figures": figures,
            "by": world.hoa,
            "now": NOW,
            **more,
        }
    )


def fault_of(season: Season, code: str, value: str | None, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save(season, season.figure(season.world.ba_dinh, code, value, **more))
    return caught.value.message_dict


def pdf(name: str = "bien-ban.pdf", content: bytes = b"%PDF-1.7 one") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


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


def test_fifteen_figures_cost_the_same_as_one(season: Season, django_assert_num_queries: Any) -> None:
    world = season.world
    sheet = season.sheet(world.ba_dinh)
    figures = [season.figure(world.ba_dinh, code, "1") for code in ("DV", "KP", "BC")]
    from django.db import connection

    lock = connection.vendor == "postgresql"
    # posts, savepoint and its release (of the test's own transaction), phase, rows, UPDATE, audit; the lock on PostgreSQL
    with django_assert_num_queries(7 + lock):
        results.save_figures(participant=sheet, figures=figures, by=world.hoa, now=NOW)


# --- Refusals -------------------------------------------------------------------------------------------------------
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


def test_submitted_figure_is_refused(season: Season) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    assert fault_of(season, "DV", "6") == {
        "DV": ["This figure is submitted or appraised; ask for it to be returned before changing it."]
    }


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
    with pytest.raises(PhaseEnded, match="took figures until 31/07/2024"):
        season.enter(world.ba_dinh, world.hoa, now=CLOSES, dv="7")


# --- Conflicts --------------------------------------------------------------------------------------------------------
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
    from campaigns.services.results import entering

    whole = entering.update_from

    def overtaken(*args: Any, **kwargs: Any) -> int:
        Result.objects.filter(pk=mine.result_id).update(value=Decimal(99), state="reported", version=1)
        return whole(*args, **kwargs)

    monkeypatch.setattr(entering, "update_from", overtaken)
    with pytest.raises(FiguresConflict, match="somebody has saved 99 meanwhile, you entered 12"):
        save(season, mine)


# --- Judged figures ---------------------------------------------------------------------------------------------------
def test_only_the_federation_judges(season: Season) -> None:
    figure = season.figure(season.world.ba_dinh, "TD", "17.25")
    sheet = season.sheet(season.world.ba_dinh)
    with pytest.raises(Refusal, match="Only the federation enters these figures"):
        results.judge_figures(participant=sheet, figures=[figure], by=season.world.hoa, now=NOW)
    assert results.judge_figures(participant=sheet, figures=[figure], by=season.world.quang, now=NOW) == 1
    assert (row(season, "TD").value, row(season, "TD").status) == (Decimal("17.25"), ResultStatus.VERIFIED)


@pytest.mark.parametrize("status", [PhaseStatus.CLOSING, PhaseStatus.SEALING, PhaseStatus.FINAL])
def test_nothing_is_judged_while_computing_or_after_the_final_act(season: Season, status: int) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(status=status, closed_at=CLOSES)
    with pytest.raises(PhaseEnded, match="takes no figures now"):
        results.judge_figures(
            participant=season.sheet(season.world.ba_dinh),
            figures=[season.figure(season.world.ba_dinh, "TD", "5")],
            by=season.world.quang,
            now=after(CLOSES, days=1),
        )


# --- Submitting -------------------------------------------------------------------------------------------------------
def test_submission_names_what_is_missing(season: Season) -> None:
    indicator = season.indicators["KP"]
    indicator.needs_evidence = True
    indicator.save()
    season.enter(season.world.ba_dinh, season.world.hoa, kp="5", bc="1")
    with pytest.raises(ValidationError) as caught:
        results.submit_sheet(participant=season.sheet(season.world.ba_dinh), by=season.world.hoa, now=NOW)
    assert caught.value.message_dict == {
        "DV": ["Enter a figure, or choose “nothing to report” or “not applicable”."],
        "KP": ["Attach the evidence first."],
    }


def test_submission_locks_and_is_counted_once(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    sheet = season.sheet(world.ba_dinh)
    assert results.submit_sheet(participant=sheet, by=world.hoa, now=NOW) == 3
    assert results.submit_sheet(participant=sheet, by=world.hoa, now=after(NOW, hours=1)) == 0
    sheet.refresh_from_db()
    assert sheet.submitted_at == NOW
    assert {r.status for r in sheet.results.exclude(indicator__code="TD")} == {ResultStatus.SUBMITTED}


def test_submission_is_refused_to_others_and_after_the_deadline(season: Season) -> None:
    sheet = season.sheet(season.world.ba_dinh)
    with pytest.raises(Refusal, match="Only officers of LĐLĐ quận Ba Đình submit its figures"):
        results.submit_sheet(participant=sheet, by=season.world.quang, now=NOW)
    with pytest.raises(PhaseEnded):
        results.submit_sheet(participant=sheet, by=season.world.hoa, now=CLOSES)


def test_returned_figure_stays_returned_until_it_is_submitted_again(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    results.return_result(result=row(season), reason="Thiếu biên bản", by=world.quang, now=NOW)
    season.enter(world.ba_dinh, world.hoa, dv="6")
    assert (row(season).status, row(season).return_reason) == (ResultStatus.RETURNED, "Thiếu biên bản")
    assert results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW) == 1
    assert row(season).status == ResultStatus.SUBMITTED


# --- Evidence ---------------------------------------------------------------------------------------------------------
def test_evidence_is_attached_and_removed_while_the_figure_may_change(season: Season) -> None:
    world = season.world
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=world.hoa, now=NOW)
    assert (kept.document.name, kept.document.union, kept.document.size) == (
        "bien-ban.pdf",
        world.ba_dinh,
        12,
    )
    results.detach_evidence(evidence=kept, by=world.hung, now=NOW)
    assert (Evidence.objects.count(), Document.objects.count()) == (0, 1)
    verbs = AuditEvent.objects.filter(subject_type="campaigns.result").order_by("pk")
    assert [e.verb for e in verbs] == ["attach_evidence", "detach_evidence"]


def test_same_file_twice_is_refused(season: Season) -> None:
    results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=NOW)
    with pytest.raises(ValidationError, match="attached here already"):
        results.attach_evidence(result=row(season), upload=pdf("khac.pdf"), by=season.world.hoa, now=NOW)
    assert (Evidence.objects.count(), Document.objects.count()) == (1, 1)


def test_evidence_of_a_submitted_figure_is_locked(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=world.hoa, now=NOW)
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    with pytest.raises(Refusal, match="and its evidence with it"):
        results.attach_evidence(result=row(season), upload=pdf("b.pdf", b"%PDF-2"), by=world.hoa, now=NOW)
    with pytest.raises(Refusal, match="and its evidence with it"):
        results.detach_evidence(evidence=kept, by=world.hoa, now=NOW)
    assert Evidence.objects.count() == 1


def test_evidence_is_refused_to_others_and_after_the_deadline(season: Season) -> None:
    for name in ("lan", "quang", "kim", "vy"):
        with pytest.raises(Refusal, match="keep the evidence of this figure"):
            results.attach_evidence(result=row(season), upload=pdf(), by=season.world.users[name], now=NOW)
    with pytest.raises(PhaseEnded):
        results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=CLOSES)
    assert Document.objects.count() == 0


def test_federation_attaches_to_what_it_judges_also_after_the_close(season: Season) -> None:
    closing.close_phase(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED)
    judged = row(season, "TD")
    kept = results.attach_evidence(
        result=judged, upload=pdf(), by=season.world.quang, now=after(CLOSES, days=1)
    )
    assert kept.result == judged


def test_figure_has_at_most_so_many_files(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results.evidence, "MOST_FILES", 1)
    given = {"result": row(season), "by": season.world.hoa, "now": NOW}
    results.attach_evidence(upload=pdf(), **given)
    with pytest.raises(ValidationError) as error:
        results.attach_evidence(upload=pdf("b.pdf", b"%PDF-2"), **given)
    assert error.value.message_dict == {
        "file": ["There are 1 files already. Put the rest into one file, or remove one."]
    }


def test_file_that_two_people_take_away_is_taken_away_once(season: Season) -> None:
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=NOW)
    seen_by_another = Evidence.objects.get(pk=kept.pk)
    for evidence in (kept, seen_by_another):
        results.detach_evidence(evidence=evidence, by=season.world.hoa, now=NOW)
    assert AuditEvent.objects.filter(verb="detach_evidence").count() == 1
