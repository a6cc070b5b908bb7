"""Requests made by hand, and what they may have written."""

from typing import Any

from django.apps import apps
from django.test import Client

from campaigns.models import Campaign, Participant, Phase, Pledge, Result
from tests.cast import Season
from tests.matrix.addresses import MATRIX
from tests.matrix.places import address
from units.models import Job, Notice

#: Who took which rows out of the system is written down: a file is no page.
EXPORTS = {"units.AuditEvent": {"verb": "export_workbook"}}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def readable(season: Season, places: dict[str, Any]) -> list[str]:
    return [address(name, places, season) for name, (method, _who) in MATRIX.items() if method == "GET"]


def rows_of_everything() -> dict[str, int]:
    """Rows of every table but the sessions; of the audit those that a download does not leave, which is on purpose."""
    rows = {m._meta.label: m._default_manager.all() for m in apps.get_models()}
    return {
        label: (found.exclude(**EXPORTS[label]) if label in EXPORTS else found).count()
        for label, found in rows.items()
        if label != "sessions.Session"
    }


def picture() -> dict[str, list[Any]]:
    """Every row of the tables that pages write to."""
    return {
        m.__name__: list(m._default_manager.order_by("pk").values())
        for m in (
            Campaign,
            Phase,
            Result,
            Participant,
            Pledge,
            Notice,
            Job,
            *apps.get_app_config("awards").get_models(),
        )
    }
