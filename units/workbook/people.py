"""The sheet of people: a row a post that somebody holds or held."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from common.workbook.book import Page, Row
from common.workbook.columns import Kind, choice, code, of_kind, sample, text
from common.workbook.sheets import Change, Sheet, Taken
from common.workbook.stored import Identity, Known, Values, batches
from units.actors import System
from units.choices import Role
from units.models import Appointment, Person, Post
from units.permissions import appointing_refusal, bound_elsewhere, bound_refusal, editable_among
from units.rules import plain_username
from units.services.bulk.people import enter_people, write_appointments
from units.workbook.accounts import (
    PERSON,
    StoredPeople,
    address_fault,
    gives_post,
    person_key,
    say_other_person,
    say_other_role,
    username_fault,
)
from units.workbook.members import Period, ends_before, say_overlap
from units.workbook.sight import people_in_sight
from units.workbook.unions import Unions, keepers_only


class People(Sheet):
    """Posts are given and ended by administrators of the union, or of one above it, and by nobody to himself."""

    key = "people"
    title = "Cán bộ"
    note = (
        "People and the posts they hold, a row a post. "
        "No passwords: a new account cannot sign in until one is set."
    )
    identity = ("username", "full_name", "union", "title", "valid_from")
    ends_by = "valid_to"
    columns = (
        code("username", "Tên đăng nhập", limit=80, note="empty: a person without an account"),
        text("full_name", "Họ và tên", 120, need=True, ex="Nguyễn Văn A"),
        text("email", "Thư điện tử", 254),
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        text("title", "Chức vụ", 120, need=True, ex="Chủ tịch"),
        choice("role", "Vai trò", Role, need=True, ex="chair"),
        of_kind(Kind.DAY, "valid_from", "Từ ngày", need=True, ex="2024-01-01"),
        of_kind(
            Kind.DAY,
            "valid_to",
            "Đến trước ngày",
            note="the first day on which it no longer holds; empty: still holds",
        ),
        text("source", "Căn cứ", 200),
        sample(),
    )

    # --- What is stored -----------------------------------------------------------------------------------------------
    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Appointments with their people; `version` is the person's id."""
        order = ("post__union__code", "post__title", "person__full_name", "valid_from", "pk")
        return cls.read(
            Appointment.objects.filter(where).order_by(*order),
            {"version": "person_id"},
            username="person__user__username",
            full_name="person__full_name",
            email="person__email",
            union="post__union__code",
            title="post__title",
            role="post__role",
            is_sample="person__is_sample",
        )

    def load(self) -> Iterator[Known]:
        """All posts of the accounts that the workbook names, and the people without one in the unions of its rows, as
        far as the importer keeps those unions."""
        kept = people_in_sight(self.run.by)
        for some in batches(self._filled("username")):
            yield from self.stored(Q(person__user__username__in=some) & kept)
        for some in batches(self._filled("union")):
            here = Q(post__union__code__in=some) & kept
            yield from self.stored(here if self.lacks("username") else here & Q(person__user__isnull=True))

    def _filled(self, key: str) -> set[str]:
        return {row[key] for row in self.rows if row.get(key)}

    @cached_property
    def held(self) -> StoredPeople:
        """Who is stored of those whom the rows name."""
        accounts, unions = self._filled("username"), self._filled("union")
        return StoredPeople(list(self.known.values()), accounts, unions, self.run.by)

    def __init__(self, run: Taken, page: Page) -> None:
        super().__init__(run, page)
        for row in self.rows:
            if row.get("username"):
                row.values["username"] = plain_username(row["username"])

    # --- What tells rows apart ----------------------------------------------------------------------------------------
    @classmethod
    def identify(cls, values: Values) -> Identity:
        """A post of a person from a day on."""
        return (person_key(values), values["union"], values["title"], values["valid_from"])

    def may_identify(self, row: Row) -> bool:
        """The address is part of who somebody without an account is."""
        return row.has(*self.identity, "email")

    def settle(self, row: Row) -> None:
        """Without a column of accounts, addresses or marks a known person keeps those that are stored."""
        for column in self.absent:
            if column.key in ("username", *PERSON) and row.has("full_name", "union"):
                found = self.held.facts_of(row, column.key)
                row.values.setdefault(column.key, found.pop() if len(found) == 1 else column.empty)
        super().settle(row)

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """Addresses, periods, one role a post, one name a person, and who may."""
        roles = {place: role for place, (_pk, role) in self.held.posts.items()}
        persons: dict[Identity, Row] = {}
        whole = [column.key for column in self.columns if column.key not in ("source", "is_sample")]
        ordered = {row.line for row in self.rows if not ends_before(self, row) and row.has(*whole)}
        for row in self.rows:
            self._check_account(row)
            if row.line in ordered:
                say_other_role(self, row, roles.setdefault((row["union"], row["title"]), row["role"]))
                say_other_person(self, row, persons.setdefault(person_key(row.values), row))
        self._check_overlaps(ordered)
        self._check_rights()

    def _check_account(self, row: Row) -> None:
        if wrong := address_fault(row.get("email")):
            self.say(row, "email", wrong)
        name = row.get("username")
        if name and name not in self.held.accounts and (wrong := username_fault(name, self.run.by)):
            self.say(row, "username", wrong)

    def _check_overlaps(self, lines: set[int]) -> None:
        periods = self._periods()
        twice = _("This person holds the post from %(day)s on already. Choose other days.")
        for row in self.changed_first:
            if row.line in lines:
                held = periods.get((person_key(row.values), row["union"], row["title"]), [])
                say_overlap(self, row, held, twice)

    def _periods(self) -> dict[Identity, list[Period]]:
        found: dict[Identity, list[Period]] = {}
        for values in self.merged.values():
            place = (person_key(values), values["union"], values["title"])
            found.setdefault(place, []).append((values["valid_from"], values["valid_to"]))
        return found

    def _check_rights(self) -> None:
        by, unions = self.run.by, self.run.of(Unions)
        renamed = {change.row.line: pk for change in self.changes if (pk := self._renamed(change))}
        editable = editable_among(by, renamed.values())
        given = {pk for change in self.changes if gives_post(change) and (pk := self.held.id_of(change.row))}
        bound = bound_elsewhere(by, given)
        for change in self.changes:
            row = change.row
            if row["union"] not in unions.codes:
                continue  # told already
            if unions.forbids(row["union"]):
                self.say(row, "union", keepers_only())
            elif reason := self._post_refusal(change):
                self.say(row, "title", reason)
            elif row["username"] in self.held.taken:
                taken = _("The user name “%(name)s” is taken. Choose another.")
                self.say(row, "username", taken % {"name": row["username"]})
            elif (pk := renamed.get(row.line)) and pk not in editable:
                self.say(row, "full_name", bound_refusal())
            elif gives_post(change) and self.held.id_of(row) in bound:
                self.say(row, "username" if row["username"] else "full_name", bound_refusal())

    def _post_refusal(self, change: Change) -> str:
        """Why the importer may not do to the post what the row does; "" where nothing stands against it."""
        by, row = self.run.by, change.row
        moves = change.known is None or "valid_to" in change.fields
        return appointing_refusal(
            is_own=moves and not isinstance(by, System) and self.held.id_of(row) == by.person_id,
            role=row["role"],
            administers=self.run.of(Unions).administers(row["union"]),
            ends=not gives_post(change),
        )

    def _renamed(self, change: Change) -> int | None:
        """The id of the stored person whose name, address or mark the row changes."""
        row = change.row
        if change.known is not None:
            return change.known.version if set(change.fields) & set(PERSON) else None
        held = self.held.accounts.get(row["username"])
        changes = held is not None and held[1:] != tuple(row[f] for f in PERSON)
        return held[0] if held is not None and changes else None

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """People and accounts without a password, then posts and who holds them."""
        fresh: dict[Identity, tuple[Identity, Person, str]] = {}
        edits: dict[int, dict[str, Any]] = {}
        for change in self.changes:
            key, row = person_key(change.row.values), change.row
            facts = {f: row[f] for f in PERSON}
            if key not in self.held.persons:
                fresh.setdefault(key, (key, Person(**facts), row["username"]))
            elif pk := self._renamed(change):
                edits[pk] = facts
        entered = enter_people(new=list(fresh.values()), edits=edits, **self.run.who)
        self._write_appointments(self.held.persons | entered)

    def _write_appointments(self, persons: dict[Identity, int]) -> None:
        posts = {place: Post(pk=pk, role=role) for place, (pk, role) in self.held.posts.items()}
        made: list[Post] = []
        places: list[tuple[Appointment, Post]] = []
        for change in self.new:
            row = change.row
            place = (row["union"], row["title"])
            if place not in posts:
                posts[place] = Post(title=row["title"], role=row["role"])
                made.append(posts[place])
            post = posts[place]
            post.union_id, post.title = self.run.of(Unions).ids[row["union"],], row["title"]
            days = {f: row[f] for f in ("valid_from", "valid_to", "source")}
            places.append((Appointment(person_id=persons[person_key(row.values)], **days), post))
        corrected = {
            c.pk: {"valid_to": c.row["valid_to"], "source": c.row["source"]}
            for c in self.changed
            if set(c.fields) & {"valid_to", "source"}
        }
        write_appointments(posts=made, new=places, edits=corrected, **self.run.who)
