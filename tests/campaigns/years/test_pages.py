"""The pages of a computed year: its standings, why a union has its points, the final act."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from campaigns.choices import Joining, PartMissing, TableStatus
from campaigns.models import Phase, ScoringTable, Standing
from campaigns.queries.explanation import YearExplanation, explain_year
from campaigns.services import scoring
from tests.campaigns.years.cast import (
    COMPUTED,
    LATER,
    close,
    leave,
    make_final,
    prove,
    school_year,
    year_over,
)
from tests.campaigns.years.conftest import Whole
from tests.campaigns.years.pages_cast import client_of, words
from tests.cast import CLOSES, Season, after, at
from tests.pages import final_form
from units.services import jobs

pytestmark = pytest.mark.usefixtures("in_july")


def test_the_standings_of_a_year_say_when_they_come(whole: Whole) -> None:
    shown = words(client_of(whole.season.world.hoa).get(f"/phases/{whole.year.pk}/standings/"))
    assert "Computed at the end of 14/01/2025" in shown
    assert "weighted mean of the points of the phases Đợt 1 × 1 · Đợt 2 × 2" in shown
    assert "enter and submit figures" not in shown


def test_a_union_reads_how_its_phases_make_its_points(joined: Whole) -> None:
    world, year = joined.season.world, joined.year
    place = year.participants.get(union=world.ba_dinh)
    with time_machine.travel(LATER, tick=False):
        answer = client_of(world.hoa).get(f"/phases/{year.pk}/standings/?open={place.pk}")
    shown: YearExplanation = answer.context["shown"]
    rows = [
        (row.criterion.code, [cell.points for cell in row.cells], row.how, row.points) for row in shown.lines
    ]
    assert rows == [
        ("1", [Decimal(32), Decimal(40)], "(32,0000 × 1 + 40,0000 × 2) ÷ 3 = 37,3333", Decimal("37.3333")),
        ("2", [Decimal(24), Decimal(24)], "(24,00 × 1 + 24,00 × 2) ÷ 3 = 24,00", Decimal(24)),
        ("3", [Decimal(10), Decimal(10)], "(10,00 × 1 + 10,00 × 2) ÷ 3 = 10,00", Decimal(10)),
        ("4", [Decimal(14), Decimal(18)], "(14,0000 × 1 + 18,0000 × 2) ÷ 3 = 16,6667", Decimal("16.6667")),
    ]
    assert [cell.points for cell in shown.total] == [Decimal(80), Decimal(92)]
    assert shown.total_how == "(80,00 × 1 + 92,00 × 2) ÷ 3 = 88,00"
    assert sum(row.points for row in shown.lines) + sum(n for _words, n in shown.adjustments) == Decimal(88)
    text = words(answer)
    assert "(80,00 × 1 + 92,00 × 2) ÷ 3 = 88,00" in text
    assert f"/phases/{joined.second.pk}/standings/?cluster=" in answer.content.decode()
    assert "Not ranked in the year" in text
    assert "Appraise" not in text


@pytest.mark.parametrize(
    ("joins", "word", "wanted"),
    [
        (Joining.SUM, PartMissing.UNRANKED, "80,00 + 92,00 = 172,00"),
        (Joining.LATEST, PartMissing.UNRANKED, "as in “Đợt 2”"),
    ],
)
def test_a_sum_and_the_latest_are_said_in_words(joined: Whole, joins: str, word: str, wanted: str) -> None:
    assert explained(joined, "BD", joins, word).total_how == wanted


@pytest.mark.parametrize(
    ("joins", "word", "wanted"),
    [
        (Joining.MEAN, PartMissing.ZERO, "(0,0000 × 1 + 14,0000 × 2) ÷ 3 = 9,3333"),
        (Joining.MEAN, PartMissing.REST, "as in “Đợt 2”"),
        (Joining.LATEST, PartMissing.REST, "as in “Đợt 2”"),
    ],
)
def test_a_missing_phase_is_said_as_it_counts(joined: Whole, joins: str, word: str, wanted: str) -> None:
    found = explained(joined, "LB", joins, word)
    assert (found.total[0].points, found.total[0].words, found.total_how) == (None, "not ranked", wanted)


def explained(whole: Whole, union: str, joins: str, word: str) -> YearExplanation:
    """Why a union has its points once the year joins otherwise."""
    ScoringTable.objects.update(part_missing=word, may_exceed=True)
    Phase.objects.filter(pk=whole.year.pk).update(joins=joins)
    year = Phase.objects.select_related("campaign").get(pk=whole.year.pk)
    scoring.write_lines(phase=year, revision=2)
    scoring.write_standings(phase=year, revision=2)
    standing = Standing.objects.get(participant__phase=year, participant__union__code=union, revision=2)
    return explain_year(year, standing.participant, standing, tied_with=[], user=None)


def test_a_school_year_union_is_marked(season: Season) -> None:
    world = season.world
    ScoringTable.objects.filter(pk=season.table.pk).update(status=TableStatus.AGREED)
    school = school_year(season, world.ha_dong)
    leave(season.phase, world.ha_dong)
    year = year_over(season, (season.phase, 1), (school, 1))
    prove(school, world.ha_dong, bc="1")
    for moment in (at(2024, 7, 1), CLOSES, COMPUTED):
        close(moment)
    place = year.participants.get(union=world.ha_dong)
    with time_machine.travel(LATER, tick=False):
        answer = client_of(world.quang).get(
            f"/phases/{year.pk}/standings/?cluster={world.cluster_2.pk}&open={place.pk}"
        )
    assert words(answer).count("counted by the school year 2023–2024") == 2
    shown: YearExplanation = answer.context["shown"]
    assert [(row.criterion.code, row.cells[0].words) for row in shown.lines if row.cells[0].words] == [
        ("1", "not in its table"), ("2", "not in its table"), ("4", "not in its table"),
    ]  # fmt: skip


def test_the_standings_take_so_many_queries(joined: Whole, django_assert_num_queries: Any) -> None:
    world, year = joined.season.world, joined.year
    place = year.participants.get(union=world.ba_dinh)
    with time_machine.travel(LATER, tick=False):
        client = client_of(world.hoa)
        client.get(f"/phases/{year.pk}/standings/")
        with django_assert_num_queries(18):
            client.get(f"/phases/{year.pk}/standings/")
        with django_assert_num_queries(26):
            client.get(f"/phases/{year.pk}/standings/?open={place.pk}")


def test_the_final_page_of_a_year_names_its_phases(joined: Whole) -> None:
    quang, year = joined.season.world.quang, joined.year
    with time_machine.travel(LATER, tick=False):
        client = client_of(quang)
        shown = words(client.get(f"/phases/{year.pk}/final/"))
        assert "Make “Đợt 1”, “Đợt 2” final first: the year joins their points" in shown
        assert "Which figures count" not in shown
        make_final(joined.first, joined.second, by=quang)
        assert client.post(f"/phases/{year.pk}/final/", final_form(year)).status_code == 302
        jobs.run_all(now=after(LATER, minutes=1))
        assert "Sealed" in words(client.get(f"/phases/{year.pk}/final/"))
        assert "No point of this year" not in words(client.get(f"/phases/{year.pk}/final/"))


def test_the_command_explains_a_year(joined: Whole) -> None:
    out = StringIO()
    call_command("explain", "HN-2024", "3", "BD", stdout=out)
    text = out.getvalue()
    assert "LĐLĐ quận Ba Đình: 88,0000 (1)" in text
    assert (
        "2 Thu kinh phí công đoàn | 24,0000 | 24,0000 | (24,00 × 1 + 24,00 × 2) ÷ 3 = 24,00 | 24,0000/30"
        in text
    )


def test_the_file_of_a_years_standings_says_when_it_was_computed(joined: Whole) -> None:
    with time_machine.travel(LATER, tick=False):
        answer = client_of(joined.season.world.hoa).get(f"/phases/{joined.year.pk}/standings.xlsx")
    assert answer.status_code == 200
