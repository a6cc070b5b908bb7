"""A second ballot: sessions have a number, a nomination may be counted in each, the rules say whether there may be one.

What was counted before was counted in the first.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def of(model: str, name: str, **more: object) -> models.ForeignKey:
    """A row that tallies point at without a constraint of the database, as before."""
    return models.ForeignKey(
        f"awards.{model}",
        on_delete=django.db.models.deletion.DO_NOTHING,
        db_constraint=False,
        related_name=name,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("awards", "0006_sensible_moments")]

    operations = [
        migrations.AddField(
            "ruleset",
            "second_ballot",
            models.BooleanField(default=False, verbose_name="allows a second ballot"),
        ),
        migrations.AddField(
            "awardround",
            "second_ballot_by",
            models.CharField(blank=True, default="", max_length=200, verbose_name="second ballot allowed by"),
            preserve_default=False,
        ),
        migrations.AddField(
            "nomination", "last_ballot", models.PositiveSmallIntegerField(default=1, db_default=1)
        ),
        migrations.AddConstraint(
            "nomination",
            models.CheckConstraint(condition=Q(last_ballot__in=(1, 2)), name="nomination_ballots"),
        ),
        migrations.AddField(
            "councilsession", "number", models.PositiveSmallIntegerField(default=1, verbose_name="ballot")
        ),
        migrations.AddField(
            "councilsession",
            "reason",
            models.CharField(blank=True, default="", max_length=300, verbose_name="reason"),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("councilsession", "session_one_a_round"),
        migrations.AddConstraint(
            "councilsession",
            models.UniqueConstraint(fields=["round", "number"], name="session_number_once"),
        ),
        migrations.AddConstraint(
            "councilsession",
            models.CheckConstraint(condition=Q(number__in=(1, 2)), name="session_two_ballots_at_most"),
        ),
        migrations.AddConstraint(
            "councilsession",
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="session_second_says_why",
            ),
        ),
        migrations.AlterField("tally", "nomination", of("nomination", "tallies")),
        migrations.AddConstraint(
            "tally", models.UniqueConstraint(fields=["session", "nomination"], name="tally_once_a_ballot")
        ),
        migrations.AlterField("tally", "session", of("councilsession", "tallies", db_index=False)),
    ]
