"""A question about a figure: the figure stays submitted and counts, the union answers, the appraiser reads it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns.choices import ClusterStatus, ResultStatus
from campaigns.models import ClusterRevision, FigureQuestion, Result, ScoreLine
from campaigns.queries import appraisal
from campaigns.services import closing, questions, results
from campaigns.services.results import Decided
from common.errors import PhaseEnded, Refusal
from tests.campaigns.appraisal.cast import boxes, fresh, seen, ticked
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import as_, get, post, text_of
from units.models import Appointment, Notice, User
from units.notices import words_of
from units.services import jobs

LATER = after(CLOSES, days=1)
pytestmark = pytest.mark.usefixtures("in_july")


@pytest.fixture
def sent(season: Season) -> list[Result]:
    """Two figures of Ba Dinh wait."""
    season.send(season.world.ba_dinh, season.world.hoa, dv="800", kp="250")
    return [season.result(season.world.ba_dinh, code) for code in ("DV", "KP")]


@pytest.fixture
def closed(season: Season, sent: list[Result]) -> Iterator[list[Result]]:
    """Entry is closed and the points are computed."""
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    with time_machine.travel(LATER, tick=False):
        yield sent


def ask(season: Season, *rows: Result, text: str = "Đã gồm đơn vị mới chưa?") -> Decided:
    return questions.ask_about(
        phase=season.phase, result_ids=ticked(*rows), text=text, by=season.world.quang, now=NOW
    )


def answer(
    season: Season, question: FigureQuestion, by: User | None = None, text: str = "Đã gồm 3 đơn vị"
) -> None:
    questions.answer_question(question=question, answer=text, by=by or season.world.hoa, now=LATER)


def told(user: User, kind: str) -> list[tuple[str, str, str]]:
    notices = Notice.objects.filter(person=user.person, kind=kind).order_by("pk")
    said = [(words_of(n.kind, n.values), n.url) for n in notices]
    return [(words.title, words.body, url) for words, url in said]


def test_the_union_is_told_once_and_its_figures_stay_as_they_are(season: Season, sent: list[Result]) -> None:
    assert ask(season, *sent).count == 2
    assert [(r.status, r.version) for r in fresh(*sent)] == [(r.status, r.version) for r in sent]
    assert told(season.world.hoa, "figures_asked_about") == [
        (
            "A question about 2 figures of “Đợt 1”",
            "“Đã gồm đơn vị mới chưa?” Kết nạp đoàn viên mới; Thu kinh phí công đoàn. "
            "Please answer beside the figure on the sheet. The figure stays submitted meanwhile.",
            f"/sheets/{sent[0].participant_id}/",
        )
    ]


def test_a_figure_has_one_open_question_at_a_time(season: Season, sent: list[Result]) -> None:
    ask(season, sent[0])
    done = ask(season, *sent, text="Còn gì nữa?")
    assert ([r.pk for r in done.figures], [r.pk for r in done.missed]) == ([sent[1].pk], [sent[0].pk])
    assert appraisal.missed_words(done.missed[0]) == (
        "“Kết nạp đoàn viên mới” of LĐLĐ quận Ba Đình: a question about it is not answered yet."
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureQuestion.objects.create(result=sent[0], text="x", asked_by=season.world.quang, asked_at=NOW)


@pytest.mark.parametrize(("text", "said"), [("\n", "Write what you want"), ("x" * 301, "300 letters")])
def test_a_question_says_something_and_not_too_much(
    season: Season, sent: list[Result], text: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        ask(season, *sent, text=text)
    assert not FigureQuestion.objects.exists()


def test_an_answer_after_the_close_reaches_who_asked_and_moves_no_point(
    season: Season, closed: list[Result]
) -> None:
    ask(season, closed[0])
    question = FigureQuestion.objects.get()
    lines = ScoreLine.objects.filter(participant=closed[0].participant_id, criterion__code="1")
    before = list(lines.values_list("points", "revision"))
    answer(season, question)
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.answered_at) == (
        "Đã gồm 3 đơn vị",
        season.world.hoa,
        LATER,
    )
    assert told(season.world.quang, "figure_answered") == [
        (
            "LĐLĐ quận Ba Đình has answered about “Kết nạp đoàn viên mới”",
            "Đã gồm 3 đơn vị",
            f"/phases/{season.phase.pk}/appraisal/?show=answered#c{closed[0].pk}",
        )
    ]
    jobs.run_all(now=after(LATER, hours=1))
    assert list(lines.values_list("points", "revision")) == before


def test_once_who_asked_has_left_the_staff_of_today_is_told(season: Season, sent: list[Result]) -> None:
    ask(season, sent[0])
    Appointment.objects.filter(person=season.world.quang.person).update(valid_to=NOW.date())
    answer(season, FigureQuestion.objects.get())
    assert told(season.world.quang, "figure_answered") == []
    assert len(told(season.world.an, "figure_answered")) == 1


def test_an_answer_is_given_once_by_the_union_until_the_phase_is_sealed(
    season: Season, sent: list[Result]
) -> None:
    ask(season, *sent)
    first, second = FigureQuestion.objects.order_by("pk")
    answer(season, first)
    with pytest.raises(ValidationError, match="answered this meanwhile"):
        answer(season, first, by=season.world.hung)
    for name in ("minh", "quang", "lan"):
        with pytest.raises(Refusal, match="Only officers of LĐLĐ quận Ba Đình"):
            answer(season, second, by=season.world.users[name])
    for text, said in (("", "Write the answer first"), ("x" * 601, "600 letters")):
        with pytest.raises(ValidationError, match=said):
            answer(season, second, text=text)
    pointer = {"phase": season.phase, "cluster": season.world.cluster_1}
    ClusterRevision.objects.create(**pointer, status=ClusterStatus.SEALING)
    with pytest.raises(PhaseEnded):
        answer(season, second)
    with pytest.raises(PhaseEnded):
        ask(season, sent[0])


def test_question_and_answer_stand_beside_the_figure_in_the_queue(season: Season, sent: list[Result]) -> None:
    ask(season, *sent)
    first = FigureQuestion.objects.get(result=sent[0])
    answer(season, first)
    found = seen(season)
    assert [(q.text, q.answer) for q in found.questions] == [("Đã gồm đơn vị mới chưa?", "Đã gồm 3 đơn vị")]
    assert (found.is_clear, found.is_asked, seen(season, "KP").is_asked) == (False, False, True)
    page = get(season.world.quang, "appraisal", season.phase.pk)
    counts = page.context["counts"]
    assert (counts.waiting, counts.asked, counts.answered) == (2, 1, 1)
    shown = {
        show: [
            r.result.indicator.code
            for r in get(season.world.quang, "appraisal", season.phase.pk, show=show).context["rows"]
        ]
        for show in appraisal.SHOWS
    }
    assert shown == {"waiting": ["DV", "KP"], "asked": ["KP"], "answered": ["DV"], "verified": []}
    ask(season, sent[0], text="Ở đâu?")
    again = get(season.world.quang, "appraisal", season.phase.pk, show="answered")
    assert again.context["rows"] == []  # asked anew


def test_the_union_sees_the_question_on_its_sheet_and_answers_there_after_the_close(
    season: Season, closed: list[Result]
) -> None:
    ask(season, closed[0])
    question, sheet = FigureQuestion.objects.get(), closed[0].participant_id
    act = reverse("question-answer", args=[question.pk])
    page = text_of(get(season.world.hoa, "sheet", sheet))
    assert "LĐLĐ thành phố Hà Nội asks about 1 figure. Please answer below its line:" in page
    assert f'href="#q-{closed[0].pk}"' in page
    assert f'action="{act}"' in page
    client = as_(season.world.hoa)
    assert client.get(act).url == f"/sheets/{sheet}/#q-{closed[0].pk}"
    refused = client.post(act, {"answer": " "})
    assert (refused.status_code, "Write the answer first." in text_of(refused)) == (422, True)
    kept = client.post(act, {"answer": "ạ" * 601})
    assert (kept.status_code, "ạ" * 601 in text_of(kept)) == (422, True)
    done = client.post(act, {"answer": "Đã gồm\r\n3 đơn vị"})
    assert done.url == f"/sheets/{sheet}/#q-{closed[0].pk}"
    page = text_of(client.get(done.url))
    assert ("The answer is sent" in page, "Đã gồm 3 đơn vị" in page, f'action="{act}"' in page) == (
        True,
        True,
        False,
    )


def test_who_only_reads_the_sheet_reads_the_question_and_cannot_answer(
    season: Season, sent: list[Result]
) -> None:
    ask(season, sent[0])
    page = text_of(get(season.world.kim, "sheet", sent[0].participant_id))
    assert ("Đã gồm đơn vị mới chưa?" in page, "Your answer" in page) == (True, False)
    assert "asks about 1 figure; there is no answer yet:" in page


def test_the_home_page_of_the_union_lists_what_is_asked_until_it_is_answered_or_decided(
    season: Season, sent: list[Result]
) -> None:
    def listed(name: str) -> list[str]:
        return [q.result.indicator.code for q in get(season.world.users[name], "home").context["questions"]]

    ask(season, *sent)
    assert [listed(name) for name in ("hoa", "hung", "minh", "quang")] == [["DV", "KP"], ["DV", "KP"], [], []]
    page = text_of(get(season.world.hoa, "home"))
    assert f"/sheets/{sent[0].participant_id}/#q-{sent[0].pk}" in page
    assert page.count("Asked of you now") == 1  # what is asked stands in one place, whatever it is
    results.verify_results(phase=season.phase, result_ids=ticked(sent[0]), by=season.world.quang, now=NOW)
    assert listed("hoa") == ["KP"]
    answer(season, FigureQuestion.objects.get(result=sent[1]))
    assert listed("hoa") == []


def test_asking_by_the_page_says_how_many(season: Season, sent: list[Result]) -> None:
    said = post(season.world.quang, "results-ask", season.phase.pk, results=boxes(*sent), text="Ở đâu?")
    assert said.status_code == 302
    page = text_of(get(season.world.quang, "appraisal", season.phase.pk))
    assert page.count("Ở đâu?") == 2
    assert {row.status for row in fresh(*sent)} == {ResultStatus.SUBMITTED}
