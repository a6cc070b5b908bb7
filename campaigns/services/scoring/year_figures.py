"""What keys that name an indicator read in a year: the figure that counted in the union's latest phase, to date there.

A union's latest phase is the last of its own calendar in which it is ranked. Indicators meet by their codes, since a
phase may be of another campaign. Mirrors `services/sealing/format_2/years.py`.
"""

from collections.abc import Iterable

from campaigns.models import Indicator, Phase
from campaigns.queries.cumulative import figures_to_date
from common.db import Given, given_query, given_rows

Clusters = Iterable[int | None] | None
LATEST = """year_latest AS (SELECT s.participant_id, s.own_id FROM (
    SELECT participant_id, own_id, place, max(place) OVER (PARTITION BY participant_id) AS latest
    FROM year_share WHERE ranked IS NOT NULL) AS s WHERE s.place = s.latest)"""
NONE = "SELECT 0 AS own_id, '' AS code, 0 AS figure WHERE 1 = 0"
FIGURE = """figure AS (SELECT y.participant_id, k.indicator_id, f.figure
    FROM year_latest AS y JOIN ({parts}) AS f ON f.own_id = y.own_id JOIN key_indicator AS k ON k.code = f.code)"""


def figures_of_latest(year: Phase, named: Iterable[int], clusters: Clusters) -> list[Given]:
    """The table `figure` with those of the year's table `year_share`; as many tables as the year has phases."""
    codes = dict(Indicator.objects.filter(pk__in=named).values_list("pk", "code"))
    parts = list(Phase.objects.filter(years__year=year).select_related("campaign").order_by("pk"))
    here = year.participants.in_clusters(clusters).order_by().values("union")
    tables = [
        given_query(
            f"part_figure_{place}",
            {"own_id": "participant_id", "code": "indicator__code", "figure": "figure"},
            figures_to_date(part, codes.values()).filter(participant__union__in=here),
        )
        for place, part in enumerate(parts, start=1)
    ]
    every = " UNION ALL ".join(
        [NONE, *(f"SELECT own_id, code, figure FROM {table.name}" for table in tables)]
    )
    rows = [list(pair) for pair in sorted(codes.items())]
    key = given_rows("key_indicator", {"indicator_id": "bigint", "code": "text"}, rows)
    return [Given("year_latest", LATEST), *tables, key, Given("figure", FIGURE.format(parts=every))]
