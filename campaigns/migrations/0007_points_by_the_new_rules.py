"""Provisional points are computed anew: what counts, and how points are rounded, has changed since they were.

Final phases keep what was sealed. Each cluster of a phase that is closed and not final gets a job for its next
revision; a sweep of the workers wakes it.
"""

from django.db import migrations
from django.utils import timezone

CLOSED = 40


def ask_again(apps, schema_editor):
    revisions = apps.get_model("campaigns", "ClusterRevision")
    job = apps.get_model("units", "Job")
    now = timezone.now()
    pointers = revisions.objects.filter(phase__status=CLOSED, number__gte=1)
    for row in pointers.select_related("phase__campaign"):
        job.objects.get_or_create(
            key=f"compute:{row.phase_id}:{row.cluster_id or 0}:{row.number + 1}",
            defaults={
                "kind": "campaigns.compute_phase",
                "args": {"phase_id": row.phase_id, "cluster_id": row.cluster_id, "revision": row.number + 1},
                "owner_id": row.phase.campaign.owner_id,
                "created_at": now,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_past_revisions"), ("units", "0005_scoring_tables")]
    operations = [migrations.RunPython(ask_again, migrations.RunPython.noop)]
