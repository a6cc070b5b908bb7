"""Two appraisers on one figure: each act decides what is as it was on its page, and names what is not."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from campaigns.choices import ClusterStatus, PhaseStatus, ResultStatus
from campaigns.models import ClusterRevision, Participant, Phase, Result
from campaigns.services import questions, results
from campaigns.services.results import Decided
from common.errors import PhaseEnded, Refusal
from tests.campaigns.appraisal.cast import boxes, fresh, ticked, waiting_ones
from tests.cast import CLOSES, NOW, Season, add_person, after
from tests.pages import as_, text_of
from units.models import AuditEvent, User

pytestmark = pytest.mark.usefixtures("in_july")


@pytest.fixture
def sent(season: Season) -> list[Result]:
    """Ba Dinh's three figures wait; another colleague of Quang appraises too."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800", kp="250", bc="1")
    add_person(world, "lien", world.city)
    return [season.result(world.ba_dinh, code) for code in ("DV", "KP", "BC")]


def confirm(season: Season, rows: Any, by: User | None = None, **more: Any) -> Decided:
    return results.verify_results(
        phase=season.phase, result_ids=rows, by=by or season.world.quang, now=NOW, **more
    )


def test_who_confirmed_and_when_is_kept_with_the_figure(season: Season, sent: list[Result]) -> None:
    assert confirm(season, ticked(*sent)).count == 3
    row = fresh(sent[0])[0]
    assert (row.status, row.version, row.decided_by, row.decided_at) == (
        ResultStatus.VERIFIED,
        sent[0].version + 1,
        season.world.quang,
        NOW,
    )
    event = AuditEvent.objects.get(verb="verify_results")
    assert event.data == {"results": [row.pk for row in sent]}


def test_what_another_has_decided_meanwhile_is_left_and_the_rest_goes_through(
    season: Season, sent: list[Result]
) -> None:
    lien = season.world.users["lien"]
    results.return_results(
        phase=season.phase, result_ids=ticked(sent[0]), reason="Thiếu biên bản", by=lien, now=NOW
    )
    confirm(season, ticked(sent[1]), by=lien)
    done = confirm(season, ticked(*sent))
    assert ([row.pk for row in done.figures], [row.pk for row in done.missed]) == (
        [sent[2].pk],
        [sent[0].pk, sent[1].pk],
    )
    assert [row.status for row in fresh(*sent)] == [
        ResultStatus.RETURNED,
        ResultStatus.VERIFIED,
        ResultStatus.VERIFIED,
    ]


def test_a_figure_that_its_union_corrected_meanwhile_is_looked_at_anew(
    season: Season, sent: list[Result]
) -> None:
    world = season.world
    page = ticked(sent[0])
    results.return_results(phase=season.phase, result_ids=page, reason="x", by=world.users["lien"], now=NOW)
    season.enter(world.ba_dinh, world.hoa, dv="801")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    done = confirm(season, page)
    assert (done.count, [row.pk for row in done.missed]) == (0, [sent[0].pk])
    assert fresh(sent[0])[0].status == ResultStatus.SUBMITTED


def test_the_page_says_by_name_what_was_decided_by_whom(season: Season, sent: list[Result]) -> None:
    world = season.world
    lien = as_(world.users["lien"])
    verify, give_back = (
        reverse(name, args=[season.phase.pk]) for name in ("results-verify", "results-return")
    )
    page = boxes(*sent)
    lien.post(verify, {"results": page[:1]})
    lien.post(give_back, {"results": page[1:2], "reason": "Thiếu biên bản"})
    said = text_of(as_(world.quang).post(verify, {"results": page}, follow=True))
    assert "1 figure is appraised." in said
    assert "“Kết nạp đoàn viên mới” of LĐLĐ quận Ba Đình: Lien confirmed it at 09:00 on 20/7." in said
    assert "“Thu kinh phí công đoàn” of LĐLĐ quận Ba Đình: Lien returned it at 09:00 on 20/7." in said
    again = text_of(as_(world.quang).post(verify, {"results": page}, follow=True))
    assert "Quang confirmed it" in again
    assert "note--fault" in again  # nothing was done, so the form may be sent again


def test_of_many_that_changed_ten_are_named_and_the_rest_counted(season: Season) -> None:
    rows = waiting_ones(season, 12)
    page = boxes(*rows)
    Result.objects.filter(pk__in=[row.pk for row in rows]).update(version=9)
    url = reverse("results-verify", args=[season.phase.pk])
    said = text_of(as_(season.world.quang).post(url, {"results": page}, follow=True))
    assert (said.count("has changed meanwhile."), "And 2 more figures." in said) == (10, True)


def test_figures_beyond_doubt_are_confirmed_in_one_act_and_no_other(
    season: Season, sent: list[Result]
) -> None:
    world = season.world
    season.send(world.hoang_mai, world.minh, dv="5000", kp="200")
    client = as_(world.quang)
    groups = client.get(reverse("appraisal", args=[season.phase.pk])).context["groups"]
    by_union = {group.sheet.union.code: group for group in groups}
    form = {f"clear-{g.key}": [row.tick for row in g.clear] for g in groups}
    doubtful = [row.result.indicator.code for row in by_union["HM"].rows if not row.is_clear]
    assert doubtful == ["DV"]  # five times its target
    url = reverse("results-verify", args=[season.phase.pk])
    client.post(url, {**form, "group": by_union["HM"].key, "results": boxes(sent[0])})
    verified = Result.objects.filter(status=ResultStatus.VERIFIED)
    assert [(r.participant.union.code, r.indicator.code) for r in verified] == [("HM", "KP")]
    client.post(url, {**form, "group": "page"})
    assert sorted(verified.values_list("participant__union__code", "indicator__code")) == [
        ("BD", "BC"), ("BD", "DV"), ("BD", "KP"), ("HM", "KP"),
    ]  # fmt: skip


def test_what_somebody_asks_about_is_not_confirmed_together_with_others(
    season: Season, sent: list[Result]
) -> None:
    questions.ask_about(
        phase=season.phase,
        result_ids=ticked(sent[0]),
        text="Ở đâu?",
        by=season.world.users["lien"],
        now=NOW,
    )
    done = confirm(season, ticked(*sent), spares=True)
    assert ([row.pk for row in done.missed], done.count) == ([sent[0].pk], 2)
    assert confirm(season, ticked(sent[0])).count == 1  # ticked by itself, it is


@pytest.mark.parametrize("verb", [results.verify_results, results.return_results, results.take_back_results])
def test_an_act_has_a_limit_and_beyond_it_changes_nothing(season: Season, verb: Any) -> None:
    words = {} if verb is results.verify_results else {"reason": "x"}
    with pytest.raises(ValidationError, match=r"at most 1\.000 figures; 1\.001 are ticked") as raised:
        verb(phase=season.phase, result_ids=range(1, 1002), by=season.world.quang, now=NOW, **words)
    assert list(raised.value.message_dict) == ["results"]


@pytest.mark.parametrize("route", ["results-verify", "results-return", "results-ask", "results-take-back"])
def test_five_thousand_ticks_get_a_page_that_names_the_limit_and_the_way_on(
    season: Season, client: Client, route: str
) -> None:
    row = season.send(season.world.ba_dinh, season.world.hoa, dv="800")
    row = season.result(season.world.ba_dinh, "DV")
    client.force_login(season.world.quang)
    many = [*boxes(row), *(f"{n}.0" for n in range(10**6, 10**6 + 4999))]
    url = reverse(route, args=[season.phase.pk])
    answer = client.post(url, {"results": many, "clear-s0": many, "reason": "x", "text": "x"})
    assert answer.status_code == 422
    said = "One act takes at most 1.000 figures; 5.000 are ticked, and nothing was changed. Please choose a cluster"
    assert said in text_of(answer)
    assert fresh(row) == [row]
    assert fresh(row)[0].version == row.version


def test_judged_figures_and_those_of_other_phases_are_passed_over(season: Season, sent: list[Result]) -> None:
    judged = season.result(season.world.ba_dinh, "TD")
    Result.objects.filter(pk=judged.pk).update(status=ResultStatus.SUBMITTED)
    done = confirm(season, ticked(judged))
    assert (done.figures, done.missed) == ([], [])


def test_only_staff_decide_and_not_once_a_later_phase_that_carries_it_is_final(
    season: Season, sent: list[Result]
) -> None:
    with pytest.raises(Refusal):
        confirm(season, ticked(*sent), by=season.world.hoa)
    first = season.phase
    later = Phase.objects.create(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=first.period_from, period_to=first.period_to,
        entry_opens_at=NOW, entry_closes_at=CLOSES, status=PhaseStatus.FINAL, closed_at=CLOSES,
    )  # fmt: skip
    carried = {"phase": later, "cluster": season.world.cluster_1}
    ClusterRevision.objects.create(**carried, status=ClusterStatus.FINAL)
    Participant.objects.create(**carried, union=season.world.ba_dinh)
    with pytest.raises(PhaseEnded, match="“Đợt 2” is final for Cụm thi đua số 1"):
        results.verify_results(
            phase=first, result_ids=ticked(*sent), by=season.world.quang, now=after(CLOSES, days=1)
        )
