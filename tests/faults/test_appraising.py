"""Two appraisers and a third who asks act on the same figures at the same moment: each figure is decided once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from campaigns.choices import ResultStatus
from campaigns.models import FigureQuestion, Result
from campaigns.services import questions, results
from campaigns.services.results import Decided
from tests.campaigns.appraisal.cast import waiting_ones
from tests.cast import NOW, Season
from units.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, FIGURES = 12, 30


def at_once(*acts: Callable[[], Decided]) -> list[Decided]:
    """Each act in a thread of its own, all begun together."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], Decided]) -> Decided:
        try:
            together.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(60) for future in [pool.submit(run, act) for act in acts]]


def test_each_figure_is_decided_once_whoever_comes_first(season: Season) -> None:
    world, phase = season.world, season.phase
    rows = waiting_ones(season, FIGURES)
    mine = Result.objects.filter(pk__in=[row.pk for row in rows])
    moved = 0
    for _round in range(ROUNDS):
        page = dict(mine.order_by("pk").values_list("pk", "version"))
        backwards = dict(reversed(page.items()))
        confirmed, returned, asked = at_once(
            lambda page=page: results.verify_results(phase=phase, result_ids=page, by=world.quang, now=NOW),
            lambda page=backwards: results.return_results(
                phase=phase, result_ids=page, reason="x", by=world.an, now=NOW
            ),
            lambda page=page: questions.ask_about(
                phase=phase, result_ids=page, text="Ở đâu?", by=world.an, now=NOW
            ),
        )
        taken = [{row.pk for row in done.figures} for done in (confirmed, returned)]
        assert taken[0] & taken[1] == set()
        assert taken[0] | taken[1] == set(page)
        assert {row.pk for row in confirmed.missed} == taken[1]
        stand = {status: set() for status in ResultStatus.values}
        for pk, status in mine.values_list("pk", "status"):
            stand[status].add(pk)
        assert (stand[ResultStatus.VERIFIED], stand[ResultStatus.RETURNED]) == tuple(taken)
        assert set(mine.values_list("version", flat=True)) == {version + 1 for version in page.values()}
        assert FigureQuestion.objects.count() == asked.count
        moved += len(page)
        FigureQuestion.objects.all().delete()
        mine.update(status=ResultStatus.SUBMITTED)
    told = AuditEvent.objects.filter(verb="return_result").count() + sum(
        len(event.data["results"]) for event in AuditEvent.objects.filter(verb="verify_results")
    )
    assert told == moved
