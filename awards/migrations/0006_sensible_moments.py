"""The moments between which the end of a round moves are of the years 1900 to 2100."""

from django.db import migrations

from common.fields import MomentField, within_years


class Migration(migrations.Migration):
    dependencies = [("awards", "0005_round_moves")]

    operations = [
        migrations.AlterField("roundmove", "before", MomentField()),
        migrations.AlterField("roundmove", "after", MomentField()),
        migrations.AddConstraint(
            "roundmove", within_years("round_move_within_years", moments=["before", "after"])
        ),
    ]
