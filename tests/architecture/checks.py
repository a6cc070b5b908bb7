"""What is not as `layout` says, as "file:line: what is wrong"."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.cycles import circles
from tests.architecture.layout import (
    APPS,
    GROUND,
    MAX_CHARACTERS,
    MAX_LINES,
    ORDER,
    PRODUCT,
    ROOF,
    Layout,
)
from tests.architecture.sources import Import, Source, called, sources

#: Folders whose files are not part of the product, and kept short all the same.
BESIDES = ("benchmarks", "scripts", "tests")
SIGNALS = (
    ("django", "dispatch"),
    ("django", "db", "models", "signals"),
    ("django", "core", "signals"),
    ("django", "contrib", "auth", "signals"),
)
#: Columns that say where a thing stands in its life; only services change them.
STATES = ("status",)

#: A rule about one file of the product: what is wrong in it, with the line.
Rule = Callable[[Source, Layout], Iterator[tuple[int, str]]]


def faults(root: Path, layout: Layout = PRODUCT) -> Iterator[str]:
    """Everything that is wrong in the repository at `root`."""
    for package in ORDER:
        for source in sources(root, package):
            for rule in RULES:
                for line, fault in rule(source, layout):
                    yield f"{source.where}:{line}: {fault}"
        yield from circles(root, package)
    for folder in (*ORDER, *BESIDES):
        for source in sources(root, folder):
            yield from long_file(source)


def long_file(source: Source) -> Iterator[str]:
    """A file is read in one go."""
    if source.text.count("\n") > MAX_LINES:
        yield f"{source.where}: longer than {MAX_LINES} lines"
    if len(source.text) > MAX_CHARACTERS:
        yield f"{source.where}: longer than {MAX_CHARACTERS} characters"


def imports_downward(source: Source, _layout: Layout) -> Iterator[tuple[int, str]]:
    """A package imports itself, what comes after it in the order, and nothing of the repository besides."""
    own = source.module[0]
    for found in source.imports:
        if found.head == own:
            continue
        if found.head == ROOF:
            yield found.line, f"{ROOF} wires the apps and is imported by none"
        elif found.head in ORDER:
            if own == GROUND:
                yield found.line, f"{GROUND} is the ground: it imports no app"
            elif ORDER.index(found.head) < ORDER.index(own):
                yield found.line, f"{own} must not know {found.head}"
        elif _is_local(source.root, found.head):
            yield found.line, f"{found.head} is not part of the product"


def _is_local(root: Path, name: str) -> bool:
    return (root / name).is_dir() or (root / f"{name}.py").is_file()


def stands_in_a_layer(source: Source, layout: Layout) -> Iterator[tuple[int, str]]:
    """Every module and package of an app has a height."""
    if source.module[0] in APPS and source.part and layout.layer_of(source.module[0], source.part) is None:
        yield (
            1,
            f"no layer is known for {source.part}: choose one of the names in tests/architecture/layout.py",
        )


def imports_leftward(source: Source, layout: Layout) -> Iterator[tuple[int, str]]:
    """A module of an app imports its own height and lower, in its own app and in the apps below."""
    own = layout.layer_of(source.module[0], source.part)
    for found in source.imports:
        if source.module[0] not in APPS or found.head not in APPS[APPS.index(source.module[0]) :]:
            continue
        if not found.second:
            yield found.line, f"import a module of {found.head}, not {found.head} as a whole"
            continue
        height = layout.layer_of(found.head, found.second)
        if height is None:
            yield found.line, f"no layer is known for {found.head}.{found.second}"
        elif own is not None and height > own:
            other = found.second if found.head == source.module[0] else f"{found.head}.{found.second}"
            yield found.line, f"{source.part} must not import {other}"


def topics_have_one_door(source: Source, layout: Layout) -> Iterator[tuple[int, str]]:
    """A topic is entered through its `__init__`, and imports no more than it has declared."""
    for name, topic in layout.topics.items():
        home = tuple(name.split("."))
        inside = source.module[: len(home)] == home
        for found in source.imports:
            if not inside and found.starts_with(*home) and _is_inside(source.root, found, home, topic.shows):
                yield found.line, f"{name} has one door: import from {name}"
            elif inside and found.head in APPS and not _is_allowed(found, home, topic.may_import):
                yield found.line, f"{name} may not import {'.'.join(found.parts[:2])}"


def _is_inside(root: Path, found: Import, home: tuple[str, ...], shown: tuple[str, ...]) -> bool:
    """Whether the import names a module inside the topic, and not what it shows."""
    below = found.parts[len(home) : len(home) + 1]
    path = root.joinpath(*home, *below)
    return bool(below) and below[0] not in shown and (path.is_dir() or path.with_suffix(".py").is_file())


def _is_allowed(found: Import, home: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    return found.starts_with(*home) or any(found.starts_with(*name.split(".")) for name in allowed)


def jobs_come_through_one_decorator(source: Source, _layout: Layout) -> Iterator[tuple[int, str]]:
    """Celery is known to `common.tasks` and to the roof."""
    for found in source.imports:
        if found.head == "celery" and source.module[0] in APPS:
            yield found.line, "declare tasks with common.tasks.job"


def no_signals(source: Source, _layout: Layout) -> Iterator[tuple[int, str]]:
    """What follows an act is called by a service, or is a row that a job finds."""
    for found in source.imports:
        if source.module[0] in APPS and any(found.starts_with(*signal) for signal in SIGNALS):
            yield found.line, "no signals: call a service or leave a row"


def pages_act_for_people(source: Source, _layout: Layout) -> Iterator[tuple[int, str]]:
    """Who may do everything is the clock or the command line, never a page that forgot who asked."""
    for found in source.imports:
        if source.part in ("views", "forms") and found.parts == ("units", "actors", "SYSTEM"):
            yield found.line, "a page acts for the person who asked, never for the system"


def states_change_in_services(source: Source, _layout: Layout) -> Iterator[tuple[int, str]]:
    """A status is written behind one door."""
    if source.part == "services":
        return
    for node in ast.walk(source.tree):
        if _writes_state(node):
            yield getattr(node, "lineno", 1), "status changes only in services"


def _writes_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(_is_state(target) for target in node.targets)
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return _is_state(node.target)
    if not isinstance(node, ast.Call):
        return False
    name = called(node)
    strings = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    if name == "update":
        named = any(k.arg in STATES for k in node.keywords)
        return named or any(k.arg is None and strings & set(STATES) for k in node.keywords)
    return name in ("setattr", "bulk_update") and not strings.isdisjoint(STATES)


def _is_state(target: ast.AST) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in STATES


#: A further rule about single files is a function like those above and a line here.
RULES: tuple[Rule, ...] = (
    imports_downward,
    stands_in_a_layer,
    imports_leftward,
    topics_have_one_door,
    jobs_come_through_one_decorator,
    no_signals,
    pages_act_for_people,
    states_change_in_services,
)
