"""Keeps docs/architecture.md true: the direction of imports, one door per state, short files."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("units", "campaigns", "awards")  # an app may import itself and those to its left
LAYERS = {
    "choices": 0, "rules": 0, "scoring": 0, "explanations": 0, "models": 1, "actors": 1, "scope": 1, "queries": 2, "directory": 2, "permissions": 3, "services": 3, "workbook": 3,
    "forms": 4, "exports": 4, "imports": 4, "tasks": 4, "context": 4, "views": 5, "management": 6, "urls": 6, "apps": 7,
}  # fmt: skip
MAX_LINES = 300
STATES = ("status",)
SIGNALS = (["django", "dispatch"], ["django", "db", "models", "signals"])


def imports(tree: ast.AST, package: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, dotted parts); `package` resolves relative imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            base = up + (node.module.split(".") if node.module else [])
            for alias in node.names:
                yield node.lineno, [*base, alias.name]


def import_fault(app: str, layer: str, parts: list[str]) -> str | None:
    head, second = parts[0], (parts[1] if len(parts) > 1 else "")
    if head in APPS and APPS.index(head) > APPS.index(app):
        return f"{app} must not know {head}"
    if head == "emulation_tracker" and second != "common":
        return "apps may import only common"
    if head == app and LAYERS.get(second, 0) > LAYERS.get(layer, 9):
        return f"{layer} must not import {second}"
    if head == "celery":
        return "declare tasks with common.tasks.job"
    if any(parts[: len(signal)] == signal for signal in SIGNALS):
        return "no signals: call a service or leave a row"
    if layer in ("views", "forms") and parts == ["units", "actors", "SYSTEM"]:
        return "a page acts for the person who asked, never for the system"
    return None


def common_fault(parts: list[str]) -> str | None:
    if parts[0] in (*APPS, "emulation_tracker"):
        return "common is the ground: it imports no app"
    return None


def writes_status(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Attribute) and t.attr in STATES for t in node.targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(k.arg in STATES for k in node.keywords)
    return False


def faults(root: Path = ROOT) -> Iterator[str]:
    for app in ("common", *APPS, "emulation_tracker"):
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            text, where = path.read_text(encoding="utf-8"), path.relative_to(root)
            tree, layer = ast.parse(text), where.parts[1].removesuffix(".py")
            if text.count("\n") > MAX_LINES:
                yield f"{where}: longer than {MAX_LINES} lines"
            for line, parts in imports(tree, list(where.parts[:-1])):
                if app == "emulation_tracker":
                    continue
                fault = common_fault(parts) if app == "common" else import_fault(app, layer, parts)
                if fault:
                    yield f"{where}:{line}: {fault}"
            if layer != "services":
                for node in ast.walk(tree):
                    if writes_status(node):
                        yield f"{where}:{node.lineno}: status changes only in services"


def test_architecture_holds() -> None:
    assert list(faults()) == []


def test_planted_faults_are_reported(tmp_path: Path) -> None:
    planted = {
        "units/models.py": "from campaigns.models import Phase\nfrom units.services import audit\n",
        "campaigns/views.py": "import celery\nfrom emulation_tracker.settings import DEBUG\nphase.status = 3\nPhase.objects.update(status=3)\n",
        "campaigns/rules.py": "from campaigns.queries import x\nfrom django.dispatch import receiver\n",
        "campaigns/long.py": "\n" * 301,
        "campaigns/forms/end.py": "from units.actors import SYSTEM\n",
        "common/db.py": "from units.models import Union\n",
    }
    for name, text in planted.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert len(list(faults(tmp_path))) == 11
