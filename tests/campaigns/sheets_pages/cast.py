"""Ba Dinh's sheet, what is typed into it, and who is signed in."""

import re
from typing import Any

from django.test import Client

from tests.campaigns.results_cast import row
from tests.cast import Season
from units.models import User

HTMX = {"HTTP_HX_REQUEST": "true"}


def later(july: Any, client: Client, user: User, moment: Any) -> None:
    """Move the clock and sign in anew: a session does not last that long."""
    july.move_to(moment)
    client.force_login(user)


def page(season: Season) -> str:
    return f"/sheets/{season.sheet(season.world.ba_dinh).pk}/"


def typed(season: Season, **values: str) -> dict[str, str]:
    """A posted form: `dv="12"` types into that cell."""
    posted = {}
    for code, value in values.items():
        found = row(season, code.upper())
        posted |= {
            f"value-{found.pk}": value,
            f"state-{found.pk}": "",
            f"version-{found.pk}": str(found.version),
        }
    return posted


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
