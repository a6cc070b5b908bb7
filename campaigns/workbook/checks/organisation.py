"""Unions, clusters, their members and leaders, people."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from campaigns.workbook.checking import Change, Check
from campaigns.workbook.reading import Row
from campaigns.workbook.stored import person_key
from units.choices import Role
from units.rules import ancestors_of, periods_overlap


def check(c: Check) -> None:
    """All rules of the organisation."""
    _unions(c)
    _tree(c)
    _reach(c)
    _clusters(c)
    _members(c)
    _terms(c)
    _people(c)


def _unions(c: Check) -> None:
    merged = c.merged("unions")
    for row in c.rows("unions"):
        if row.get("founded_on") and row.get("dissolved_on") and row["dissolved_on"] < row["founded_on"]:
            c.say(
                "unions",
                row,
                "dissolved_on",
                _("A union is dissolved after it was founded. Correct one of the dates."),
            )
    for change in c.plan.changes["unions"]:
        row = change.row
        above = merged.get((row["parent"],))
        if above and above["valid_from"] and row["valid_from"] < above["valid_from"]:
            c.say(
                "unions", row, "valid_from",
                _("“%(parent)s” has its place from %(day)s on. Choose that day or a later one.")
                % {"parent": row["parent"], "day": f"{above['valid_from']:%d/%m/%Y}"},
            )  # fmt: skip
        if (
            change.known
            and "parent" in change.fields
            and change.known.values["parent"]  # a top may turn out to have stood under the parent all along
            and row["valid_from"] <= (change.known.values["valid_from"] or date.min)
        ):
            c.say(
                "unions", row, "valid_from",
                _("The new place must begin after %(day)s, when the current one began.")
                % {"day": f"{change.known.values['valid_from']:%d/%m/%Y}"},
            )  # fmt: skip


def _tree(c: Check) -> None:
    """Walk up from every row; a union met twice stands below itself."""
    parents = {key[0]: values["parent"] for key, values in c.merged("unions").items()}
    parents |= {row["code"]: row["parent"] for row in c.rows("unions") if row.has("code", "parent")}
    fine: set[str] = set()
    for row in c.rows("unions"):
        if not row.has("code", "parent"):
            continue
        way: dict[str, None] = {}
        code = row["code"]
        while code and code not in fine and code not in way:
            way[code] = None
            code = parents.get(code, "")
        if code and code not in fine and code == row["code"]:
            ring = " → ".join([*way, code])
            c.say(
                "unions",
                row,
                "parent",
                _("The tree makes a cycle: %(ring)s. Choose another parent.") % {"ring": ring},
            )
        elif not code or code in fine:
            fine.update(way)


def _kept(c: Check) -> dict[str, bool]:
    """Which unions the importer keeps: at or below the importer's own; new ones as their parent."""
    kept = {key[0]: c.snapshot.reaches(known) for key, known in c.snapshot.known["unions"].items()}
    new = {
        row["code"]: row["parent"]
        for row in c.rows("unions")
        if row.has("code", "parent") and row["code"] not in kept
    }

    for start in new:
        way: list[str] = []
        code = start
        while code in new and code not in kept and code not in way:
            way.append(code)
            code = new[code]
        verdict = c.snapshot.on_top if not code else kept.get(code, False)
        kept.update(dict.fromkeys(way, verdict))
    return kept


def _reach(c: Check) -> None:
    """An importer changes only what stands at or below the unions that it acts for."""
    if c.snapshot.acts_for is None:
        return
    kept = _kept(c)
    refusal = _(
        "Only staff of this union, or of one above it, may change this. Leave the row as the system has it, or ask them."
    )
    for change in c.plan.changes["unions"]:
        code, parent = change.row["code"], change.row["parent"]
        moved = change.is_new or "parent" in change.fields
        if not kept.get(code) or (moved and parent and not kept.get(parent)):
            c.say("unions", change.row, "code", refusal)
    for change in c.plan.changes["clusters"]:
        owners = {change.row["owner"]} | ({change.known.values["owner"]} if change.known else set())
        if not all(kept.get(owner) for owner in owners):
            c.say("clusters", change.row, "owner", refusal)
    owner_of = {key[0]: values["owner"] for key, values in c.merged("clusters").items()}
    for sheet in ("members", "terms"):
        for change in c.plan.changes[sheet]:
            if not kept.get(owner_of.get(change.row["cluster"], "")):
                c.say(sheet, change.row, "cluster", refusal)
            elif sheet == "members" and not kept.get(change.row["union"]):
                c.say(sheet, change.row, "union", refusal)
    for change in c.plan.changes["participants"]:
        if change.is_new and not kept.get(change.row["union"]):
            c.say("participants", change.row, "union", refusal)
    homes: dict[Any, set[str]] = {}
    for known in c.snapshot.known["people"].values():
        homes.setdefault(person_key(known.values), set()).add(known.values["union"])
    for change in c.plan.changes["people"]:
        if not kept.get(change.row["union"]):
            c.say("people", change.row, "union", refusal)
        elif (
            _renames(c, change)
            and not all(kept.get(u) for u in homes.get(person_key(change.row.values), {""}))
        ):  # a post given to somebody who also holds one elsewhere is no right to that person's name and address
            c.say("people", change.row, "full_name", refusal)
        elif _is_own(c, change):
            c.say(
                "people", change.row, "title",
                _("Nobody appoints himself. Ask a colleague, or the union above, to enter this row."),
            )  # fmt: skip
        elif _appoints(c, change) and change.row["role"] == Role.ADMINISTRATOR:
            c.say(
                "people", change.row, "role",
                _("Only administrators of this union, or of one above it, may do this. Please ask them."),
            )  # fmt: skip


def _appoints(c: Check, change: Change) -> bool:
    """A new post, or another end of one, in a union that the importer does not administer."""
    union = c.snapshot.known["unions"].get((change.row["union"],))
    above = set(ancestors_of(union.path)) | {union.pk} if union else set()
    return (change.is_new or "valid_to" in change.fields) and above.isdisjoint(c.snapshot.administers)


def _is_own(c: Check, change: Change) -> bool:
    """The importer's own post. Only an administrator of the union may change it."""
    importer = c.snapshot.importer
    return importer is not None and change.row["username"] == importer.username and _appoints(c, change)


def _renames(c: Check, change: Change) -> bool:
    row = change.row
    held = c.snapshot.accounts.get(row["username"])
    return held is not None and held[1:] != (row["full_name"], row["email"], row["is_sample"])


def _clusters(c: Check) -> None:
    campaign = c.rows("campaign")[:1]
    owner = campaign[0].get("owner") if campaign else None
    for change in c.plan.changes["clusters"]:
        if owner and change.row["owner"] != owner and change.is_new:
            c.warn(
                "clusters", change.row, "owner",
                _("Another union than the campaign's owner runs this cluster. Please make sure that this is meant."),
            )  # fmt: skip


def _ends_before(c: Check, sheet: str, row: Row) -> bool:
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] <= row["valid_from"]:
        c.say(
            sheet,
            row,
            "valid_to",
            _("The end must come after %(day)s.") % {"day": f"{row['valid_from']:%d/%m/%Y}"},
        )
        return True
    return False


def _members(c: Check) -> None:
    periods: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for values in c.merged("members").values():
        periods.setdefault((values["cluster"], values["union"]), []).append(
            (values["valid_from"], values["valid_to"])
        )
    for row in c.rows("members"):
        if _ends_before(c, "members", row) or not row.has("cluster", "union", "valid_from", "valid_to"):
            continue
        mine = (row["valid_from"], row["valid_to"])
        for other in periods.get((row["cluster"], row["union"]), []):
            if other != mine and periods_overlap(*mine, *other):
                c.say(
                    "members", row, "valid_from",
                    _("The union is a member of this cluster from %(day)s on already. Choose other days.")
                    % {"day": f"{other[0]:%d/%m/%Y}"},
                )  # fmt: skip
                break


def _terms(c: Check) -> None:
    periods: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for values in c.merged("members").values():
        periods.setdefault((values["cluster"], values["union"]), []).append(
            (values["valid_from"], values["valid_to"])
        )
    for row in c.rows("terms"):
        if not row.has("cluster", "year", "leader", "deputy"):
            continue
        if not 1900 <= row["year"] <= 2100:
            c.say(
                "terms",
                row,
                "year",
                _("The year %(year)s is out of range. Write a year between 1900 and 2100.")
                % {"year": row["year"]},
            )
            continue
        if row["leader"] == row["deputy"]:
            c.say("terms", row, "deputy", _("The deputy must be another union than the leader."))
        days = (date(row["year"], 1, 1), date(row["year"] + 1, 1, 1))
        for key in ("leader", "deputy"):
            held = periods.get((row["cluster"], row[key]), [])
            if row[key] in c.codes("unions") and not any(periods_overlap(*days, *period) for period in held):
                c.say(
                    "terms", row, key,
                    _("“%(union)s” is no member of this cluster in %(year)s. Add it to the members, or correct the code.")
                    % {"union": row[key], "year": row["year"]},
                )  # fmt: skip
    for change in c.plan.changes["terms"]:
        if change.known and "leader" in change.fields:
            c.say(
                "terms", change.row, "leader",
                _("“%(union)s” leads this cluster in %(year)s already; a cluster has one leading union at a time.")
                % {"union": change.known.values["leader"], "year": change.row["year"]},
            )  # fmt: skip


def _people(c: Check) -> None:
    roles = {place: role for place, (_pk, role) in c.snapshot.posts.items()}
    persons: dict[Any, Row] = {}
    periods: dict[Any, list[tuple[date, date | None]]] = {}
    for values in c.merged("people").values():
        key = (person_key(values), values["union"], values["title"])
        periods.setdefault(key, []).append((values["valid_from"], values["valid_to"]))
    for row in c.rows("people"):
        if row.get("email"):
            try:
                validate_email(row["email"])
            except ValidationError:
                c.say(
                    "people", row, "email", _("“%(value)s” is no e-mail address.") % {"value": row["email"]}
                )
        if _ends_before(c, "people", row) or not row.has(
            "username", "full_name", "email", "union", "title", "role", "valid_from", "valid_to"
        ):
            continue
        role = roles.setdefault((row["union"], row["title"]), row["role"])
        if role != row["role"]:
            c.say(
                "people", row, "role",
                _("The post “%(title)s” of this union has the role %(role)s. Write that role, or another title.")
                % {"title": row["title"], "role": role},
            )  # fmt: skip
        first = persons.setdefault(person_key(row.values), row)
        if any(first.get(k) != row.get(k) for k in ("full_name", "email", "is_sample")):
            c.say(
                "people", row, "full_name",
                _("Row %(line)s gives this person another name, address or mark. Write the same in both.") % {"line": first.line},
            )  # fmt: skip
        mine = (row["valid_from"], row["valid_to"])
        for other in periods.get((person_key(row.values), row["union"], row["title"]), []):
            if other != mine and periods_overlap(*mine, *other):
                c.say(
                    "people", row, "valid_from",
                    _("This person holds the post from %(day)s on already. Choose other days.") % {"day": f"{other[0]:%d/%m/%Y}"},
                )  # fmt: skip
                break
