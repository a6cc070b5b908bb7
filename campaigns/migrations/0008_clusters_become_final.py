"""The clusters of a phase become final one by one: each keeps where it stands, as its phase stood until now."""

from django.db import migrations, models

SEALING, FINAL = 50, 60


def as_the_phase(apps, schema_editor):
    pointers = apps.get_model("campaigns", "ClusterRevision").objects
    pointers.filter(phase__status=SEALING).update(status=20)
    pointers.filter(phase__status=FINAL).update(status=30)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_points_by_the_new_rules")]

    operations = [
        migrations.AddField(
            "clusterrevision",
            "status",
            models.PositiveSmallIntegerField(
                "status",
                choices=[(10, "Provisional points"), (20, "Being sealed"), (30, "Final")],
                default=10,
            ),
        ),
        migrations.AddField("seal", "noted", models.JSONField(default=dict)),
        migrations.RunPython(as_the_phase, migrations.RunPython.noop),
    ]
