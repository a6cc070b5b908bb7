"""A federation may show the final standings of a phase on the open internet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT


def account() -> models.ForeignKey:
    """Somebody who acted; null for the installation itself."""
    return models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0016_seals_name_what_was_left_open"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicStandings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "phase",
                    models.ForeignKey(on_delete=PROTECT, related_name="publications", to="campaigns.phase"),
                ),
                ("published_by", account()),
                ("withdrawn_by", account()),
            ],
            options={
                "verbose_name": "standings on the open internet",
                "ordering": ["-published_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("withdrawn_at__isnull", True)),
                        fields=("phase",),
                        name="standings_public_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("withdrawn_by__isnull", True), ("withdrawn_at__isnull", False), _connector="OR"
                        ),
                        name="standings_withdrawn_whole",
                    ),
                ],
            },
        ),
    ]
