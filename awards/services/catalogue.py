"""Loading the two catalogues: rule sets and what may be awarded under each, from a file that carries its citations."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from awards.models import Award, RuleSet
from units.actors import Actor
from units.services import audit

FILE = Path(__file__).resolve().parent.parent / "data" / "catalogue.json"


@transaction.atomic
def load_catalogue(*, by: Actor, now: datetime) -> int:
    """Bring rule sets and awards in line with the catalogue's file; return how many awards it names.

    Loading it again changes nothing. What is no longer in the file stays: decisions may stand on it.
    """
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    count = 0
    for rules in document["rule_sets"]:
        rule_set = _bring(RuleSet, {"code": rules["code"]}, _fields(rules), by=by, now=now)
        for order, row in enumerate(rules["awards"], start=1):
            fields = {"order": order, "note": "", **row}
            _bring(Award, {"rule_set": rule_set, "code": fields.pop("code")}, fields, by=by, now=now)
            count += 1
    return count


def _fields(rules: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in rules.items() if key not in ("code", "awards")}
    plain.setdefault("second_ballot", False)  # only where the text says so
    for key in ("effective_from", "effective_to"):
        plain[key] = date.fromisoformat(plain[key]) if plain.get(key) else None
    return plain


def _bring(model: Any, key: dict[str, Any], fields: dict[str, Any], *, by: Actor, now: datetime) -> Any:
    """The row of this key with these fields; written only where it differs."""
    row = model.objects.filter(**key).first() or model(**key)
    changed = {name: value for name, value in fields.items() if row.pk is None or getattr(row, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        audit.record(verb="load_catalogue", subject=row, by=by, now=now, after=changed)
    return row
