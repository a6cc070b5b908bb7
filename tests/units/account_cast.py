"""Accounts for tests: an administrator of any union, a browser that is signed in."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cast import NOW, PASSWORD, START
from units.actors import SYSTEM
from units.choices import Role
from units.models import Union, User
from units.services import people


def fresh(user: User) -> User:
    return User.objects.select_related("person").get(pk=user.pk)


def without(user: User) -> User:
    """The account as a workbook leaves it."""
    user.set_unusable_password()
    user.save()
    return user


def administrator(union: Union, name: str) -> User:
    person = people.register_person(full_name=name, by=SYSTEM, now=NOW)
    people.appoint(
        person=person, union=union, title="Quản trị", role=Role.ADMINISTRATOR, since=START, by=SYSTEM, now=NOW
    )
    return people.open_account(username=name, person=person, password=PASSWORD, by=SYSTEM, now=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sign_in(user: User, password: str) -> tuple[Client, Any]:
    client = Client()
    return client, client.post(reverse("login"), {"username": user.username, "password": password})
