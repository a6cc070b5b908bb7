"""Before the end of a stage comes forward the page asks, and says in numbers what that means (issue 6, point 7)."""

from typing import Any

import pytest

from campaigns.choices import StageKind
from campaigns.models import Stage, WindowMove
from tests.campaigns.after_close.window_cast import forget, moves, put, told
from tests.cast import CLOSES, NOW, Season, after
from tests.pages import get, post, text_of
from units.models import Notice

pytestmark = pytest.mark.usefixtures("in_july")

SOONER = {"opens_at": "01/08/2024", "closes_at": "04/08/2024", "reason": "Họp hội đồng sớm"}


@pytest.fixture
def opinions(season: Season) -> Season:
    """Opinions are taken for ten days after the end of entry; cluster 2 has a window of its own."""
    put(season, StageKind.OPINIONS, 10)
    put(season, StageKind.OPINIONS, 12, cluster=season.world.cluster_2)
    forget()
    return season


def send(season: Season, **fields: Any) -> Any:
    return post(season.world.quang, "stage-set", season.phase.pk, "opinions", **fields)


def test_an_end_that_comes_forward_is_asked_about_and_nothing_moves_before_the_answer(
    opinions: Season,
) -> None:
    asked = send(opinions, **SOONER)
    question = asked.context["question"]
    assert (question.title, question.act) == (
        "Bring the end of “Opinions” forward?", "Bring the end forward",
    )  # fmt: skip
    assert question.stakes[0] == "Before: the end of 10/08/2024. From now on: the end of 04/08/2024."
    assert question.stakes[2:] == (
        "It concerns 3 unions; 0 of what the stage is for is not done there.",
        "5 people are told at once.",
    )
    assert (moves(), Notice.objects.count()) == ([], 0)


def test_what_was_agreed_to_is_done_and_told(opinions: Season) -> None:
    question = send(opinions, **SOONER).context["question"]
    assert send(opinions, **dict(question.keeps)).status_code == 302
    assert (moves(), len(told())) == ([("", "", 10, 4)], 5)
    stage = Stage.objects.of_all().get(phase=opinions.phase, kind=StageKind.OPINIONS)
    assert (stage.closes_at, WindowMove.objects.get().reason) == (after(CLOSES, days=4), SOONER["reason"])


def test_another_end_than_the_one_agreed_to_is_asked_about_anew(opinions: Season) -> None:
    question = send(opinions, **SOONER).context["question"]
    again = send(opinions, **dict(question.keeps) | {"closes_at": "03/08/2024"})
    assert (again.status_code, "question" in again.context, moves()) == (200, True, [])


def test_without_a_reason_nothing_is_asked_but_the_reason(opinions: Season) -> None:
    answer = send(opinions, **SOONER | {"reason": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])


def test_an_end_that_has_passed_is_told_at_its_field_and_not_asked_about(
    opinions: Season, time_machine: Any
) -> None:
    time_machine.move_to(after(CLOSES, days=5))
    answer = send(opinions, **SOONER)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closes_at"])


def test_more_time_is_given_at_once(opinions: Season) -> None:
    assert send(opinions, opens_at="01/08/2024", closes_at="20/08/2024").status_code == 302
    assert moves() == [("", "", 10, 20)]


def test_a_cluster_that_gets_less_time_than_it_inherits_is_asked_about_alone(opinions: Season) -> None:
    own = SOONER | {"cluster": str(opinions.world.cluster_1.pk)}
    stakes = send(opinions, **own).context["question"].stakes
    assert stakes[2] == "It concerns 3 unions; 0 of what the stage is for is not done there."


def test_a_stage_that_is_switched_on_late_is_offered_a_window_from_today_on(
    season: Season, time_machine: Any
) -> None:
    late = after(CLOSES, days=100)
    time_machine.move_to(late)
    form = get(season.world.quang, "stage-set", season.phase.pk, "self_score").context["form"]
    assert (form.initial["opens_at"], form.initial["closes_at"]) == (
        late.date(), after(late, days=4).date(),
    )  # fmt: skip


def test_the_page_asks_in_words_and_leads_back(opinions: Season) -> None:
    page = text_of(send(opinions, **SOONER))
    assert f"/phases/{opinions.phase.pk}/stages/opinions/" in page
    assert after(NOW, days=1) < CLOSES  # the end agreed to lies ahead
