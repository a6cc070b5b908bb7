"""A verb under a phase as a request, and what came of it in one word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from common.errors import Refusal
from tests.matrix.states import Scene
from units.models import AuditEvent, User


@dataclass(frozen=True)
class Verb:
    """A request: the route, what stands in its address and behind `?`; what is sent; without it a page is read.

    What no page does is a call of a service instead.
    """

    route: str = ""
    place: Callable[[Scene], Any] = lambda _scene: ()
    send: Callable[[Scene], dict[str, Any]] | None = None
    call: Callable[[Scene, User], Any] | None = None
    query: Callable[[Scene], str] = lambda _scene: ""


def outcome(client: Client, user: User, verb: Verb, scene: Scene) -> str:
    """`read`, `done`, `404`, or the words of the refusal; undone afterwards, so that each finds the same world.

    Done is what left an event in the audit; an answer without one is `nothing`.
    """
    with transaction.atomic():
        before = AuditEvent.objects.count()
        words = _called(verb.call, scene, user) if verb.call else _answered(client, verb, scene)
        changed = AuditEvent.objects.count() - before
        transaction.set_rollback(True)
    assert not (words and changed), words
    return words or ("done" if changed else "nothing")


def _called(call: Callable[[Scene, User], Any], scene: Scene, user: User) -> str:
    """Why the service did nothing; "" where it refused nothing."""
    try:
        with transaction.atomic():
            call(scene, user)
    except Refusal as refusal:
        return f"{refusal.status} {refusal.reason}"
    except ValidationError as error:
        return f"422 {' '.join(error.messages)}"
    return ""


def _answered(client: Client, verb: Verb, scene: Scene) -> str:
    """`read`, `404` or why nothing was done, in the product's own words; "" where the page refused nothing."""
    place = verb.place(scene)
    where = reverse(verb.route, args=place if isinstance(place, tuple) else (place,)) + verb.query(scene)
    answer = client.get(where) if verb.send is None else client.post(where, verb.send(scene))
    if answer.status_code == 404 or (answer.status_code == 200 and verb.send is None):
        return "404" if answer.status_code == 404 else "read"
    if answer.status_code in (403, 409):
        return f"{answer.status_code} {answer.context['reason']}"
    if answer.status_code == 422:
        form = (
            answer.context.get("form") or answer.context.get("circulating") or answer.context.get("signing")
        )
        told = [m for errors in form.errors.values() for m in errors] if form is not None else []
        told = told or [
            fault if isinstance(fault, str) else fault[1] for fault in answer.context.get("faults", [])
        ]
        return f"422 {' '.join(told)}"
    # of this answer alone: what an earlier one said waits until a page shows it
    fresh = answer.wsgi_request._messages._queued_messages
    said = [str(m) for m in fresh if m.level_tag == "error"]
    return f"{answer.status_code} {' '.join(said)}" if said else ""
