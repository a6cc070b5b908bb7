"""What holds on a day is asked of `units/on_a_day.py`: no other file filters by the dates of facts itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("awards", "campaigns", "common", "emulation_tracker", "units")
HOME = "units/on_a_day.py"
DATES = r"(?:valid|effective)_(?:from|to)"
#: A look-up such as `valid_to__isnull` or `union__affiliations__valid_from__lte`.
LOOKUP = re.compile(rf"(?:^|_){DATES}__[a-z]+$")
#: The text of a query such as `valid_to IS NULL`.
SQL = re.compile(rf"\b{DATES}\"?\s*(?:IS\b|[<>=])", re.IGNORECASE)
#: Calls in which a date by its own name is a filter too.
FILTERS = {"filter", "exclude", "get", "Q", "aget", "get_object_or_404", "When"}
SAID = "ask units.on_a_day what holds on a day"


def is_filter(node: ast.AST) -> bool:
    """The node compares the dates of stored facts: by a look-up, in SQL, or by asking whether an end is there."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        own = [k.arg or "" for k in node.keywords]
        return any(LOOKUP.search(k) or (name in FILTERS and re.search(rf"(?:^|__){DATES}$", k)) for k in own)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(LOOKUP.search(node.value) or SQL.search(node.value))
    if isinstance(node, ast.Compare):
        asks = any(isinstance(o, ast.Is | ast.IsNot) for o in node.ops)
        sides = [node.left, *node.comparators]
        return asks and any(isinstance(s, ast.Attribute) and re.fullmatch(DATES, s.attr) for s in sides)
    return False


def date_filters(root: Path = ROOT) -> Iterator[str]:
    """Every filter of this kind outside its home, as `file:line: what to do`."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            where = path.relative_to(root).as_posix()
            if where == HOME or "migrations" in path.parts:
                continue
            lines = {n.lineno for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_filter(n)}
            yield from (f"{where}:{line}: {SAID}" for line in sorted(lines))


def test_only_one_module_says_what_holds_on_a_day() -> None:
    assert list(date_filters()) == []


@pytest.mark.parametrize(
    "line",
    [
        "Affiliation.objects.filter(valid_to__isnull=True)",
        "Union.objects.exclude(affiliations__valid_from__lte=day)",
        "places.filter(valid_to=None)",
        "Appointment.objects.get(person=person, valid_to=None)",
        "condition = Q(post__appointments__valid_to__gt=day)",
        "Award.objects.filter(rule_set__effective_to__isnull=True)",
        "places.filter(**{'valid_to__isnull': True})",
        "places.filter(**{f'{prefix}valid_to__gt': day})",
        "cursor.execute('SELECT path FROM units_affiliation WHERE valid_to IS NULL')",
        "cursor.execute('SELECT 1 FROM units_appointment WHERE valid_from <= %s', [day])",
        "current = [place for place in places if place.valid_to is None]",
        "lasts = held.valid_to is not None",
    ],
)
def test_a_filter_by_hand_is_refused(tmp_path: Path, line: str) -> None:
    planted(tmp_path, "units/helpers.py", line)
    assert list(date_filters(tmp_path)) == [f"units/helpers.py:1: {SAID}"]


@pytest.mark.parametrize(
    "line",
    [
        "Affiliation.objects.on(day)",
        "Affiliation.objects.create(union=union, path=path, valid_from=day, valid_to=None)",
        "places.update(valid_to=day)",
        "rows = places.order_by('-valid_from').values_list('valid_from', 'valid_to')",
        "if since <= held.valid_from: raise ValueError",
        "holds_on(place.valid_from, place.valid_to, day)",
    ],
)
def test_asking_writing_and_showing_are_no_filters(tmp_path: Path, line: str) -> None:
    planted(tmp_path, "campaigns/queries/home.py", line)
    assert list(date_filters(tmp_path)) == []


def test_the_home_and_migrations_are_left_out(tmp_path: Path) -> None:
    planted(tmp_path, HOME, "Q(valid_to__isnull=True)")
    planted(tmp_path, "units/migrations/0001_initial.py", "Q(valid_to__isnull=True)")
    assert list(date_filters(tmp_path)) == []


def planted(root: Path, name: str, line: str) -> None:
    """A file of one line."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{line}\n", encoding="utf-8")
