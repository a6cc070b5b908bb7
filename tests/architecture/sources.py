"""The product's Python files as the checks see them: text, syntax tree, and the imports in it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

#: Calls that import by a name in a string, and those that reach a model by one.
BY_NAME = {"import_module", "__import__", "import_string"}
TO_MODEL = {"get_model", "get_app_config", "ForeignKey", "OneToOneField", "ManyToManyField"}


@dataclass(frozen=True)
class Import:
    """One name that a file imports."""

    line: int
    parts: tuple[str, ...]

    @property
    def head(self) -> str:
        """The package at the top."""
        return self.parts[0]

    @property
    def second(self) -> str:
        """The module or package in it; empty when the top itself is imported."""
        return self.parts[1] if len(self.parts) > 1 else ""

    def starts_with(self, *parts: str) -> bool:
        """Whether it is this package, or something in it."""
        return self.parts[: len(parts)] == parts


@dataclass(frozen=True)
class Source:
    """One file."""

    root: Path
    path: Path

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The same, parsed."""
        return ast.parse(self.text)

    @property
    def where(self) -> Path:
        """Its path in the repository."""
        return self.path.relative_to(self.root)

    @property
    def is_door(self) -> bool:
        """Whether it is what a package shows of itself."""
        return self.path.name == "__init__.py"

    @property
    def package(self) -> tuple[str, ...]:
        """The package that it lies in; for a door, its own."""
        return self.where.parts[:-1]

    @property
    def module(self) -> tuple[str, ...]:
        """Its dotted name in parts."""
        return self.package if self.is_door else (*self.package, self.path.stem)

    @property
    def part(self) -> str:
        """The module or package of the app that it belongs to."""
        return self.module[1] if len(self.module) > 1 else ""

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, inside functions too."""
        return list(self._imports())

    def _imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(node.lineno, tuple(alias.name.split(".")))
            elif isinstance(node, ast.ImportFrom):
                up = self.package[: len(self.package) - node.level + 1] if node.level else ()
                base = (*up, *(node.module.split(".") if node.module else ()))
                for alias in node.names:
                    yield Import(node.lineno, (*base, alias.name))
            elif isinstance(node, ast.Call) and (parts := _named(node)):
                yield Import(node.lineno, parts)


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _named(node: ast.Call) -> tuple[str, ...]:
    """What the call reaches by a name in a string: its first argument, or the model that a field points `to`."""
    named = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "to")]
    name = next((n.value for n in named if isinstance(n, ast.Constant) and isinstance(n.value, str)), "")
    if name and called(node) in TO_MODEL:
        return (name.split(".")[0], "models")
    return tuple(name.split(".")) if name and called(node) in BY_NAME else ()


@cache
def sources(root: Path, package: str) -> list[Source]:
    """The files of a package, without its migrations, which Django writes."""
    found = (root / package).rglob("*.py")
    return [Source(root, path) for path in sorted(found) if "migrations" not in path.parts]
