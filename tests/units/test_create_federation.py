"""An empty installation comes up with one federation and one administrator, and no demo account anywhere."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from awards.models import Award
from awards.services.catalogue import load_catalogue
from tests.cast import NOW, World, at
from units.actors import SYSTEM
from units.models import Affiliation, Appointment, Person, Union, User
from units.scope import scope_of
from units.services import installation
from units.services.installation import create_federation

OPTIONS = {"code": "HN", "name": "Liên đoàn Lao động thành phố Hà Nội", "admin_name": "Nguyễn Thị Hồng"}
PASSWORD = "mot cau dai de nho"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """No password around, no keyboard."""
    for name in ("ADMIN_PASSWORD", "ADMIN_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", StringIO())


def create(**options: str) -> str:
    out = StringIO()
    call_command("create_federation", **{**OPTIONS, **options}, stdout=out)
    return out.getvalue()


def test_one_federation_with_one_administrator_who_can_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    said = create(short_name="LĐLĐ TP Hà Nội", username="hong")
    union, user = Union.objects.get(), User.objects.get()
    assert (union.code, union.short_name, user.username) == ("HN", "LĐLĐ TP Hà Nội", "hong")
    assert (Person.objects.count(), Appointment.objects.count()) == (1, 1)
    assert scope_of(user).administers(union.pk)
    assert Client().login(username="hong", password=PASSWORD)
    assert PASSWORD not in said


def test_the_password_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n", encoding="utf-8")
    monkeypatch.setenv("ADMIN_PASSWORD_FILE", str(path))
    create()
    assert Client().login(username="admin", password=PASSWORD)


def test_a_password_is_made_and_shown_once_when_there_is_none() -> None:
    password = create().strip().rsplit(" ", 1)[-1]
    assert len(password) == 20
    assert Client().login(username="admin", password=password)


@pytest.mark.parametrize(
    ("typed", "works"), [((PASSWORD, PASSWORD), PASSWORD), ((PASSWORD, "another"), None), (("",), "made")]
)
def test_the_password_is_asked_for_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], works: str | None
) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter(typed)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    if works is None:
        with pytest.raises(CommandError):
            create()
        assert Union.objects.count() == 0
        return
    said = create()
    password = said.strip().rsplit(" ", 1)[-1] if works == "made" else works
    assert Client().login(username="admin", password=password)


def test_a_second_federation_is_refused(world: World) -> None:
    before = (Union.objects.count(), User.objects.count())
    with pytest.raises(CommandError):
        create(code="HP")
    assert (Union.objects.count(), User.objects.count()) == before


@pytest.mark.parametrize("password", ["ngan", "1234567890", "qwertyuiop"])
def test_a_weak_password_is_refused_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(CommandError):
        create()
    assert (Union.objects.count(), User.objects.count(), Person.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("option", ["code", "name", "admin_name", "username"])
def test_an_empty_name_is_refused_by_its_option(option: str) -> None:
    with pytest.raises(CommandError, match=option.replace("_", "-")):
        create(**{option: "  "})
    assert Union.objects.count() == 0


@pytest.mark.parametrize("content", [None, ""])
def test_a_password_file_that_is_missing_or_empty_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("ADMIN_PASSWORD_FILE", str(path))
    with pytest.raises(CommandError, match="ADMIN_PASSWORD_FILE"):
        create()


def test_a_missing_option_is_an_error() -> None:
    options: dict[str, Any] = {"code": "HN", "name": "x"}
    with pytest.raises(CommandError):
        call_command("create_federation", **options)


def test_installation_that_has_a_federation_gets_no_second_one(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        create_federation(**{**OPTIONS, "short_name": "HN"}, username="hong", password=PASSWORD, now=NOW)
    assert error.value.messages == [
        "This installation already has a federation; the first administrator adds accounts in the browser"
        " or by workbook."
    ]


def test_federation_and_post_hold_from_the_first_of_january_in_hanoi(db: None) -> None:
    night = at(2024, 1, 1, 2)  # still 2023 in Greenwich
    create_federation(**{**OPTIONS, "short_name": "HN"}, username="hong", password=PASSWORD, now=night)
    assert Appointment.objects.get().valid_from == date(2024, 1, 1)
    assert Affiliation.objects.get().valid_from == date(2024, 1, 1)


@pytest.mark.parametrize("written", ["28/07/1929", "1929-07-28", "28071929"])
def test_federation_and_post_hold_from_the_day_that_is_named(written: str) -> None:
    create(since=written)
    assert Affiliation.objects.get().valid_from == date(1929, 7, 28)
    assert Appointment.objects.get().valid_from == date(1929, 7, 28)


@pytest.mark.parametrize("written", ["hôm qua", "31/02/2020", "01/01/0001", "31/12/2099"])
def test_a_day_that_is_none_or_still_to_come_is_refused_and_leaves_nothing(written: str) -> None:
    with pytest.raises(CommandError):
        create(since=written)
    assert (Union.objects.count(), User.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_an_installation_starts_with_what_the_apps_add(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Award.objects.count() == 0
    create()
    assert Award.objects.count() == load_catalogue(by=SYSTEM, now=NOW)


def test_a_step_that_fails_leaves_no_federation_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_given: Any) -> None:
        raise ValidationError("no")

    monkeypatch.setattr(installation, "steps", [*installation.steps, fails])
    with pytest.raises(CommandError):
        create()
    assert (Union.objects.count(), Award.objects.count()) == (0, 0)
