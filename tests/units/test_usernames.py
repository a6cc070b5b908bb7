"""User names look like nothing but themselves, and nobody learns from outside which ones there are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, isolate_apps
from django.urls import reverse

from tests.attacks.import_cast import bring, post
from tests.cast import NOW, PASSWORD, World
from tests.units.account_cast import administrator, signed_in, without
from units.actors import SYSTEM
from units.models import Person, User
from units.services import accounts, people, usernames

ZERO_WIDTH, RIGHT_TO_LEFT, CYRILLIC_O, GREEK_NU = "\u200b", "\u202e", "\u043e", "\u03bd"
ALIKE = [
    f"h{CYRILLIC_O}a",
    f"ho{ZERO_WIDTH}a",
    f"{RIGHT_TO_LEFT}aoh",
    f"hoa{ZERO_WIDTH}",
    "hoa\x00",
    "ho\na",
    "hoà",
    f"{GREEK_NU}y",
    "h\u0131a",  # dotless i
    "hoa quang",
    "-hoa",
    "h",
    "h" * 41,
]


@pytest.fixture(autouse=True)
def clean(time_machine: Any) -> Iterator[None]:
    time_machine.move_to(NOW, tick=False)
    cache.clear()
    yield
    cache.clear()


def somebody(world: World) -> Person:
    """A person of Ba Dinh without an account."""
    person = people.register_person(full_name="Trần Văn Tâm", by=SYSTEM, now=NOW)
    people.appoint(
        person=person,
        union=world.ba_dinh,
        title="Trợ lý",
        role="officer",
        since=NOW.date(),
        by=SYSTEM,
        now=NOW,
    )
    return person


# --- What a name is ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["hoa", "HOA", " Hoa ", "ｈｏａ", "\u2095oa"])
def test_a_name_signs_in_however_it_is_typed(world: World, typed: str) -> None:
    answer = Client().post(reverse("login"), {"username": typed, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize("typed", ALIKE)
def test_a_name_that_only_looks_alike_signs_nobody_in_and_is_given_to_nobody(
    world: World, typed: str
) -> None:
    answer = Client().post(reverse("login"), {"username": typed, "password": PASSWORD})
    assert answer.status_code == (400 if "\x00" in typed else 200)
    with pytest.raises(ValidationError) as caught:
        people.open_account(username=typed, person=somebody(world), password=PASSWORD, by=SYSTEM, now=NOW)
    assert caught.value.message_dict == {"username": [str(usernames.HELP)]}


def test_capitals_make_no_second_account(world: World) -> None:
    person = somebody(world)
    with pytest.raises(ValidationError, match="taken"):
        people.open_account(username="HOA", person=person, password=PASSWORD, by=SYSTEM, now=NOW)
    made = people.open_account(username="Tam.TV_1-a", person=person, password=PASSWORD, by=SYSTEM, now=NOW)
    assert made.username == "tam.tv_1-a"


@pytest.mark.parametrize(
    "name", ["Hoa", "HOA", f"h{CYRILLIC_O}a", f"ho{ZERO_WIDTH}a", "hoà", "hoa ", "", "ho\na"]
)
def test_the_database_keeps_names_plain_whatever_writes(world: World, name: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="quang").update(username=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="quang").update(username="hoa")


@isolate_apps("units")
def test_without_the_guard_a_name_that_looks_alike_is_stored(transactional_db: None) -> None:
    """The constraint is what stops them: the column itself takes anything."""

    class Loose(models.Model):  # noqa: DJ008
        username = models.CharField(max_length=80, unique=True)

        class Meta:
            app_label = "units"

    with connection.schema_editor() as editor:
        editor.create_model(Loose)
    Loose.objects.bulk_create([Loose(username=name) for name in ("hoa", "Hoa", f"h{CYRILLIC_O}a")])
    with connection.schema_editor() as editor:
        editor.delete_model(Loose)


def test_the_first_administrator_gets_a_plain_name_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    given = ["create_federation", "--code=HN", "--name=LĐLĐ Hà Nội", "--admin-name=An"]
    with pytest.raises(CommandError, match="2 to 40 letters"):
        call_command(*given, f"--username=d{CYRILLIC_O}ngda")
    call_command(*given, "--username=Admin")
    assert User.objects.get().username == "admin"


# --- The workbook -----------------------------------------------------------------------------------------------------
def test_a_workbook_brings_no_name_that_only_looks_alike(world: World) -> None:
    chief = administrator(world.ba_dinh, "truong")
    for typed in (f"h{CYRILLIC_O}a", "có.dấu"):
        outcome = bring(chief, people=[post(username=typed)])
        assert [f.message for f in outcome.faults.shown] == [str(usernames.HELP)]
    assert not bring(
        chief, people=[post(username=f"ho{ZERO_WIDTH}a")]
    ).faults  # which is Hoa's own, and nobody new
    assert User.objects.filter(username__startswith="ho").count() == 1
    assert not bring(chief, people=[post(username="MỚI".replace("Ớ", "O"))]).faults
    assert User.objects.filter(username="moi").exists()


def test_a_workbook_means_the_account_however_its_name_is_written(world: World) -> None:
    chief = administrator(world.ba_dinh, "truong")
    row = post(username="HOA", full_name="Hoa", email="hoa@example.vn")
    before = User.objects.count()
    assert not bring(chief, people=[row]).faults
    assert User.objects.count() == before
    assert world.hoa.person.appointments.filter(post__title="Trợ lý").exists()


# --- Existence is not told --------------------------------------------------------------------------------------------
def refused(by: User, world: World, name: str) -> str:
    """The words in which the account's page refuses a name."""
    person = Person.objects.filter(full_name="Trần Văn Tâm").first() or somebody(world)
    answer = signed_in(by).post(reverse("account-open", args=[person.pk]), {"username": name})
    assert answer.status_code == 422
    (said,) = answer.context["form"].errors["username"]
    return said


def test_who_does_not_see_an_account_does_not_learn_that_it_is_there(world: World) -> None:
    chief = administrator(world.ba_dinh, "truong")
    hidden, reserved = refused(chief, world, "quang"), refused(chief, world, "root")
    form = r"“NAME” cannot be given as a user name\. Please use another one, for example “NAME[1-9]\d”\."
    assert re.fullmatch(form.replace("NAME", "quang"), hidden)
    assert re.fullmatch(form.replace("NAME", "root"), reserved)
    assert refused(chief, world, "hoa") == "The user name “hoa” is taken. Choose another."  # of the own union


def test_the_name_that_is_proposed_is_free(world: World) -> None:
    chief = administrator(world.ba_dinh, "truong")
    offered = re.findall("“([^”]+)”", refused(chief, world, "quang"))[1]
    slip = accounts.open_account(
        person=Person.objects.get(full_name="Trần Văn Tâm"), username=offered, by=chief, now=NOW
    )
    assert slip.user.username == offered


def attempt(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str], list[str]]:
    """What a sign-in with a wrong password costs and says: hashes made, statements run, words."""
    hashes: list[int] = []
    hasher = type(get_hasher())
    encode = hasher.encode
    with (
        monkeypatch.context() as patch,
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        patch.setattr(hasher, "encode", lambda self, *a, **k: hashes.append(1) or encode(self, *a, **k))
        patch.setattr(hasher, "verify", lambda self, *a: hashes.append(1) or False)
        answer = Client().post(reverse("login"), {"username": name, "password": "sai"})
    said = [str(e) for e in answer.context["form"].non_field_errors()]
    return len(hashes), [re.sub("'[^']*'|%s", "?", q["sql"]).split(" WHERE ")[0] for q in queries], said


def test_a_sign_in_costs_and_says_the_same_whoever_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(world.minh)
    accounts.close_account(user=world.hung, by=world.an, now=NOW)
    known = attempt("hoa", monkeypatch)
    assert known[0] == 1
    for name in ("nobody", "HOA", "minh", "hung", f"h{CYRILLIC_O}a", f"ho{ZERO_WIDTH}a"):
        assert attempt(name, monkeypatch) == known


def test_the_measure_sees_a_sign_in_that_looks_no_further(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without a hash for unknown names the two differ."""
    known = attempt("hoa", monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(User, "set_password", lambda self, password: None)
        assert attempt("nobody", monkeypatch) != known


def test_the_backend_finds_the_account_too(world: World) -> None:
    assert authenticate(username="HOA", password=PASSWORD) == world.hoa
