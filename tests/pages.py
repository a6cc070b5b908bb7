"""Asking for pages as somebody, in the language of the source."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from campaigns.models import Phase
from tests.cast import PASSWORD
from units.models import User


def like(signed_in: Client, **options: Any) -> Client:
    """Another browser of the same person, whatever became of the first one's cookies since."""
    client = Client(**options)
    client.cookies.load({name: cookie.value for name, cookie in signed_in.cookies.items()})
    return client


def as_(user: User) -> Client:
    """A browser in which the user is signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def get(user: User, route: str, *args: int, **query: Any) -> Any:
    """The page of a route, with this query string."""
    return as_(user).get(reverse(route, args=args), query)


def post(user: User, route: str, *args: int, query: str = "", **data: Any) -> Any:
    """What a route answers to these fields."""
    return as_(user).post(reverse(route, args=args) + query, data)


def final_form(phase: Phase, *clusters: int) -> dict[str, Any]:
    """What the form of the final act sends: the clusters by their ids (all of the phase), the tick, the password."""
    every = [pointer.cluster_id or 0 for pointer in phase.revisions.all()]
    return {"clusters": list(clusters) or every, "confirm": "on", "password": PASSWORD}


def text_of(response: Any) -> str:
    """A page's source in one line, without the white space that a formatter leaves just inside of elements."""
    return lean(response.content.decode())


def lean(html: str) -> str:
    """HTML in one line; what stands in an element touches its tags."""
    line = " ".join(html.split())
    return re.sub(r"(<[a-z][^>]*>) | (?=</|<br>)", r"\1", line)
