"""The minutes of a session: who took part, and what was counted for each nomination. Never who voted what."""

from typing import Any

from django.db.models import F

from awards.choices import Attendance
from awards.models import Award, CouncilSession, Tally, Turnout

LINE = (
    "nomination_id",
    "nomination__name",
    "nomination__union__name",
    "nomination__cluster__name",
    "votes_for",
    "votes_against",
    "votes_invalid",
    "needed",
    "place",
    "outcome",
)
NAMES = ("nomination", "name", "union", "cluster", "for", "against", "invalid", "needed", "place", "outcome")


def minutes_of(session: CouncilSession) -> dict[str, Any]:
    """The record of a counted session as a document: heads, seats, and the counts by award."""
    seats = list(Turnout.objects.filter(session=session).select_related("person").order_by("order", "pk"))
    rows = Tally.objects.filter(session=session).order_by(
        "nomination__award__order",
        "nomination__award_id",
        F("place").asc(nulls_last=True),
        "nomination_id",
    )
    awards: dict[int, list[dict[str, Any]]] = {}
    for award_id, *line in rows.values_list("nomination__award_id", *LINE).iterator(5000):
        awards.setdefault(award_id, []).append(dict(zip(NAMES, line, strict=True)))
    known = Award.objects.in_bulk(list(awards))
    return {
        "council": session.council.name,
        "round": session.round.name,
        "place": session.place,
        "began_at": session.begins_at.isoformat(),
        "ended_at": session.ended_at.isoformat() if session.ended_at else None,
        "members": len(seats),
        "present": sum(s.attendance == Attendance.PRESENT for s in seats),
        "written": sum(s.attendance == Attendance.WRITTEN for s in seats),
        "voted": sum(s.has_voted for s in seats),
        "seats": [
            {
                "name": s.person.full_name,
                "seat": s.seat,
                "attendance": s.attendance,
                "voted": s.has_voted,
            }
            for s in seats
        ],
        "awards": [
            {
                "code": known[i].code,
                "name": known[i].name,
                "voting": known[i].voting,
                "threshold": known[i].threshold,
                "citation": known[i].citation,
                "lines": lines,
            }
            for i, lines in awards.items()
        ],
        "addenda": [],
        **_again(session),
    }


def _again(session: CouncilSession) -> dict[str, Any]:
    """What the minutes of a second ballot say of the first: why it was not the last, and the hash of its minutes."""
    if not session.is_second:
        return {}
    first = CouncilSession.objects.get(round=session.round_id, number=1)
    ended = first.ended_at.isoformat() if first.ended_at else None
    return {
        "ballot": session.number,
        "reason": session.reason,
        "first": {"ended_at": ended, "sha256": first.sha256},
    }
