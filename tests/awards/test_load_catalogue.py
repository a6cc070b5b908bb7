"""Bringing the catalogue's file into the database."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from awards.models import Award, RuleSet
from awards.services import catalogue
from tests.cast import NOW
from units.actors import SYSTEM
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_loaded_and_loading_again_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("load_catalogue")
    before = AuditEvent.objects.count()
    call_command("load_catalogue")
    count = Award.objects.count()
    assert capsys.readouterr().out == f"awards in the catalogue: {count}\n" * 2
    assert count + RuleSet.objects.count() == before == AuditEvent.objects.count()


def test_a_changed_row_is_brought_in_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue.load_catalogue(by=SYSTEM, now=NOW)
    document = json.loads(catalogue.FILE.read_text(encoding="utf-8"))
    document["rule_sets"][0]["awards"][0]["threshold"] = 95
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.setattr(catalogue, "FILE", file)
    catalogue.load_catalogue(by=SYSTEM, now=NOW)
    row = document["rule_sets"][0]["awards"][0]
    assert (
        Award.objects.get(rule_set__code=document["rule_sets"][0]["code"], code=row["code"]).threshold == 95
    )
    assert AuditEvent.objects.order_by("-pk")[0].data == {"after": {"threshold": 95}}
