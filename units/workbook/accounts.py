"""The people, accounts and posts that are stored of those whom the sheet of people names."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.text import tidy
from common.workbook.book import Row
from common.workbook.sheets import Change, Sheet
from common.workbook.stored import Identity, Known, Values, batches
from units.actors import Actor, System
from units.models import Post, User
from units.rules import is_put_off
from units.services import usernames
from units.workbook.sight import posts_kept

#: A person's own facts, the same in every row of that person.
PERSON = ("full_name", "email", "is_sample")


def person_key(values: Values) -> Identity:
    """Who a row is about: the account; without one the name with the address, or the name in its union."""
    if values["username"]:
        return ("", values["username"])
    return (values["full_name"], values["email"] or values["union"])


def address_fault(address: str | None) -> str:
    """Why this is no e-mail address; "" for one, and for none."""
    try:
        if address:
            validate_email(address)
    except ValidationError:
        return _("“%(value)s” is no e-mail address.") % {"value": address}
    return ""


def username_fault(name: str, by: Actor) -> str:
    """Why a new account may not have this name; "" for one as those of the pages have."""
    try:
        usernames.check_words(name, by)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def gives_post(change: Change) -> bool:
    """The row gives a post, or puts off its end: gives it for the days between."""
    return change.known is None or is_put_off(change.known.values["valid_to"], change.row["valid_to"])


class StoredPeople:
    """Who is who: of the stored rows of the sheet, of the accounts and of the unions that the workbook's rows name."""

    def __init__(self, rows: Sequence[Known], accounts: set[str], unions: set[str], by: Actor) -> None:
        self._rows, self._accounts, self._unions, self._by = rows, accounts, unions, by

    @cached_property
    def accounts(self) -> dict[str, tuple[int, str, str, bool]]:
        """Stored accounts by name: the person's id and facts."""
        held = ((known.version, known.values) for known in self._rows)
        found = {
            v["username"]: (pk, v["full_name"], v["email"], v["is_sample"]) for pk, v in held if v["username"]
        }
        if isinstance(self._by, System):  # who has no post is in nobody else's sight
            for rows in self._named():
                facts = rows.values_list("username", "person_id", *(f"person__{f}" for f in PERSON))
                found |= {
                    name: (pk, tidy(full_name), tidy(email), sample)
                    for name, pk, full_name, email, sample in facts
                }
        return found

    @cached_property
    def taken(self) -> set[str]:
        """User names of the rows that belong to people out of sight."""
        names = {name for rows in self._named() for name in rows.values_list("username", flat=True)}
        return names - self.accounts.keys()

    def _named(self) -> Iterator[QuerySet[User]]:
        for some in batches(self._accounts):
            yield User.objects.filter(username__in=some)

    @cached_property
    def persons(self) -> dict[Identity, int]:
        """Stored people under who they are."""
        by_account = {("", name): row[0] for name, row in self.accounts.items()}
        return {person_key(known.values): known.version for known in self._rows} | by_account

    def id_of(self, row: Row) -> int | None:
        """The id of the row's person; none for somebody new."""
        return self.persons.get(person_key(row.values))

    @cached_property
    def posts(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Stored posts of the rows' unions in sight by union and title: id and role."""
        found: dict[tuple[str, str], tuple[int, str]] = {}
        for some in batches(self._unions):
            rows = Post.objects.filter(posts_kept(self._by), union__code__in=some)
            for pk, union, title, role in rows.values_list("pk", "union__code", "title", "role"):
                found[union, tidy(title)] = (pk, role)
        return found

    def facts_of(self, row: Row, key: str) -> set[Any]:
        """What is stored of the row's person: of the account, or of everybody of this name in the union."""
        if row.get("username"):
            held = self.accounts.get(row["username"])
            return {held[1 + PERSON.index(key)]} if held else set()
        place = (row["full_name"], row["union"])
        stored = (known.values for known in self._rows)
        return {values[key] for values in stored if (values["full_name"], values["union"]) == place}


def say_other_role(people: Sheet, row: Row, role: str) -> None:
    """Tell a row that gives a post another role than it has."""
    if role != row["role"]:
        other = _(
            "The post “%(title)s” of this union has the role %(role)s. Write that role, or another title."
        )
        people.say(row, "role", other % {"title": row["title"], "role": people.told("role", role)})


def say_other_person(people: Sheet, row: Row, first: Row) -> None:
    """Tell a row that names its person otherwise than the first row of that person does."""
    if any(first.get(key) != row.get(key) for key in PERSON):
        other = _("Row %(line)s gives this person another name, address or mark. Write the same in both.")
        people.say(row, "full_name", other % {"line": first.line})
