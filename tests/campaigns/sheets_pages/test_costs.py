"""Pages of sheets and saving them take the same queries whatever the number of rows."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.choices import TargetKind
from campaigns.models import Indicator, Result
from campaigns.services import sheets, targets
from tests.campaigns.sheets_pages.cast import page, typed
from tests.cast import NOW, Season
from tests.crowd import crowd
from tests.pages import as_
from units.actors import SYSTEM


def counted(client: Client, method: str, address: str, data: dict[str, str] | None = None) -> int:
    """The queries of a request without those that only begin and end transactions."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        getattr(client, method)(address, data or {})
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for q in queries)


def widen(season: Season, number: int) -> None:
    """Bring the sheets to so many lines of the union, each with its target."""
    have = Indicator.objects.exclude(code="TD").count()
    for n in range(have, number):
        Indicator.objects.create(
            campaign=season.campaign, code=f"X{n}", name=f"Chỉ tiêu {n}", short_name=f"X{n}", order=100 + n, decimals=1
        )  # fmt: skip
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW)
    values = {i: Decimal(10) for i in Indicator.objects.filter(code__startswith="X")}
    targets.set_targets(
        campaign=season.campaign,
        union=season.world.ba_dinh,
        kind=TargetKind.REGISTERED,
        values=values,
        by=SYSTEM,
        now=NOW,
    )


def test_saving_fifteen_figures_costs_at_most_eight_queries(season: Season, hoa: Client) -> None:
    widen(season, 15)
    codes = Indicator.objects.exclude(code="TD").values_list("code", flat=True)
    posted = typed(season, **{code.lower(): "1" for code in codes})
    hoa.get("/sheets/")  # the session is in the cache from the second request on
    # user, posts, participant, phase, rows, UPDATE, audit; and on PostgreSQL the lock
    assert counted(hoa, "post", f"{page(season)}save/", posted) == (
        8 if connection.vendor == "postgresql" else 7
    )
    assert Result.objects.filter(participant__union=season.world.ba_dinh, value=1).count() == 15


def test_grid_costs_the_same_for_3_and_300_lines(season: Season, hoa: Client) -> None:
    address = page(season)
    hoa.get(address)
    few = counted(hoa, "get", address)
    widen(season, 300)
    assert (few, counted(hoa, "get", address)) == (8, 8)


def test_list_costs_the_same_for_3_and_300_sheets(season: Season) -> None:
    client = as_(season.world.quang)
    client.get("/sheets/")
    few = counted(client, "get", "/sheets/")
    crowd(season, 300)
    assert (few, counted(client, "get", "/sheets/")) == (6, 6)
