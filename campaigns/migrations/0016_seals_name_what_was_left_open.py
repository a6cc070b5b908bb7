"""A seal names the clusters that did not become final with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0015_sensible_moments"),
    ]

    operations = [
        migrations.AddField("seal", "left_open", models.JSONField(default=list)),
    ]
