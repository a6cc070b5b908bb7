"""The sign-in page: the accounts of the demo, where there is one."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_account(world: World) -> str:
    """One of the demo's accounts, marked as sample data as the demo marks it."""
    world.hoa.person.is_sample = True
    world.hoa.person.save(update_fields=["is_sample"])
    world.hoa.username = "badinh"
    world.hoa.save(update_fields=["username"])
    return world.hoa.username


def test_where_the_demo_stands_its_accounts_are_shown(client: Client, demo_account: str) -> None:
    answer = client.get("/login/")
    assert [a["username"] for a in answer.context["demo_accounts"]] == [demo_account]
    page = answer.content.decode()
    assert "Demo accounts" in page
    assert "LĐLĐ quận Ba Đình" in page


def test_production_shows_no_account(client: Client, demo_account: str, settings: Any) -> None:
    settings.PRODUCTION = True
    answer = client.get("/login/")
    assert answer.context["demo_accounts"] == []
    assert "Demo accounts" not in answer.content.decode()


def test_an_installation_without_the_demo_shows_no_account(client: Client, world: World) -> None:
    world.hoa.username = "badinh"  # a person of its own with a name that the demo uses too
    world.hoa.save(update_fields=["username"])
    answer = client.get("/login/")
    assert answer.context["demo_accounts"] == []
    assert "Demo accounts" not in answer.content.decode()
