"""A version that is agreed takes the place of the one before, for those whom it scores."""

from campaigns.choices import TableStatus
from campaigns.models import Participant
from campaigns.services import closing
from campaigns.services.choosing import latest_versions
from campaigns.services.tables import agree_table, new_version
from tests.campaigns.tables.cast import status
from tests.cast import CLOSES, NOW, Season, after
from units.models import AuditEvent


def scored_by(season: Season) -> dict[str, int]:
    rows = Participant.objects.filter(phase=season.phase).values_list("union__code", "table__version")
    return dict(rows)


def test_a_version_that_is_agreed_takes_the_place_of_the_one_before(season: Season) -> None:
    agree_table(table=season.table, by=season.world.quang, now=NOW)
    fresh = new_version(table=season.table, by=season.world.quang, now=NOW)
    assert set(scored_by(season).values()) == {1}
    agree_table(table=fresh, by=season.world.quang, now=NOW)
    assert status(season.table) == TableStatus.SUPERSEDED
    assert scored_by(season) == {"BD": 2, "LB": 2, "HM": 2, "HD": 2}
    event = AuditEvent.objects.filter(verb="agree_table").latest("pk")
    assert (event.data["replaced"], event.data["moved"]) == ([1], 4)


def test_a_locked_version_stays_locked_and_its_closed_phase_keeps_it(season: Season) -> None:
    agree_table(table=season.table, by=season.world.quang, now=NOW)
    closing.close_due_phases(now=CLOSES)
    fresh = new_version(table=season.table, by=season.world.quang, now=CLOSES)
    agree_table(table=fresh, by=season.world.quang, now=CLOSES)
    assert status(season.table) == TableStatus.LOCKED
    assert scored_by(season) == {"BD": 1, "LB": 1, "HM": 1, "HD": 1}
    assert [table.version for table in latest_versions(season.campaign.pk)] == [2]


def test_a_cluster_s_version_scores_its_cluster_alone(season: Season) -> None:
    agree_table(table=season.table, by=season.world.quang, now=NOW)
    own = new_version(
        table=season.table, cluster=season.world.cluster_1, code="B1-C1", by=season.world.lan, now=NOW
    )
    agree_table(table=own, by=season.world.lan, now=NOW)
    rows = Participant.objects.filter(phase=season.phase).values_list("union__code", "table__code")
    assert dict(rows) == {"BD": "B1-C1", "LB": "B1-C1", "HM": "B1-C1", "HD": "B1"}
    assert status(season.table) == TableStatus.AGREED


def test_a_version_may_be_agreed_after_the_period_began_and_is_not_after_its_close(season: Season) -> None:
    agree_table(table=season.table, by=season.world.quang, now=after(CLOSES, seconds=-1))
    assert status(season.table) == TableStatus.AGREED
    fresh = new_version(table=season.table, by=season.world.quang, now=NOW)
    agree_table(table=fresh, by=season.world.quang, now=CLOSES)
    assert set(scored_by(season).values()) == {1}
