"""A close in SQL and one in plain Python agree to the last digit, whatever the table, the figures and the unions."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from campaigns.models import Phase
from campaigns.services import scoring, sealing
from tests.campaigns.scoring.whole.rows import Built
from tests.campaigns.scoring.whole.seasons import Drawing, seasons
from tests.cast import World


class Undo(Exception):
    """Takes the example back."""


def in_sql(phase: Phase) -> tuple[int, int]:
    """Close a phase as the product does; how many lines and standings were written."""
    return scoring.write_lines(phase=phase, revision=1), scoring.write_standings(phase=phase, revision=1)


def in_python(built: Built, phase: Phase) -> tuple[int, int]:
    """The same from the documents that the rows give, which say what was read and what came of it.

    Raises Difference at the first state, figure, target, point, total, rank or band that is another.
    """
    pointers = [(home, 1) for home in built.homes]
    found = [sealing.recompute(records) for _cluster, records in sealing.documents(phase, pointers)]
    return sum(one.lines for one in found), sum(one.standings for one in found)


@pytest.mark.drill
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(drawing=seasons())
def test_sql_gives_the_lines_totals_ranks_and_bands_of_plain_python(world: World, drawing: Drawing) -> None:
    try:
        with transaction.atomic():
            built = Built(world, drawing)
            for phase in (*built.phases, built.year):
                written = in_sql(phase)
                assert in_python(built, phase) == written
            raise Undo
    except Undo:
        pass
