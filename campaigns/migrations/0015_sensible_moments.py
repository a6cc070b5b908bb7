"""Moments that people set between the close and the final are of the years 1900 to 2100."""

from django.db import migrations

from common.fields import MomentField, within_years


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0014_reminders")]

    operations = [
        migrations.AlterField("windowmove", "before", MomentField()),
        migrations.AlterField("windowmove", "after", MomentField()),
        migrations.AddConstraint(
            "correction", within_years("correction_within_years", moments=["explain_until"])
        ),
        migrations.AddConstraint("reopening", within_years("reopening_within_years", moments=["ends_at"])),
        migrations.AddConstraint(
            "windowmove", within_years("window_move_within_years", moments=["before", "after"])
        ),
    ]
