"""Lines change places with their neighbours, and go into other groups; a cycle is refused."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import Criterion, ScoringTable
from campaigns.services import tables
from tests.campaigns.tables.cast import WHO, line
from tests.cast import Season
from units.models import AuditEvent


@pytest.fixture
def table(season: Season) -> ScoringTable:
    return tables.make_table(campaign=season.campaign, code="B9", name="Bảng mẫu", **WHO)


def order_of(table: ScoringTable) -> list[tuple[str, str]]:
    rows = table.criteria.order_by("order").values_list("code", "parent__code")
    return [(code, parent or "") for code, parent in rows]


@pytest.fixture
def tree(season: Season, table: ScoringTable) -> dict[str, Criterion]:
    found: dict[str, Criterion] = {}
    for code, parent, rule in (
        ("A", "", "group"), ("A1", "A", "judged"), ("B", "", "group"), ("B1", "B", "judged"), ("A2", "A", "group"),
    ):  # fmt: skip
        found[code] = line(season, table, code, 10, rule, parent=found.get(parent))
    return found


def test_a_line_changes_places_with_its_neighbours_and_takes_what_stands_below_it_along(
    table: ScoringTable, tree: dict[str, Criterion]
) -> None:
    assert tables.move_criterion(criterion=tree["B"], up=True, **WHO)
    assert order_of(table) == [("B", ""), ("B1", "B"), ("A", ""), ("A1", "A"), ("A2", "A")]
    assert tables.move_criterion(criterion=tree["A1"], up=False, **WHO)
    assert order_of(table) == [("B", ""), ("B1", "B"), ("A", ""), ("A2", "A"), ("A1", "A")]
    events = AuditEvent.objects.filter(verb="move_criterion").count()
    assert not tables.move_criterion(criterion=tree["B"], up=True, **WHO)
    assert AuditEvent.objects.filter(verb="move_criterion").count() == events == 2


def test_a_line_is_put_last_into_another_group(table: ScoringTable, tree: dict[str, Criterion]) -> None:
    tables.place_criterion(criterion=tree["B"], parent=tree["A2"], **WHO)
    assert order_of(table) == [("A", ""), ("A1", "A"), ("A2", "A"), ("B", "A2"), ("B1", "B")]
    tables.place_criterion(criterion=tree["A1"], parent=None, **WHO)
    assert order_of(table) == [("A", ""), ("A2", "A"), ("B", "A2"), ("B1", "B"), ("A1", "")]


def test_a_cycle_is_refused_with_words(table: ScoringTable, tree: dict[str, Criterion]) -> None:
    before = order_of(table)
    for parent, said in (
        (tree["A2"], "“A2” stands below “A” itself. Choose another group, or move that one first."),
        (tree["A"], "“A” stands below “A” itself. Choose another group, or move that one first."),
        (tree["B1"], "Choose a group of this table."),
    ):
        with pytest.raises(ValidationError) as error:
            tables.place_criterion(criterion=tree["A"], parent=parent, **WHO)
        assert error.value.message_dict == {"parent": [said]}
    assert order_of(table) == before
