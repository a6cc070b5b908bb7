"""Circles of imports: between the parts of an app, and at every level below, between the modules of a package."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import sources

Name = tuple[str, ...]
#: By package: which of the modules and packages in it imports which others.
Graph = dict[str, set[str]]
#: A package's own file among its modules.
DOOR = "__init__"


def circles(root: Path, package: str) -> Iterator[str]:
    """What imports, directly or over others, a thing that imports it. Imports inside functions count."""
    for where, graph in sorted(_graphs(root, package).items()):
        reach = {name: _reachable(graph, name) for name in graph}
        together = {frozenset(m for m in reach[n] if n in reach.get(m, ())) for n in graph if n in reach[n]}
        for circle in sorted(sorted(members) for members in together):
            yield f"{'.'.join(where)}: a circle of imports: {', '.join(circle)}"


def _graphs(root: Path, package: str) -> dict[Name, Graph]:
    files = sources(root, package)
    modules = {source.module for source in files}
    graphs: dict[Name, Graph] = defaultdict(lambda: defaultdict(set))
    for source in files:
        for found in source.imports:
            if target := _module_of(found.parts, modules):
                level = _shared(source.module, target)
                one, other = _child(source.module, level), _child(target, level)
                if one != other:
                    graphs[level][one].add(other)
    return graphs


def _module_of(parts: Name, modules: set[Name]) -> Name | None:
    """The module that an import reaches: the longest beginning of the name that is one."""
    return next((parts[:n] for n in range(len(parts), 0, -1) if parts[:n] in modules), None)


def _shared(one: Name, other: Name) -> Name:
    """The innermost package that both lie in; a package's own file lies in the package."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]


def _child(module: Name, level: Name) -> str:
    return module[len(level)] if len(module) > len(level) else DOOR


def _reachable(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    return seen
