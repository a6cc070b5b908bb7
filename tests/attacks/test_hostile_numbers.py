"""Numbers made to break a sum, a division or a close."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, TargetKind
from campaigns.models import Criterion, Phase, Result, ScoreLine, Standing
from campaigns.services import closing, targets, verification
from campaigns.services.results.figures import LARGEST
from common.errors import PhaseEnded
from common.fields import UNIT
from common.text import parse_figure
from tests.cast import CLOSES, NOW, Season, after
from units.services import jobs


@pytest.mark.parametrize(
    "text",
    [
        "1e400",
        "1E5",
        "NaN",
        "Infinity",
        "-inf",
        "0x10",
        "1_000",
        "²",
        "½",
        "१.२.३",
        "1.23.4",
        "--1",
        "1,2,3",
        "1.234,5,6",
    ],
)
def test_what_is_no_figure_is_asked_about(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_figure(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,5", "1234.5"), ("１２３", "123"), ("٣", "3"), ("-0", "0"), (" 1 234 ", "1234"), ("0007", "7")],
)
def test_what_can_be_read_in_one_way_is(text: str, value: str) -> None:
    assert parse_figure(text) == Decimal(value)


def test_the_english_way_is_asked_about() -> None:
    with pytest.raises(ValidationError) as error:
        parse_figure("1,234.5")
    assert error.value.code == "ambiguous"


@pytest.mark.parametrize("value", ["922337203685477", "10000000000001", "9" * 30, "-1", "0.5"])
def test_a_target_that_no_sum_could_hold_is_refused(season: Season, value: str) -> None:
    with pytest.raises(ValidationError) as error:
        targets.set_targets(
            campaign=season.campaign, union=season.world.ba_dinh, kind=TargetKind.REGISTERED,
            values={season.indicators["DV"]: Decimal(value)}, by=season.world.hoa, now=NOW,
        )  # fmt: skip
    assert list(error.value.message_dict) == ["DV"]


def register(season: Season, value: Decimal, now: Any = NOW) -> None:
    targets.set_targets(
        campaign=season.campaign, union=season.world.ba_dinh, kind=TargetKind.REGISTERED,
        values={season.indicators["DV"]: value}, by=season.world.hoa, now=now,
    )  # fmt: skip


def close(season: Season) -> Phase:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    phase = Phase.objects.get(pk=season.phase.pk)
    assert phase.status == PhaseStatus.CLOSED
    return phase


def test_one_unions_trillions_stop_neither_the_dashboard_nor_the_close(season: Season) -> None:
    register(season, Decimal(1))
    season.send(season.world.ba_dinh, season.world.hoa, dv=str(LARGEST))
    Criterion.objects.filter(code="2").update(rule="per_object", params={"per_object": 10_000 * UNIT})
    season.send(season.world.hoang_mai, season.world.minh, kp=str(LARGEST))
    client = Client()
    client.force_login(season.world.quang)
    with time_machine.travel(NOW, tick=False):
        for cluster in ("", season.world.cluster_1.pk):
            assert (
                client.get(reverse("dashboard", args=[season.phase.pk]), {"cluster": cluster}).status_code
                == 200
            )
    phase = close(season)
    points = ScoreLine.objects.filter(participant__phase=phase).values_list(
        "participant__union__code", "criterion__code", "points"
    )
    assert {(u, c): p for u, c, p in points if p} == {("BD", "1"): Decimal(40), ("HM", "2"): Decimal(30)}
    assert list(verification.recount(phase)) == [] if hasattr(verification, "recount") else True


def test_the_largest_target_with_a_high_cap_does_not_stop_the_close(season: Season) -> None:
    register(season, LARGEST)
    season.send(season.world.ba_dinh, season.world.hoa, dv=str(LARGEST))
    Criterion.objects.filter(code="1").update(params={"cap": 100_000 * UNIT})
    close(season)
    line = ScoreLine.objects.get(participant=season.sheet(season.world.ba_dinh), criterion__code="1")
    assert line.points == Decimal(40)


def test_a_target_of_zero_divides_nothing(season: Season) -> None:
    register(season, Decimal(0))
    season.send(season.world.ba_dinh, season.world.hoa, dv="5")
    client = Client()
    client.force_login(season.world.quang)
    with time_machine.travel(NOW, tick=False):
        assert client.get(reverse("dashboard", args=[season.phase.pk])).status_code == 200
    close(season)
    line = ScoreLine.objects.get(participant=season.sheet(season.world.ba_dinh), criterion__code="1")
    assert (line.points, line.target, line.value) == (0, 0, 5)


def test_null_and_zero_are_two_things_to_the_last(season: Season) -> None:
    season.send(season.world.ba_dinh, season.world.hoa, dv="0")
    close(season)
    lines = {
        u: (v, s)
        for u, v, s in ScoreLine.objects.filter(criterion__code="1").values_list(
            "participant__union__code", "value", "state"
        )
    }
    assert (lines["BD"], lines["HM"]) == ((Decimal(0), "reported"), (None, "not_reported"))
    reported = dict(Standing.objects.values_list("participant__union__code", "reported"))
    assert (reported["BD"], reported["HM"], reported["HD"]) == (1, 0, 0)


def test_a_cluster_of_one_and_a_union_in_none_are_ranked_alone(season: Season) -> None:
    season.sheet(season.world.ba_dinh).__class__.objects.filter(union=season.world.ba_dinh).update(
        cluster=None
    )
    rows = Result.objects.filter(participant__phase=season.phase, indicator__code="DV")
    rows.update(state=ResultState.NOTHING, status=ResultStatus.SUBMITTED)  # who sent nothing has no rank
    close(season)
    ranks = {
        u: (r, t) for u, r, t in Standing.objects.values_list("participant__union__code", "rank", "is_tied")
    }
    assert ranks == {"BD": (1, False), "HD": (1, False), "LB": (1, True), "HM": (1, True)}


def test_between_the_deadline_and_the_job_no_target_moves(season: Season) -> None:
    before = season.result(season.world.ba_dinh, "DV").registered_id
    register(season, Decimal(999), after(CLOSES, microseconds=-1))
    moved = season.result(season.world.ba_dinh, "DV").registered_id
    assert moved != before
    for moment in (CLOSES, after(CLOSES, hours=1)):
        with pytest.raises(PhaseEnded):
            register(season, Decimal(1), moment)
    assert Phase.objects.get().status == PhaseStatus.OPEN  # the job has not come yet
    assert season.result(season.world.ba_dinh, "DV").registered_id == moved
