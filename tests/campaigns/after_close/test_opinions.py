"""Opinions on single lines: raised inside the window by the ranked, answered by name, holding up their cluster."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.urls import reverse

from campaigns.choices import ClusterStatus, OpinionOutcome, StageKind
from campaigns.models import Criterion, Opinion, Phase, Stage
from campaigns.queries.asked import asked_of
from campaigns.queries.standings_after import after_close_of
from campaigns.services import finalising, hearing
from campaigns.services.campaigns import leaving
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, START, Season, after
from tests.held import statuses
from tests.pages import get, text_of
from units.actors import SYSTEM
from units.choices import Role
from units.models import Notice, Union, User
from units.services import jobs, people

OPENS, ENDS = after(CLOSES, days=1), after(CLOSES, days=6)
INSIDE = after(CLOSES, days=2)


@pytest.fixture
def heard(season: Season) -> Season:
    """A closed phase that takes opinions for five days."""
    season.prove(season.world.ba_dinh, season.world.hoa, dv="800")
    close(season)
    Stage.objects.filter(phase=season.phase).delete()
    Stage.objects.create(phase=season.phase, kind=StageKind.OPINIONS, opens_at=OPENS, closes_at=ENDS)
    return season


def line(season: Season, code: str = "1") -> Criterion:
    return Criterion.objects.get(table=season.table, code=code)


def say(season: Season, **given: Any) -> Opinion:
    world = season.world
    fields = {
        "participant": season.sheet(world.ba_dinh), "place": season.sheet(world.ba_dinh), "criterion": line(season),
        "text": "Chưa tính 20 đoàn viên", "by": world.hoa, "now": INSIDE,
    }  # fmt: skip
    return hearing.raise_opinion(**fields | given)


def answer(season: Season, opinion: Opinion, **given: Any) -> None:
    fields = {"outcome": OpinionOutcome.EXPLAINED.value, "answer": "Đã tính đủ", "by": season.world.quang}
    hearing.answer_opinion(opinion=opinion, now=INSIDE, **fields | given)


def test_opinion_is_answered_by_name_and_its_union_is_told(heard: Season) -> None:
    opinion = say(heard)
    answer(heard, opinion)
    opinion.refresh_from_db()
    assert (opinion.answer, opinion.answered_by, opinion.outcome) == (
        "Đã tính đủ", heard.world.quang, OpinionOutcome.EXPLAINED,
    )  # fmt: skip
    told = Notice.objects.filter(kind="opinion_answered")
    assert {notice.person.full_name for notice in told} == {"Hoa", "Hung"}
    with pytest.raises(Conflict, match="answered or withdrawn already"):
        answer(heard, opinion)


@pytest.mark.parametrize("moment", [after(OPENS, seconds=-1), ENDS])
def test_outside_its_window_no_opinion_is_taken(heard: Season, moment: Any) -> None:
    with pytest.raises(PhaseEnded, match="takes opinions from"):
        say(heard, now=moment)


def test_a_phase_without_the_stage_takes_none(heard: Season) -> None:
    Stage.objects.all().delete()
    with pytest.raises(PhaseEnded, match="takes no opinions"):
        say(heard)


def test_a_union_speaks_of_lines_in_its_own_cluster_alone(heard: Season) -> None:
    world = heard.world
    say(heard, place=heard.sheet(world.hoang_mai), by=world.minh)
    with pytest.raises(ValidationError, match="in your own cluster"):
        say(heard, place=heard.sheet(world.ha_dong), by=world.nga)
    with pytest.raises(Refusal):
        say(heard, by=world.minh)


def test_words_and_the_line_must_be_right(heard: Season) -> None:
    with pytest.raises(ValidationError) as error:
        say(heard, text="  ")
    assert list(error.value.message_dict) == ["text"]
    other = Criterion.objects.create(table=heard.table, code="G", name="Nhóm", max_points=1, order=9)
    with pytest.raises(ValidationError, match="this union's scoring table"):
        say(heard, criterion=other)


def test_one_opinion_of_a_union_waits_on_a_line(heard: Season) -> None:
    opinion = say(heard)
    with pytest.raises(Conflict, match="waits for its answer"):
        say(heard)
    with pytest.raises(Refusal):
        hearing.withdraw_opinion(opinion=opinion, by=heard.world.minh, now=INSIDE)
    hearing.withdraw_opinion(opinion=opinion, by=heard.world.hoa, now=INSIDE)
    assert say(heard).text == "Chưa tính 20 đoàn viên"
    with pytest.raises(Conflict):
        hearing.withdraw_opinion(opinion=opinion, by=heard.world.hoa, now=INSIDE)


@pytest.mark.parametrize(("given", "field"), [({"answer": " "}, "answer"), ({"outcome": "x"}, "outcome")])
def test_an_answer_says_what_and_why(heard: Season, given: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        answer(heard, say(heard), **given)
    assert list(error.value.message_dict) == [field]


def test_staff_of_the_federation_answer(heard: Season) -> None:
    with pytest.raises(Refusal):
        answer(heard, say(heard), by=heard.world.lan)


def test_an_unanswered_opinion_holds_up_its_own_cluster_alone(heard: Season) -> None:
    opinion = say(heard)
    given = {"phase_id": heard.phase.pk, "by": heard.world.quang}
    with pytest.raises(ValidationError, match="Opinions are taken until"):
        finalising.make_final(**given, now=INSIDE)
    late = after(ENDS, hours=1)
    assert finalising.make_final(**given, now=late)
    jobs.run_all(now=late)
    assert statuses(heard.phase) == {"C1": ClusterStatus.PROVISIONAL, "C2": ClusterStatus.FINAL}
    with pytest.raises(ValidationError, match="1 opinion is not answered yet"):
        finalising.make_final(**given, now=late)
    answer(heard, opinion)
    assert finalising.make_final(**given, now=late)


def test_opinions_rest_once_the_cluster_is_final(heard: Season) -> None:
    heard.phase.revisions.update(status=ClusterStatus.FINAL)
    with pytest.raises(PhaseEnded, match="is final for"):
        say(heard)


def take_out(season: Season, union: Union) -> None:
    leaving.take_out(
        participant=season.sheet(union),
        on=date(2024, 8, 1),
        reason="Sáp nhập",
        by=season.world.quang,
        now=INSIDE,
    )


def post_of_quang(season: Season, union: Union) -> User:
    """Quang of the federation, who has a post in the union besides."""
    who = season.world.quang
    people.appoint(
        person=who.person, union=union, title="Chủ tịch", role=Role.CHAIR, since=START, by=SYSTEM, now=INSIDE
    )
    return User.objects.get(pk=who.pk)


def answers_offered(user: User, opinion: Opinion) -> tuple[bool, bool, int]:
    """The list offers the answer, and the withdrawal; and how the page of the answer is answered."""
    page = text_of(get(user, "opinions", opinion.participant.phase_id))
    offered = [reverse(f"opinion-{act}", args=[opinion.pk]) in page for act in ("answer", "withdraw")]
    return offered[0], offered[1], get(user, "opinion-answer", opinion.pk).status_code


@pytest.mark.parametrize("post", ["ba_dinh", "hoang_mai"])
def test_nobody_answers_an_opinion_of_an_own_union_or_on_its_line(heard: Season, post: str) -> None:
    world = heard.world
    opinion = say(heard, place=heard.sheet(world.hoang_mai), by=world.minh)
    with time_machine.travel(INSIDE, tick=False):
        assert answers_offered(world.quang, opinion) == (True, False, 200)
        quang = post_of_quang(heard, getattr(world, post))
        with pytest.raises(Refusal, match="somebody else of the federation answers this"):
            answer(heard, opinion, by=quang)
        assert answers_offered(quang, opinion) == (False, post == "hoang_mai", 403)
        asked = [one.words for one in asked_of(quang, INSIDE)]
    assert "1 opinion awaits an answer" not in asked


def test_a_union_that_was_taken_out_sends_no_opinions_and_is_not_asked_for_any(heard: Season) -> None:
    world = heard.world
    rival = heard.sheet(world.hoang_mai)

    def offered() -> tuple[bool, bool, int]:
        hoa = User.objects.get(pk=world.hoa.pk)
        asked = any(one.words.startswith("Look at your points") for one in asked_of(hoa, INSIDE))
        phase = Phase.objects.annotate(awaits=Value(False)).get(pk=heard.phase.pk)
        after = after_close_of(phase, rival.cluster_id, hoa, INSIDE, manages=False, held=None)
        return asked, after.says, get(hoa, "opinion-new", rival.pk, line(heard).pk).status_code

    with time_machine.travel(INSIDE, tick=False):
        seen = [offered()]
        stale = heard.sheet(world.ba_dinh)
        take_out(heard, world.ba_dinh)
        assert [*seen, offered()] == [(True, True, 200), (False, False, 409)]
    with pytest.raises(PhaseEnded, match="is not ranked in “Đợt 1”"):
        say(heard, participant=rival, place=stale)
    assert Opinion.objects.count() == 0


def test_a_line_of_a_union_that_was_taken_out_meanwhile_is_no_line(heard: Season) -> None:
    world = heard.world
    stale = heard.sheet(world.hoang_mai)
    take_out(heard, world.hoang_mai)
    with pytest.raises(ValidationError, match="this union's scoring table"):
        say(heard, participant=stale)
