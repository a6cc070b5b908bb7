"""What the directory tells of unions and clusters, and whom a post reaches."""

from datetime import date

from tests.cast import NOW, START, World
from units.actors import SYSTEM
from units.choices import Line as TreeLine
from units.directory import last_members
from units.models import Affiliation, User
from units.scope import scope_of
from units.services import clusters as cluster_acts


def test_a_cluster_without_members_tells_the_last_or_first_that_it_had(world: World) -> None:
    empty = cluster_acts.found_cluster(code="C9", name="Cụm 9", owner=world.city, by=SYSTEM, now=NOW)
    today = date(2024, 7, 20)
    assert last_members(empty, today).rows == []
    cluster_acts.join_cluster(cluster=empty, union=world.ba_dinh, since=date(2025, 1, 1), by=SYSTEM, now=NOW)
    found = last_members(empty, today)
    assert (found.day, [m.union for m in found.rows]) == (date(2025, 1, 1), [world.ba_dinh])


def test_who_left_the_territory_is_reached_along_the_line_that_still_holds(world: World) -> None:
    other = next(line for line in TreeLine if line != TreeLine.TERRITORY)
    path = f"/{world.confederation.pk}/{world.ba_dinh.pk}/"
    Affiliation.objects.filter(union=world.ba_dinh).update(valid_to=date(2023, 1, 1))
    Affiliation.objects.create(
        union=world.ba_dinh,
        parent=world.confederation,
        line=other,
        path=path,
        valid_from=START,
        recorded_at=NOW,
    )
    assert [post.path for post in scope_of(User.objects.get(pk=world.hoa.pk)).posts] == [path]
