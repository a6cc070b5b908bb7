"""What the pages say of a figure that was corrected or set aside: its sheet, its line of points, the form, the home."""

from typing import Any

import time_machine

from campaigns.choices import IndicatorKind, ResultStatus
from campaigns.models import Correction, Result
from campaigns.queries.asked import asked_of
from campaigns.queries.publication import final_figures
from campaigns.services import after_close, finalising
from tests.campaigns.after_close.test_correcting import LATER, UNTIL, correct, wrong
from tests.cast import Season, after
from tests.pages import as_, get, post, text_of
from units.services import jobs

__all__ = ["wrong"]
WORDS = "set aside by the federation, with a reason"


def set_aside(season: Season) -> Correction:
    """Ba Dinh's figure does not count, by the federation."""
    row = season.result(season.world.ba_dinh, "DV")
    made = after_close.set_aside(
        result=row, version=row.version, reason="Không có hồ sơ", explain_until=UNTIL,
        by=season.world.quang, now=LATER,
    )  # fmt: skip
    jobs.run_all(now=after(LATER, minutes=2))
    return made


def sheet_as(season: Season, name: str, moment: Any = LATER) -> Any:
    with time_machine.travel(moment, tick=False):
        return get(season.world.users[name], "sheet", season.sheet(season.world.ba_dinh).pk)


# --- What was reported in time is not called "not submitted" ----------------------------------------------------------
def test_a_sheet_says_that_the_federation_set_a_figure_aside(wrong: Season) -> None:
    set_aside(wrong)
    said = text_of(sheet_as(wrong, "hoa"))
    told = "The federation set 1 figure of this sheet aside, with a reason: it does not count."
    assert (told in said, "was not submitted, or was returned" in said) == (True, False)


def test_a_line_of_points_says_that_its_figure_was_set_aside_and_not_that_it_is_missing(
    wrong: Season,
) -> None:
    set_aside(wrong)
    place = wrong.sheet(wrong.world.ba_dinh).pk
    with time_machine.travel(LATER, tick=False):
        page = get(wrong.world.hoa, "standings", wrong.phase.pk, open=place)
    line = next(
        row for row in page.context["shown"].lines if row.result and row.result.indicator.code == "DV"
    )
    assert (line.value, line.counted) == (WORDS, "")


def test_the_final_act_counts_them_apart(wrong: Season) -> None:
    set_aside(wrong)
    figures = final_figures(wrong.phase)[wrong.world.cluster_1.pk]
    assert (figures.uncounted, figures.set_aside, figures.noted()["set_aside"]) == (0, 1, 1)


# --- Who may explain is led there -------------------------------------------------------------------------------------
def test_the_row_of_a_changed_figure_leads_its_union_to_the_explanation_until_its_end(wrong: Season) -> None:
    correction = correct(wrong)
    link = f'href="/corrections/{correction.pk}/explain/"'
    said = text_of(sheet_as(wrong, "hoa"))
    assert (link in said, "until the end of 04/08/2024" in said) == (True, True)
    assert [link in text_of(sheet_as(wrong, name)) for name in ("quang", "lan")] == [False, False]
    assert link not in text_of(sheet_as(wrong, "hoa", UNTIL))
    after_close.explain_correction(correction=correction, explanation="x", by=wrong.world.hoa, now=LATER)
    assert link not in text_of(sheet_as(wrong, "hoa"))


def test_the_home_says_corrected_or_set_aside_as_it_was(wrong: Season) -> None:
    def asked() -> list[str]:
        return [one.words for one in asked_of(wrong.world.hoa, LATER) if one.act == "Explain"]

    set_aside(wrong)
    assert asked() == ["1 figure was set aside: you may explain"]
    correct(wrong, now=after(LATER, minutes=3))
    assert asked() == ["2 figures were corrected or set aside: you may explain"]
    Correction.objects.update(kind="corrected")
    assert asked() == ["2 figures were corrected: you may explain"]


def test_the_time_to_explain_that_ended_at_midnight_is_told_by_its_day(wrong: Season) -> None:
    correction = correct(wrong)
    with time_machine.travel(UNTIL, tick=False):
        answer = post(wrong.world.hoa, "explain", correction.pk, explanation="Muộn")
    assert "ended at the end of 04/08/2024." in text_of(answer)


# --- The form ---------------------------------------------------------------------------------------------------------
def form(season: Season, **sent: str) -> Any:
    row = season.result(season.world.ba_dinh, "DV")
    fields = {"state": "reported", "version": str(row.version), "reason": "Sai", "closes_at": "03/08/2024"}
    with time_machine.travel(LATER, tick=False):
        if sent:
            return post(season.world.quang, "correct", row.pk, **fields, **sent)
        return get(season.world.quang, "correct", row.pk)


def test_the_right_figure_is_not_called_optional_and_each_act_has_its_button(wrong: Season) -> None:
    said = text_of(form(wrong))
    assert "The right figure</label>" in said
    assert ("Change the figure</span>" in said, "Set the figure aside</span>" in said) == (True, True)


def test_setting_aside_reads_no_right_figure_and_is_told_by_its_name(wrong: Season) -> None:
    answer = form(wrong, kind="set_aside", value="nonsense")
    assert (answer.status_code, Correction.objects.get().kind) == (302, "set_aside")
    with time_machine.travel(LATER, tick=False):
        page = answer.client.get(answer["Location"])
    assert "The figure is set aside; its union is told" in text_of(page)


def test_a_yes_or_no_is_chosen_and_not_typed(wrong: Season) -> None:
    wrong.indicators["DV"].kind = IndicatorKind.YES_NO
    wrong.indicators["DV"].save()
    assert [name for name, _words in form(wrong).context["form"].fields["value"].choices] == ["1", "0"]
    answer = form(wrong, kind="corrected", value="0")
    assert (answer.status_code, Correction.objects.get().value) == (302, 0)


# --- Where it leads, and where it is refused --------------------------------------------------------------------------
def test_a_correction_from_the_queue_leads_back_to_its_figure_there(wrong: Season) -> None:
    row, phase = wrong.result(wrong.world.ba_dinh, "DV"), wrong.phase.pk
    with time_machine.travel(LATER, tick=False):
        Result.objects.filter(pk=row.pk).update(status=ResultStatus.SUBMITTED)
        queue = text_of(get(wrong.world.quang, "appraisal", phase, cluster=str(wrong.world.cluster_1.pk)))
        link = f"/results/{row.pk}/correct/?cluster={wrong.world.cluster_1.pk}&amp;page=1"
        assert link in queue
        fields = {"kind": "corrected", "state": "reported", "value": "800", "version": str(row.version)}
        answer = as_(wrong.world.quang).post(
            link.replace("&amp;", "&"), {**fields, "reason": "Sai", "closes_at": "03/08/2024"}
        )
    assert (answer.status_code, answer["Location"]) == (
        302, f"/phases/{phase}/appraisal/?cluster={wrong.world.cluster_1.pk}#r{row.pk}",
    )  # fmt: skip


def test_after_the_final_nothing_is_offered_that_is_refused_at_the_end(wrong: Season) -> None:
    """The form is refused before anything is typed, and the queue has no box for what moves no more."""
    world, row = wrong.world, wrong.result(wrong.world.ba_dinh, "DV")
    with time_machine.travel(LATER, tick=False):
        finalising.make_final(
            phase_id=wrong.phase.pk, by=world.quang, now=LATER, clusters=[world.cluster_1.pk]
        )
        assert form(wrong).status_code == 409
        queue = text_of(get(world.quang, "appraisal", wrong.phase.pk, show="verified"))
    assert (f'id="r{row.pk}"' in queue, f'id="c{row.pk}"' in queue) == (True, False)
    assert f"/results/{row.pk}/correct/" not in queue
