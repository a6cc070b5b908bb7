"""A close in SQL and a close in plain Python agree to the last digit, whatever the table, the figures and the unions."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from campaigns.services import scoring, sealing
from tests.campaigns.scoring.whole.rows import Built
from tests.campaigns.scoring.whole.seasons import Drawing, seasons
from tests.cast import World


class Undo(Exception):
    """Takes the example back."""


def counted(built: Built) -> Iterator[sealing.Counted]:
    """What plain Python finds of the documents that the rows give: it raises at the first digit that is another."""
    for _cluster, records in sealing.documents(built.phase, built.pointers):
        yield sealing.recompute(records)


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
            lines = scoring.write_lines(phase=built.phase, revision=1)
            standings = scoring.write_standings(phase=built.phase, revision=1)
            found = list(counted(built))
            assert (sum(one.lines for one in found), sum(one.standings for one in found)) == (
                lines,
                standings,
            )
            raise Undo
    except Undo:
        pass
