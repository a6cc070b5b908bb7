"""Reminders on declared days before the end of entry; phases that are not over get those that are still to come."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import campaigns.models.phase

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def plan(apps: Any, _editor: Any) -> None:
    """Three days and one day before the last day of entry, at 8:00, as new phases have it."""
    phase_model = apps.get_model("campaigns", "Phase")
    reminder = apps.get_model("campaigns", "PhaseReminder")
    now = timezone.now()
    rows = []
    for phase in phase_model.objects.filter(kind="entry", entry_closes_at__gt=now):
        last = (phase.entry_closes_at.astimezone(HANOI) - timedelta(microseconds=1)).date()
        for days in (3, 1):
            due_at = datetime.combine(last - timedelta(days=days), time(8), tzinfo=HANOI)
            if due_at > now:
                rows.append(reminder(phase=phase, days=days, due_at=due_at))
    reminder.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0013_a_self_score_is_a_fact"),
    ]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="remind_days",
            field=models.CharField(
                blank=True,
                default="3,1",
                max_length=30,
                validators=[campaigns.models.phase.check_remind_days],
                verbose_name="days before the end on which the late are reminded",
            ),
        ),
        migrations.CreateModel(
            name="PhaseReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("due_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("reminded", models.PositiveIntegerField(default=0)),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="campaigns.phase",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "ordering": ["phase_id", "due_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="reminder_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("phase", "due_at"), name="reminder_once_a_day")
                ],
            },
        ),
        migrations.RunPython(plan, migrations.RunPython.noop, elidable=True),
    ]
