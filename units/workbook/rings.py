"""A tree of unions that would bite its own tail."""

from django.utils.translation import gettext as _

from common.workbook.book import Row
from common.workbook.sheets import Sheet


def say_cycles(unions: Sheet) -> None:
    """Walk up from every row of the sheet of unions; one met twice stands below itself, and is told once a ring."""
    parents = {key[0]: values["parent"] for key, values in unions.merged.items()}
    parents |= {row["code"]: row["parent"] for row in unions.rows if row.has("code", "parent")}
    fine: set[str] = set()
    rings: dict[frozenset[str], list[tuple[Row, list[str]]]] = {}
    for row in unions.rows:
        if not row.has("code", "parent"):
            continue
        way: dict[str, None] = {}
        code = row["code"]
        while code and code not in fine and code not in way:
            way[code] = None
            code = parents.get(code, "")
        if code and code not in fine and code == row["code"]:
            rings.setdefault(frozenset(way), []).append((row, [*way, code]))
        elif not code or code in fine:
            fine.update(way)
    for places in rings.values():
        _say_cycle(unions, places)


def _say_cycle(unions: Sheet, places: list[tuple[Row, list[str]]]) -> None:
    """In a row that would change what is stored."""
    changed = {change.row.line for change in unions.changes if change.is_new or "parent" in change.fields}
    row, way = next((place for place in places if place[0].line in changed), places[0])
    cycle = _("The tree makes a cycle: %(ring)s. Choose another parent.") % {"ring": " → ".join(way)}
    unions.say(row, "parent", cycle)
