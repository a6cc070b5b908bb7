"""A union that is taken out of a phase, or was dissolved: not late, not reminded, not ranked last."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Participant, Phase, Standing
from campaigns.services import campaigns, finalising
from campaigns.services.reminders import remind_units
from campaigns.services.verification import verify_phase
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.test_revisions import close, numbers
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import as_, post, text_of
from units.models import Notice, Union
from units.services import jobs

LATER = after(CLOSES, days=1)


def out(season: Season, **given: Any) -> None:
    fields = {"on": date(2024, 7, 15), "reason": "Sáp nhập", "by": season.world.quang, "now": NOW}
    campaigns.take_out(participant=season.sheet(season.world.ba_dinh), **fields | given)


def ranked(season: Season) -> list[str]:
    rows = Standing.objects.filter(participant__phase=season.phase, rank__isnull=False).visible()
    return sorted(rows.values_list("participant__union__code", flat=True))


def test_who_is_taken_out_is_not_late_and_not_reminded(season: Season) -> None:
    assert season.phase.participants.late().count() == 4
    out(season)
    assert sorted(season.phase.participants.late().values_list("union__code", flat=True)) == [
        "HD",
        "HM",
        "LB",
    ]
    remind_units(phase=season.phase, by=season.world.quang, now=NOW)
    told = Notice.objects.filter(kind="reminder").values_list("person__full_name", flat=True)
    assert set(told) & {"Hoa", "Hung"} == set()
    said = Notice.objects.filter(kind="taken_out").values_list("person__full_name", flat=True)
    assert sorted(said) == ["Hoa", "Hung"]


def test_it_is_not_ranked_and_its_figures_stay(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.prove(world.hoang_mai, world.minh, dv="700")
    out(season)
    close(season)
    assert (ranked(season), season.result(world.ba_dinh, "DV").value) == (["HM"], 800)


def test_taken_out_after_the_close_its_cluster_gets_new_points(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    season.prove(world.hoang_mai, world.minh, dv="700")
    close(season)
    assert ranked(season) == ["BD", "HM"]
    out(season, on=date(2024, 8, 1), now=LATER)
    jobs.run_all(now=after(LATER, minutes=2))
    assert (ranked(season), numbers(season.phase)) == (["HM"], {"C1": 2, "C2": 1})
    assert verify_phase(Phase.objects.get()).standings == 3
    campaigns.take_in(participant=season.sheet(world.ba_dinh), by=world.quang, now=after(LATER, hours=1))
    assert season.sheet(world.ba_dinh).left_on is None


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": " "}, "reason"), ({"reason": "x" * 301}, "reason"), ({"on": date(2025, 1, 1)}, "left_on")],
)
def test_a_day_that_has_come_and_a_reason_are_asked_for(season: Season, given: Any, field: str) -> None:
    with pytest.raises(ValidationError) as error:
        out(season, **given)
    assert list(error.value.message_dict) == [field]


def test_once_by_staff_and_not_after_the_final(season: Season) -> None:
    with pytest.raises(Refusal):
        out(season, by=season.world.hoa)
    out(season)
    with pytest.raises(Conflict, match="is out already"):
        out(season)
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=season.world.quang, now=LATER)
    with pytest.raises(PhaseEnded):
        campaigns.take_in(participant=season.sheet(season.world.ba_dinh), by=season.world.quang, now=LATER)


def test_a_dissolved_union_is_not_late_and_leaves_at_the_close(season: Season) -> None:
    world = season.world
    season.prove(world.ba_dinh, world.hoa, dv="800")
    Union.objects.filter(pk=world.hoang_mai.pk).update(dissolved_on=date(2024, 6, 30))
    assert "HM" not in season.phase.participants.late().values_list("union__code", flat=True)
    close(season)
    gone = Participant.objects.get(phase=season.phase, union=world.hoang_mai)
    assert (gone.left_on, gone.table, ranked(season)) == (date(2024, 6, 30), None, ["BD"])


def test_the_page_takes_out_and_in_again(season: Season) -> None:
    world, sheet = season.world, season.sheet(season.world.ba_dinh)
    page = f"/phases/{season.phase.pk}/participants/"
    assert "Take out…" in text_of(as_(world.quang).get(page))
    bad = post(world.quang, "take-out", sheet.pk, left_on="x", reason="")
    assert (bad.status_code, sorted(bad.context["form"].errors)) == (422, ["left_on", "reason"])
    assert post(world.quang, "take-out", sheet.pk, left_on="15/07/2024", reason="Sáp nhập").status_code == 302
    assert "takes no part from 15/07/2024 on" in text_of(as_(world.quang).get(page))
    assert post(world.quang, "take-in", sheet.pk).status_code == 302
    assert season.sheet(world.ba_dinh).left_on is None
