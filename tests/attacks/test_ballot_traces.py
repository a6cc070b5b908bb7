"""What a vote leaves behind, the first or the second: in rows, in the audit log, in the files of the database."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from awards.choices import Choice
from awards.models import Ballot, Council, CouncilSession, Turnout
from tests.attacks.ballot_cast import NOMINATIONS, VOTERS, Vote, end, hold, hold_again, rows_of
from tests.cast import World, after
from tests.pages import as_
from units.models import AuditEvent, Job, Notice


@pytest.fixture(params=["first ballot", "second ballot"])
def vote(request: pytest.FixtureRequest, transactional_db: None, world: World, council: Council) -> Vote:
    """A session in which everybody has voted; it is not ended yet."""
    dice = random.Random(1)
    first = hold(world, council, 1, dice)
    return first if request.param == "first ballot" else hold_again(first, dice)


def contents() -> dict[str, list[Any]]:
    """Every row of every table."""
    return {
        model._meta.db_table: [
            json.dumps(row, cls=DjangoJSONEncoder) for row in model._base_manager.order_by("pk").values()
        ]
        for model in apps.get_models(include_auto_created=True)
    }


@pytest.mark.django_db(transaction=True)
def test_casting_writes_the_seat_and_the_ballot_and_nothing_else(
    world: World, vote: Vote, caplog: pytest.LogCaptureFixture
) -> None:
    """Through the page: no session, audit event, notice or job, and not a line in the log."""
    Ballot.objects.all().delete()
    Turnout.objects.update(has_voted=False)
    now = timezone.now()
    CouncilSession.objects.filter(pk=vote.session.pk).update(
        begins_at=after(now, hours=-1), ends_at=after(now, hours=1)
    )
    page = as_(world.quang)
    marked = {f"n{pk}": str(int(Choice.FOR)) for pk in vote.said}
    before = contents()
    caplog.clear()
    with caplog.at_level("INFO"):
        for step in ("review", "cast"):
            answer = page.post(reverse("ballot", args=[vote.session.pk]), {**marked, "step": step})
    assert answer.status_code == 302
    assert caplog.messages == []
    changed = contents()
    assert {table for table in before if before[table] != changed[table]} == {
        "awards_ballot",
        "awards_turnout",
    }
    new = [json.loads(row) for row in set(changed["awards_ballot"]) - set(before["awards_ballot"])]
    assert {tuple(sorted(row)) for row in new} == {
        ("choice", "id", "is_shuffled", "nomination_id", "session_id")
    }
    assert len(new) == NOMINATIONS


@pytest.mark.django_db(transaction=True)
def test_what_is_written_at_the_end_names_nobody(vote: Vote) -> None:
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    end(vote)
    events = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
    assert list(events.values_list("verb", flat=True)) == ["end_session", "tally_session"]
    assert [sorted(e.data) for e in events] == [["voted"], ["sha256"]]
    job = Job.objects.get(key=f"tally:{vote.session.pk}")
    assert (job.args, job.result) == ({"session_id": vote.session.pk}, {"nominations": NOMINATIONS})
    told = Notice.objects.filter(key=f"counted:{vote.session.pk}").values_list("kind", "values", "created_at")
    assert len(told) == VOTERS
    assert all(one == told[0] for one in told)


@pytest.mark.django_db(transaction=True)
def test_the_rewritten_ballots_have_other_ids(vote: Vote) -> None:
    mine = Ballot.objects.filter(session=vote.session)
    cast = set(mine.values_list("pk", flat=True))
    end(vote)
    rewritten = mine.values_list("pk", "is_shuffled")
    assert cast.isdisjoint(pk for pk, _shuffled in rewritten)
    assert {shuffled for _pk, shuffled in rewritten} == {True}
    assert len(rewritten) == VOTERS * NOMINATIONS


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="what PostgreSQL leaves in its files is told in ADR 9"
)
def test_the_file_of_sqlite_forgets_the_ballots_as_they_were_cast(vote: Vote) -> None:
    mine = Ballot.objects.filter(session=vote.session)
    cast = [pk.hex.encode() for pk in mine.values_list("pk", flat=True)]
    name = str(connection.settings_dict["NAME"])
    end(vote)
    kept = b"".join(f.read_bytes() for f in (Path(name), Path(f"{name}-wal")) if f.exists())
    assert [pk for pk in cast if pk in kept] == []
    assert sum(pk.hex.encode() in kept for pk in mine.values_list("pk", flat=True)) == len(cast)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="pages of PostgreSQL")
def test_no_dead_row_is_left_in_the_pages_of_postgresql(vote: Vote) -> None:
    if not rows_of("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'"):
        pytest.skip("this server has no pageinspect")
    rows_of("CREATE EXTENSION IF NOT EXISTS pageinspect; SELECT 1")
    cast = kept_rows("awards_ballot"), kept_rows("awards_turnout")
    votes = CouncilSession.objects.count()
    end(vote)
    assert cast >= (votes * VOTERS * NOMINATIONS, votes * VOTERS)
    kept = kept_rows("awards_ballot"), kept_rows("awards_turnout")
    assert kept == (votes * VOTERS * NOMINATIONS, votes * VOTERS)


def kept_rows(table: str) -> int:
    """How many rows, living and dead, lie in the pages of a table."""
    pages = rows_of("SELECT pg_relation_size(%s) / current_setting('block_size')::int", table)[0][0]
    return sum(
        rows_of("SELECT count(*) FROM heap_page_items(get_raw_page(%s, %s)) WHERE lp_len > 0", table, page)[
            0
        ][0]
        for page in range(pages)
    )


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_second_ballot_reads_and_tells_of_no_ballot(world: World, council: Council) -> None:
    """Of the first vote the seats and the ballots stay untouched; the event tells numbers and the reason."""
    dice = random.Random(1)
    first = hold(world, council, 1, dice)
    end(first)
    before = contents()
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    hold_again(first, dice)
    event = AuditEvent.objects.filter(pk__gt=last).order_by("pk")[0]
    assert (event.verb, sorted(event.data)) == (
        "convene_again",
        ["members", "nominations", "reason", "round"],
    )
    kept = {table: set(rows) for table, rows in contents().items()}
    for table in ("awards_ballot", "awards_turnout", "awards_tally"):
        assert set(before[table]) <= kept[table]
