"""The workbook in the terminal."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.models import Result
from campaigns.workbook.exporting import campaign_rows, write_template, write_workbook
from tests.cast import Season
from units.actors import SYSTEM


def test_commands_import_and_export(season: Season, tmp_path: Path) -> None:
    path, out = str(tmp_path / "a.xlsx"), StringIO()
    call_command("export_workbook", "HN-2024", path, stdout=out)
    Result.objects.filter(participant__union__code="BD", indicator__code="DV").update(
        state="reported", value=7
    )
    call_command("import_workbook", path, stdout=out)
    assert Result.objects.get(participant__union__code="BD", indicator__code="DV").value == 7
    rows = {
        key: [dict(k.values) for k in known] for key, known in campaign_rows(season.campaign, SYSTEM).items()
    }
    rows["contents"] = [{"order": n, "text": f"Nội dung {n}"} for n in range(1, 400)]
    write_workbook(path, rows)
    out = StringIO()
    call_command("import_workbook", path, "--check", stdout=out)
    assert season.campaign.contents.count() == 0
    call_command("import_workbook", path, stdout=out)
    assert season.campaign.contents.count() == 399
    assert re.findall(r"^ *(\d+) %", out.getvalue(), re.M)[:2] != []
    assert "Nội dung: 399" in out.getvalue()


def test_commands_say_what_is_wrong(season: Season, tmp_path: Path) -> None:
    path, errors = tmp_path / "a.xlsx", StringIO()
    with pytest.raises(CommandError, match="no campaign “NO”"):
        call_command("export_workbook", "NO", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_workbook", str(path))
    with path.open("wb") as file:
        write_template(file)
    with pytest.raises(CommandError):
        call_command("import_workbook", str(path), stderr=errors, stdout=StringIO())
    assert errors.getvalue().startswith(": This workbook has no rows yet.")
