"""The minutes of a session as official paper."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from awards.choices import Outcome, Seat, SessionStatus
from awards.models import CouncilSession, Tally
from awards.views.sessions import visible_session
from common.formats import canonical_hash
from units.web import Request


@require_safe
def minutes(request: Request, pk: int) -> HttpResponse:
    """The record as counted, what the chair added, whether it still fits its hash. Raises Http404 before the count."""
    found = visible_session(request, pk)
    if found.status < SessionStatus.COUNTED:
        raise Http404
    record = found.minutes
    seats = {seat["seat"]: seat["name"] for seat in reversed(record.get("seats", []))}
    context = {
        "session": found,
        "round": found.round,
        "record": record,
        "addenda": _addenda(found),
        "first_ended": parse_datetime(record.get("first", {}).get("ended_at") or ""),
        "chair": seats.get(Seat.CHAIR, ""),
        "secretary": seats.get(Seat.SECRETARY, ""),
        "Outcome": Outcome,
        "intact": canonical_hash(record, found.format) == found.sha256,
    }
    return render(request, "awards/minutes.html", context)


def _addenda(found: CouncilSession) -> list[dict[str, Any]]:
    """The chair's acts over ties, with the names of those concerned; one query where there are any."""
    added = found.minutes.get("addenda", [])
    if not added:
        return []
    settled = Tally.objects.filter(session=found, settled_at__isnull=False)
    names = dict(settled.values_list("nomination_id", "nomination__name"))
    return [
        {
            **one,
            "at": parse_datetime(one["at"]),
            "winners": [names.get(i, "") for i in one["winners"]],
            "others": [names.get(i, "") for i in one["others"]],
        }
        for one in added
    ]
