"""Many figures returned with one reason, and confirmations taken back: each union is told once."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.choices import ClusterStatus, ResultStatus
from campaigns.models import ClusterRevision, Result
from campaigns.services import closing, results
from campaigns.services.recomputing import COMPUTE
from common.errors import PhaseEnded, Refusal
from tests.campaigns.appraisal.cast import boxes, fresh, seen, ticked, waiting_ones, with_officer
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import post, text_of
from units.models import AuditEvent, Job, Notice
from units.notices import words_of
from units.services import jobs

LATER = after(CLOSES, days=1)
#: What was told since the launch.
MADE = Notice.objects.exclude(kind="campaign_launched")


@pytest.fixture
def sent(season: Season) -> list[Result]:
    """Two figures of Ba Dinh and one of Long Bien wait."""
    world = season.world
    season.send(world.ba_dinh, world.hoa, dv="800", kp="250")
    season.send(world.long_bien, world.lan, dv="700")
    return [
        season.result(world.ba_dinh, "DV"),
        season.result(world.ba_dinh, "KP"),
        season.result(world.long_bien, "DV"),
    ]


def give_back(season: Season, rows: Any, reason: str = "Thiếu biên bản", **more: Any) -> results.Decided:
    who: dict[str, Any] = {"by": season.world.quang, "now": NOW, **more}
    return results.return_results(phase=season.phase, result_ids=rows, reason=reason, **who)


def take_back(
    season: Season, rows: Any, reason: str = "Chưa khớp báo cáo", now: Any = NOW, **more: Any
) -> results.Decided:
    who: dict[str, Any] = {"by": season.world.quang, "now": now, **more}
    return results.take_back_results(phase=season.phase, result_ids=rows, reason=reason, **who)


def told(season: Season, name: str) -> list[tuple[str, str, str]]:
    """Title, rest and address of what a person was told."""
    notices = MADE.filter(person=season.world.users[name].person).order_by("pk")
    said = [(words_of(n.kind, n.values), n.url) for n in notices]
    return [(words.title, words.body, url) for words, url in said]


def test_each_union_is_told_once_of_all_its_figures(season: Season, sent: list[Result]) -> None:
    sheet, other = sent[0].participant_id, sent[2].participant_id
    assert give_back(season, ticked(*sent)).count == 3
    asked = "Please correct what was returned of “Đợt 1” and submit it again."
    several = (
        "2 figures of “Đợt 1” were returned: Thiếu biên bản",
        f"Kết nạp đoàn viên mới; Thu kinh phí công đoàn. {asked}",
        f"/sheets/{sheet}/",
    )
    assert [told(season, name) for name in ("hoa", "hung")] == [[several], [several]]
    one = "“Kết nạp đoàn viên mới” was returned: Thiếu biên bản"
    assert told(season, "lan") == [(one, asked, f"/sheets/{other}/#row-{sent[2].pk}")]
    assert [(row.status, row.return_reason) for row in fresh(*sent)] == [
        (ResultStatus.RETURNED, "Thiếu biên bản")
    ] * 3
    events = AuditEvent.objects.filter(verb="return_result").order_by("pk")
    assert [(e.subject_id, e.data) for e in events] == [
        (row.pk, {"reason": "Thiếu biên bản"}) for row in sent
    ]


@pytest.mark.parametrize(("reason", "said"), [(" \u200b", "Say what the union"), ("x" * 301, "300 letters")])
def test_without_a_reason_or_with_a_longer_one_nothing_is_returned(
    season: Season, sent: list[Result], reason: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        give_back(season, ticked(*sent), reason)
    assert {row.status for row in fresh(*sent)} == {ResultStatus.SUBMITTED}


def test_after_the_deadline_nothing_is_returned(season: Season, sent: list[Result]) -> None:
    with pytest.raises(PhaseEnded):
        give_back(season, ticked(*sent), now=CLOSES)


def statements(season: Season, rows: list[Result], act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert act(season, ticked(*rows)).count == len(rows)
    return len(caught)


@pytest.mark.parametrize("act", [give_back, take_back])
def test_an_act_takes_the_same_statements_for_3_and_for_300_unions(season: Season, act: Any) -> None:
    rows = waiting_ones(season, 304)
    with_officer(season, [row.participant.union for row in rows])
    Result.objects.filter(pk__in=[row.pk for row in rows]).update(status=ResultStatus.VERIFIED)
    act(season, ticked(rows[0]))  # what an account may do is known from its first act on
    assert statements(season, rows[1:4], act) == statements(season, rows[4:], act)
    assert MADE.count() == 304


def test_a_confirmation_is_taken_back_with_a_reason_that_everybody_reads(
    season: Season, sent: list[Result]
) -> None:
    world = season.world
    results.verify_results(phase=season.phase, result_ids=ticked(*sent), by=world.quang, now=NOW)
    page = fresh(*sent)
    assert take_back(season, ticked(*page[:2]), now=after(NOW, minutes=5)).count == 2
    assert [row.status for row in fresh(*sent)] == [
        ResultStatus.SUBMITTED,
        ResultStatus.SUBMITTED,
        ResultStatus.VERIFIED,
    ]
    (said,) = told(season, "hoa")
    assert said[:2] == (
        "The confirmation of 2 figures of “Đợt 1” was taken back",
        "“Chưa khớp báo cáo” Kết nạp đoàn viên mới; Thu kinh phí công đoàn. "
        "What is waiting for appraisal again asks nothing of you for now.",
    )
    assert told(season, "lan") == []
    assert seen(season).doubts == ["confirmation taken back: Chưa khớp báo cáo"]
    events = AuditEvent.objects.filter(verb="take_back_result")
    assert {(e.subject_id, e.data["reason"]) for e in events} == {
        (row.pk, "Chưa khớp báo cáo") for row in sent[:2]
    }


def test_what_waits_or_was_confirmed_anew_is_not_taken_back(season: Season, sent: list[Result]) -> None:
    assert take_back(season, ticked(*sent)).missed == sent
    with pytest.raises(ValidationError, match="Say why"):
        take_back(season, ticked(*sent), " ")
    with pytest.raises(Refusal):
        take_back(season, ticked(*sent), by=season.world.hoa)


def test_after_the_close_new_points_of_the_cluster_are_asked_for(season: Season, sent: list[Result]) -> None:
    season.mark(season.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    assert take_back(season, [sent[0].pk], now=LATER).count == 1
    job = Job.objects.get(kind=COMPUTE, state="queued")
    assert job.key == f"compute:{season.phase.pk}:{season.world.cluster_1.pk}:2"


def test_once_the_cluster_is_sealed_no_confirmation_is_taken_back(season: Season, sent: list[Result]) -> None:
    season.mark(season.world.ba_dinh, "DV", status=ResultStatus.VERIFIED)
    pointer = {"phase": season.phase, "cluster": season.world.cluster_1}
    ClusterRevision.objects.create(**pointer, status=ClusterStatus.SEALING)
    with pytest.raises(PhaseEnded, match="is final for Cụm thi đua số 1"):
        take_back(season, [sent[0].pk], now=LATER)
    assert fresh(sent[0])[0].status == ResultStatus.VERIFIED


@pytest.mark.parametrize("route", ["results-return", "results-take-back", "results-ask", "results-verify"])
def test_five_thousand_ticks_are_refused_in_words_and_nothing_changes(
    season: Season, sent: list[Result], route: str
) -> None:
    """More than one act takes; the page comes back with what was typed."""
    ticks = [*boxes(*sent), *(f"{90_000 + number}.1" for number in range(4_997))]
    before = [(row.status, row.version) for row in sent]
    words = {"reason": "Thiếu biên bản", "text": "Thiếu biên bản"}
    answer = post(season.world.quang, route, season.phase.pk, results=ticks, **words)
    told = "One act takes at most 1.000 figures; 5.000 are ticked, and nothing was changed."
    assert (answer.status_code, told in text_of(answer), "Thiếu biên bản" in text_of(answer)) == (
        422,
        True,
        True,
    )
    assert [(row.status, row.version) for row in fresh(*sent)] == before
    assert MADE.count() == 0
