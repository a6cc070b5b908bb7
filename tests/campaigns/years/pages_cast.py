"""What the tests of a year's pages share: a client that speaks English in July 2024, and the words of an answer."""

import re
from html import unescape
from typing import Any

from django.test import Client

from units.models import User


def client_of(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def words(response: Any) -> str:
    """The text of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
