"""What a page's request carries besides Django's own."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from units.models import User


class Request(HttpRequest):
    """A signed-in person's request (every page demands one, but for sign-in), with what htmx tells of itself."""

    user: User
    htmx: HtmxDetails
