"""Titles that unions registered for before there were facts become facts, as `register_title` writes them now."""

from typing import Any

from django.db import migrations
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from common.text import compared


def write_facts(apps: Any, _schema_editor: Any) -> None:
    """A fact for each registration of a collective that has none."""
    fact, registration = apps.get_model("campaigns", "ExternalFact"), apps.get_model("awards", "Registration")
    source = Concat(Value("registration:"), Cast(F("pk"), CharField()))
    written = fact.objects.filter(source=OuterRef("made_by"), withdrawn_at__isnull=True)
    rows = (
        registration.objects.filter(award__recipient="collective")
        .annotate(made_by=source)
        .filter(~Exists(written))
        .select_related("award__rule_set", "campaign")
        .order_by("pk")
    )
    facts = []
    for row in rows.iterator(1000):
        number = f"ĐK {row.campaign.code}: {row.award.code} ({row.award.rule_set.code})"[:120]
        grade = row.award.name[:80]
        facts.append(
            fact(
                union_id=row.union_id,
                kind="registration",
                grade=grade,
                grade_key=compared(grade)[:80],
                day=timezone.localtime(row.registered_at, timezone.get_default_timezone()).date(),
                number=number,
                document_key=compared(number)[:120],
                source=row.made_by,
                recorded_by_id=row.registered_by_id,
                recorded_at=row.registered_at,
            )
        )
    fact.objects.bulk_create(facts, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("awards", "0002_trust"), ("campaigns", "0004_tables_as_they_were")]

    operations = [migrations.RunPython(write_facts, migrations.RunPython.noop)]
