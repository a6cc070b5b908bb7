"""Keeps docs/architecture.md true. What is allowed stands in tests/architecture/layout.py."""

from pathlib import Path

import pytest

from tests.architecture.checks import faults
from tests.architecture.layout import PRODUCT, Layout, Topic

ROOT = Path(__file__).resolve().parent.parent
WIRES = "emulation_tracker wires the apps and is imported by none"
FIGURES = "campaigns.services.figures"  # a made-up package
CHOOSE = "choose one of the names in tests/architecture/layout.py"


def plant(root: Path, files: dict[str, str]) -> None:
    """Write a made-up repository."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def said_of(root: Path, files: dict[str, str], layout: Layout = PRODUCT) -> list[str]:
    """What is wrong in a repository of these files."""
    plant(root, files)
    return sorted(faults(root, layout))


def test_the_architecture_holds() -> None:
    assert sorted(faults(ROOT)) == []


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("units/models.py", "from campaigns.models import Phase", "units must not know campaigns"),
        ("units/models.py", "import campaigns.models", "units must not know campaigns"),
        ("papers/models.py", "from campaigns.models import Phase", "papers must not know campaigns"),
        ("campaigns/models.py", "from movement.models import Drive", "campaigns must not know movement"),
        ("movement/models.py", "from awards.models import Award", "movement must not know awards"),
        ("common/db.py", "from units.models import Union", "common is the ground: it imports no app"),
        ("common/db.py", "from emulation_tracker import settings", WIRES),
        ("awards/views.py", "from emulation_tracker.settings import X", WIRES),
        ("emulation_tracker/views.py", "from tests.cast import NOW", "tests is not part of the product"),
        ("awards/views.py", "from helpers import anything", "helpers is not part of the product"),
    ],
)  # fmt: skip
def test_imports_run_down_the_order_of_the_packages(tmp_path: Path, file: str, line: str, fault: str) -> None:
    others = {"tests/cast.py": "", "helpers.py": "from awards import views\n"}
    assert said_of(tmp_path, {**others, file: f"{line}\n"}) == [f"{file}:1: {fault}"]


def test_each_package_may_import_all_that_come_after_it(tmp_path: Path) -> None:
    assert said_of(tmp_path, {
        "emulation_tracker/urls.py": "from awards.urls import a\nfrom common.db import b\n",
        "awards/models.py": "import movement.models, campaigns.models, papers.models, units.models, common.db\n",
        "movement/models.py": "import campaigns.models, papers.models, units.models, common.db\n",
        "campaigns/models.py": "import papers.models, units.models, common.db\n",
        "papers/models.py": "import units.models, common.db\n",
        "units/models.py": "import common.db\n",
        "campaigns/services/closing.py": "models.ForeignKey('units.Union')\nmodels.ForeignKey('self')\n",
    }) == []  # fmt: skip


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("from campaigns.views import page", "services must not import views"),
        ("from campaigns import views", "services must not import views"),
        ("def later():    from campaigns.views import page", "services must not import views"),
        ("from units.views import page", "services must not import units.views"),
        ("from campaigns.helpers import page", "no layer is known for campaigns.helpers"),
        ("from units.helpers import page", "no layer is known for units.helpers"),
        ("import campaigns", "import a module of campaigns, not campaigns as a whole"),
        ("import units", "import a module of units, not units as a whole"),
        ("import_module('campaigns.views')", "services must not import views"),
        ("importlib.import_module('awards.models')", "campaigns must not know awards"),
        ("apps.get_model('awards', 'Decision')", "campaigns must not know awards"),
        ("models.ForeignKey('awards.Decision')", "campaigns must not know awards"),
        ("models.ForeignKey(null=True, to='awards.Decision')", "campaigns must not know awards"),
        ("import celery", "declare tasks with common.tasks.job"),
        ("from celery import shared_task", "declare tasks with common.tasks.job"),
        ("from django.dispatch import receiver", "no signals: call a service or leave a row"),
        ("from django.db.models.signals import post_save", "no signals: call a service or leave a row"),
        ("from django.contrib.auth.signals import user_logged_in", "no signals: call a service or leave a row"),
    ],
)  # fmt: skip
def test_a_service_does_not_reach_where_it_may_not(tmp_path: Path, line: str, fault: str) -> None:
    said = said_of(tmp_path, {"campaigns/services/closing.py": f"{line}\n"})
    assert said == [f"campaigns/services/closing.py:1: {fault}"]


def test_a_module_of_an_unknown_name_is_a_fault_itself(tmp_path: Path) -> None:
    """It could carry the views' imports to the models, which know only lower layers."""
    assert said_of(tmp_path, {
        "campaigns/helpers.py": "from campaigns.views import page\n",
        "campaigns/models.py": "from campaigns.helpers import page\n",
        "campaigns/views.py": "page = 1\n",
    }) == [
        f"campaigns/helpers.py:1: no layer is known for helpers: {CHOOSE}",
        "campaigns/models.py:1: no layer is known for campaigns.helpers",
    ]  # fmt: skip


def test_no_circle_of_imports_inside_an_app_on_any_level(tmp_path: Path) -> None:
    assert said_of(tmp_path, {
        "campaigns/permissions.py": "from campaigns.services import closing\n",
        "campaigns/services/closing.py": "def close():\n    from campaigns.permissions import may\n",
        "campaigns/queries/one.py": "from campaigns.queries.two import x\n",
        "campaigns/queries/two.py": "from campaigns.queries import three\n",
        "campaigns/queries/three.py": "from campaigns.queries.one import x\n",
        "campaigns/models/__init__.py": "from campaigns.models.phase import Phase\n",
        "campaigns/models/phase.py": "from campaigns.models import Campaign\n",
        "common/db.py": "from common.locks import lock\n",
        "common/locks.py": "from common import db\n",
        "emulation_tracker/views.py": "from emulation_tracker.demo.build import x\n",
        "emulation_tracker/demo/build.py": "import emulation_tracker.views\n",
    }) == [
        "campaigns.models: a circle of imports: __init__, phase",
        "campaigns.queries: a circle of imports: one, three, two",
        "campaigns: a circle of imports: permissions, services",
        "common: a circle of imports: db, locks",
        "emulation_tracker: a circle of imports: demo, views",
    ]  # fmt: skip


def test_a_package_shows_its_modules_without_a_circle(tmp_path: Path) -> None:
    assert said_of(tmp_path, {
        "campaigns/models/__init__.py": "from campaigns.models.phase import Phase\n",
        "campaigns/models/phase.py": "from campaigns.models.campaign import Campaign\n",
        "campaigns/models/campaign.py": "",
        "campaigns/queries/phases.py": "from campaigns.models import Phase\n",
    }) == []  # fmt: skip


def test_a_topic_is_entered_by_its_door_and_imports_what_it_declares(tmp_path: Path) -> None:
    scoring = Topic(may_import=("campaigns.models",), layer=2, shows=("base",))
    assert said_of(tmp_path, {
        "campaigns/scoring/base.py": "",
        "campaigns/queries/lines.py": "from campaigns.scoring.base import Rule\n",
        "campaigns/scoring/__init__.py": "from campaigns.scoring.registry import rule\n",
        "campaigns/scoring/registry.py": (
            "from campaigns.models import Phase\nfrom common.db import x\n"
            "from campaigns.queries.sheets import y\nfrom units.queries import z\n"
        ),
        "campaigns/services/closing.py": "from campaigns.scoring import rule\nimport campaigns.scoring.registry\n",
        "campaigns/forms/tables.py": "from campaigns.scoring import registry\n",
        "awards/services/tallying.py": "def tally():\n    import campaigns.scoring.registry\n",
    }, Layout(topics={"campaigns.scoring": scoring})) == [
        "awards/services/tallying.py:2: campaigns.scoring has one door: import from campaigns.scoring",
        "campaigns/forms/tables.py:1: campaigns.scoring has one door: import from campaigns.scoring",
        "campaigns/scoring/registry.py:3: campaigns.scoring may not import campaigns.queries",
        "campaigns/scoring/registry.py:4: campaigns.scoring may not import units.queries",
        "campaigns/services/closing.py:2: campaigns.scoring has one door: import from campaigns.scoring",
    ]  # fmt: skip


def test_a_topic_inside_a_package_and_one_of_the_ground_have_doors_too(tmp_path: Path) -> None:
    layout = Layout(topics={
        FIGURES: Topic(may_import=("campaigns.models",)),
        "common.workbook": Topic(may_import=()),
    })  # fmt: skip
    assert said_of(tmp_path, {
        "campaigns/services/figures/saving.py": "from campaigns.permissions import may\n",
        "campaigns/services/sheets.py": "from campaigns.services.figures.saving import save\n",
        "common/workbook/reading.py": "",
        "units/sheets.py": "from common.workbook.reading import read\n",
    }, layout) == [
        f"campaigns/services/figures/saving.py:1: {FIGURES} may not import campaigns.permissions",
        f"campaigns/services/sheets.py:1: {FIGURES} has one door: import from {FIGURES}",
        "units/sheets.py:1: common.workbook has one door: import from common.workbook",
        f"units/sheets.py:1: no layer is known for sheets: {CHOOSE}",
    ]  # fmt: skip


def test_a_page_does_not_act_as_the_system(tmp_path: Path) -> None:
    files = {
        f"campaigns/{part}.py": "from units.actors import SYSTEM\n" for part in ("services", "views", "forms")
    }
    said = "a page acts for the person who asked, never for the system"
    assert said_of(tmp_path, files) == [f"campaigns/forms.py:1: {said}", f"campaigns/views.py:1: {said}"]


@pytest.mark.parametrize(
    "line",
    [
        "phase.status = 3",
        "phase.status: int = 3",
        "phase.status += 1",
        "setattr(phase, 'status', 3)",
        "Phase.objects.update(status=3)",
        "Phase.objects.update(**{'status': 3})",
        "Phase.objects.bulk_update(phases, ['status'])",
    ],
)
def test_a_status_changes_in_services_alone(tmp_path: Path, line: str) -> None:
    files = {"campaigns/services/closing.py": f"{line}\n", "campaigns/views.py": f"{line}\n"}
    assert said_of(tmp_path, files) == ["campaigns/views.py:1: status changes only in services"]


def test_files_are_short_in_lines_and_in_characters(tmp_path: Path) -> None:
    assert said_of(tmp_path, {
        "campaigns/views.py": "\n" * 301, "common/db.py": "#" * 12_001,
        "units/models.py": "\n" * 300, "tests/cast.py": "\n" * 301, "campaigns/migrations/0001_initial.py": "\n" * 301,
    }) == [
        "campaigns/views.py: longer than 300 lines",
        "common/db.py: longer than 12000 characters",
        "tests/cast.py: longer than 300 lines",
    ]  # fmt: skip
