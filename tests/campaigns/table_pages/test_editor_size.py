"""The editor costs the same whatever the size of the table."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Criterion
from campaigns.services import tables
from tests.campaigns.tables.cast import WHO, line
from tests.cast import Season
from tests.pages import as_

#: session, account, posts · table · lines, what they read, steps, indicators, groups · those of the check: lines,
#: steps, bands, downgrades, keys, unions · bands, downgrades, keys · versions · closed clusters
PAGE_QUERIES = 20


@pytest.mark.parametrize("count", [3, 300])
def test_the_page_costs_the_same_for_3_and_300(
    in_july: None, season: Season, count: int, django_assert_num_queries: Any
) -> None:
    table = tables.make_table(campaign=season.campaign, code="B9", name="Bảng", **WHO)
    group = line(season, table, "I", 100, "group")
    first = line(season, table, "1", 1, parent=group)
    Criterion.objects.bulk_create(
        Criterion(table=table, parent=group, code=str(n), name="x", rule="yes_no", max_points=1, order=n)
        for n in range(2, count)
    )
    client, address = as_(season.world.quang), reverse("table", args=[table.pk])
    with django_assert_num_queries(PAGE_QUERIES):
        page = client.get(address, {"line": first.pk})
    assert len(page.context["page"].tree) == count
