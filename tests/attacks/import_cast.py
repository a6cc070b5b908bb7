"""Small workbooks that somebody without the right for them sends."""

from datetime import date
from io import BytesIO
from typing import Any

from campaigns.imports import Outcome, import_workbook
from campaigns.workbook.exporting import write_workbook
from tests.cast import NOW, World, add_person
from units.choices import Role
from units.models import User

MINE = {"code": "BD-1", "name": "Phong trào của Ba Đình", "year": 2024, "owner": "BD"}
KEEPERS = (
    "Only staff of this union, or of one above it, may change this. "
    "Leave the row as the system has it, or ask them."
)
ADMINISTRATORS = "Only administrators of this union, or of one above it, may do this. Please ask them."
ELSEWHERE = "This person also holds a post elsewhere. Please ask an administrator of a union above both."
HIMSELF = "Nobody appoints himself. Please ask another administrator to enter this post."


def bring(by: User, **sheets: list[dict[str, Any]]) -> Outcome:
    """Import a small workbook of Ba Dinh's own."""
    file = BytesIO()
    write_workbook(file, {"campaign": [MINE], **sheets})
    return import_workbook(file=file, by=by, now=NOW)


def told(outcome: Outcome) -> list[str]:
    return [f.message for f in outcome.faults.shown]


def post(**changes: Any) -> dict[str, Any]:
    """A row of the sheet of people."""
    row = {
        "full_name": "Ai đó",
        "union": "BD",
        "title": "Trợ lý",
        "role": "officer",
        "valid_from": date(2024, 7, 1),
    }
    return {**row, **changes}


def hoa(**changes: Any) -> dict[str, Any]:
    return post(username="hoa", full_name="Hoa", email="hoa@example.vn", **changes)


def quang(**changes: Any) -> dict[str, Any]:
    return post(username="quang", full_name="Quang", email="quang@example.vn", **changes)


def administrator(world: World) -> User:
    """The administrator of Ba Dinh alone."""
    return add_person(world, "binh", world.ba_dinh, title="Quản trị", role=Role.ADMINISTRATOR)
