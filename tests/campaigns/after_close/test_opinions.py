"""Opinions on single lines: raised inside the window by the ranked, answered by name, holding up their cluster."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.choices import ClusterStatus, OpinionOutcome, StageKind
from campaigns.models import Criterion, Opinion, Stage
from campaigns.services import finalising, hearing
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.test_revisions import close
from tests.cast import CLOSES, Season, after
from tests.held import statuses
from units.models import Notice
from units.services import jobs

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
