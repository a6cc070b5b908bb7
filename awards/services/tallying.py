"""Counting a session in SQL: ballots shuffled, counted, cut by quota, written into the minutes.

`rules.cut` is the same in Python, and a property test holds the two together.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import Rank
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.choices import Choice, Outcome, SessionStatus
from awards.models import Ballot, CouncilSession, Tally, Turnout
from awards.queries.minutes import minutes_of
from awards.queries.tally import pooled, secret_nominations, uncounted_in_secret
from awards.services.guard import exclusive_session
from common.db import RandomUUID, insert_from, update_select
from common.formats import DOCUMENT_FORMAT, canonical_hash
from common.upkeep import forget_deleted, overwrite_deleted
from units.actors import SYSTEM, Actor
from units.models import Job
from units.services import audit, jobs
from units.services.notices import notify

TALLY = "awards.tally_session"


def ask_tally(*, session: CouncilSession, by: Actor, now: datetime) -> Job:
    """Ask for the tally of a session that has ended; asking again changes nothing."""
    owner = session.round.owner_id
    return jobs.enqueue(
        kind=TALLY, key=f"tally:{session.pk}", by=by, now=now, owner_id=owner, session_id=session.pk
    )


@jobs.handles(TALLY)
def tally_session(running: jobs.Running) -> dict[str, Any]:
    """Shuffle, count, cut, publish: COUNTING → COUNTED.

    Each step may be run again after a crash, and a second run finds the same tally. The lease is renewed at the
    beginning and at the end of each transaction, so that it begins anew with the commit.
    """
    session = CouncilSession.objects.get(pk=running.args["session_id"])
    if session.status == SessionStatus.COUNTING:
        running.step(0, 3, _("Mixing the ballots"))
        with transaction.atomic():
            running.hold()
            shuffle_ballots(session)
            rewrite_turnout(session)
            running.hold()
        forget_deleted(Ballot, Turnout)
        running.step(1, 3, _("Counting the votes"))
        with transaction.atomic():
            running.hold()
            count_ballots(session)
            cut_pools(session)
            running.hold()
        running.step(2, 3, _("Writing the minutes"))
        _publish(running, session_id=session.pk, now=timezone.now())
    _announce(running, session_id=session.pk, now=timezone.now())
    return {"nominations": Tally.objects.filter(session=session).count()}


def shuffle_ballots(session: CouncilSession) -> int:
    """Write every ballot anew in random order under a new random id, and delete those cast; returns how many.

    The order is that of the new ids: they are random themselves, and an index filled in its own order is filled
    quickly.
    """
    overwrite_deleted()
    cast = Ballot.objects.filter(session=session, is_shuffled=False)
    fresh = cast.annotate(fresh=RandomUUID(), done=Value(True)).order_by("fresh")
    columns = {
        "id": "fresh",
        "session": "session_id",
        "nomination": "nomination_id",
        "choice": "choice",
        "is_shuffled": "done",
    }
    count = insert_from(Ballot, columns, fresh, keep_order=True)
    # Nothing points at these rows, so the queries of Django's collector are saved.
    cast._raw_delete(using=cast.db)
    return count


def rewrite_turnout(session: CouncilSession) -> None:
    """Write the seats anew in the order of the council, so that neither row nor transaction tells who voted when."""
    seats = list(Turnout.objects.filter(session=session).order_by("order", "pk"))
    rows = Turnout.objects.filter(session=session)
    rows._raw_delete(using=rows.db)
    Turnout.objects.bulk_create(seats)


def count_ballots(session: CouncilSession) -> int:
    """One tally for each nomination under secret vote, in place of what an interrupted count left; returns how many."""
    secret = secret_nominations(session)
    stale = Tally.objects.filter(session=session, nomination__in=secret.values("pk"))
    stale._raw_delete(using=stale.db)
    members = Turnout.objects.filter(session=session).count()
    same = {
        "session": Value(session.pk),
        "members": Value(members),
        "needed": Value(0),
        "outcome": Value(""),
        "settled_because": Value(""),
    }
    columns = {
        "nomination": "nomination_id",
        **{f"votes_{c.name.lower()}": f"count_{c.name.lower()}" for c in Choice},
        **{name: f"same_{name}" for name in same},
    }
    constants = {f"same_{name}": value for name, value in same.items()}
    counts = {f"count_{c.name.lower()}": Count("pk", filter=Q(choice=c)) for c in Choice}
    ballots = Ballot.objects.filter(session=session).values("nomination_id").annotate(**counts)
    counted = insert_from(Tally, columns, ballots.annotate(**constants))
    nothing = {name: Value(0) for name in counts}
    without = uncounted_in_secret(session).annotate(**nothing, **constants)
    return counted + insert_from(Tally, {**columns, "nomination": "pk"}, without)


def cut_pools(session: CouncilSession) -> int:
    """Votes needed, place and outcome of every tally, one UPDATE. Returns the number of tallies.

    Who has enough votes has more than anybody in the pool who has not, so that one ranking of all serves both.
    """
    pool = (F("nomination__award_id"), F("pool_cluster"))
    ranked = pooled(session).annotate(
        at=Window(Rank(), partition_by=pool, order_by=F("votes_for").desc()),
        same=Window(Count("pk"), partition_by=(*pool, F("votes_for"))),
    )
    failed = Q(votes_for__lt=F("enough"))
    outcome = Case(
        When(failed, then=Value(Outcome.FAILED)),
        When(Q(places__isnull=True) | Q(places__gte=F("at") + F("same") - 1), then=Value(Outcome.PASSED)),
        When(places__lt=F("at"), then=Value(Outcome.OVER_QUOTA)),
        default=Value(Outcome.TIED),
    )
    place = Case(When(failed, then=None), default=F("at"), output_field=IntegerField())
    columns = {"id": "pk", "needed": "enough", "place": "its_place", "outcome": "its_outcome"}
    return update_select(Tally, columns, ranked.annotate(its_place=place, its_outcome=outcome))


def _publish(running: jobs.Running, *, session_id: int, now: datetime) -> None:
    """COUNTING → COUNTED with the minutes and their hash."""
    with exclusive_session(session_id=session_id) as session:
        running.hold()
        minutes = minutes_of(session)
        digest = canonical_hash(minutes, DOCUMENT_FORMAT)
        fresh = {"minutes": minutes, "sha256": digest, "format": DOCUMENT_FORMAT}
        counted = CouncilSession.objects.filter(pk=session_id, status=SessionStatus.COUNTING)
        if counted.update(status=SessionStatus.COUNTED, **fresh):
            audit.record(verb="tally_session", subject=session, by=SYSTEM, now=now, sha256=digest)


def _announce(running: jobs.Running, *, session_id: int, now: datetime) -> None:
    """Tell the members; the notice's key keeps a second run from telling them again."""
    session = CouncilSession.objects.select_related("council", "round__owner").get(pk=session_id)
    with transaction.atomic():
        running.hold()
        notify(
            people=session.seats.values_list("person_id", flat=True),
            kind="session_counted",
            key=f"counted:{session_id}",
            values={"sender": session.round.owner.name, "council": session.council.name},
            url=f"/sessions/{session_id}/",
            now=now,
        )
