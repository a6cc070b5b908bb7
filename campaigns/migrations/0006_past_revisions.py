"""Past revisions are removed from now on; who moved by each is kept, also by those that are here already."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import common.db
import common.fields

#: Of revisions that were visible; one that a computation left half written is no revision.
FORWARD = (
    """INSERT INTO campaigns_move (participant_id, revision, points_before, points, rank_before, rank,
        band_before_id, band_id, by_facts)
        SELECT n.participant_id, n.revision, o.points, n.points, o.rank, n.rank, o.band_id, n.band_id, %(no)s
        FROM campaigns_standing n
        JOIN campaigns_standing o ON o.participant_id = n.participant_id AND o.revision = n.revision - 1
        JOIN campaigns_participant p ON p.id = n.participant_id
        JOIN campaigns_clusterrevision r ON r.phase_id = p.phase_id
          AND coalesce(r.cluster_id, 0) = coalesce(p.cluster_id, 0) AND n.revision <= r.number
        WHERE o.points <> n.points OR coalesce(o.rank, 0) <> coalesce(n.rank, 0)
          OR coalesce(o.band_id, 0) <> coalesce(n.band_id, 0)""",
    """INSERT INTO campaigns_movedline (participant_id, revision, criterion_id, points_before, points)
        SELECT n.participant_id, n.revision, n.criterion_id, o.points, n.points
        FROM campaigns_scoreline n
        JOIN campaigns_scoreline o ON o.participant_id = n.participant_id
          AND o.criterion_id = n.criterion_id AND o.revision = n.revision - 1
        JOIN campaigns_participant p ON p.id = n.participant_id
        JOIN campaigns_clusterrevision r ON r.phase_id = p.phase_id
          AND coalesce(r.cluster_id, 0) = coalesce(p.cluster_id, 0) AND n.revision <= r.number
        WHERE n.state IS NOT NULL AND o.points <> n.points""",
)


def keep_moves(apps, schema_editor):
    pointers = apps.get_model("campaigns", "ClusterRevision").objects.filter(number__gt=1)
    events = apps.get_model("units", "AuditEvent").objects.filter(verb="compute_phase")
    computed = {
        (subject, data.get("cluster_id"), data["revision"]): at
        for subject, data, at in events.values_list("subject_id", "data", "at").order_by("pk")
    }
    past, now = apps.get_model("campaigns", "PastRevision"), timezone.now()
    rows = (
        past(phase_id=phase, cluster_id=cluster, number=n, at=computed.get((phase, cluster, n + 1), now))
        for phase, cluster, number in pointers.values_list("phase_id", "cluster_id", "number")
        for n in range(1, number)
    )
    past.objects.bulk_create(rows, batch_size=1000)
    with schema_editor.connection.cursor() as cursor:
        for statement in FORWARD:
            cursor.execute(statement, {"no": False})


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0005_the_table_of_a_year"),
        ("units", "0005_scoring_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "participant_id",
                        "revision",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("points_before", common.fields.FixedPointField(null=True)),
                ("points", common.fields.FixedPointField()),
                ("rank_before", models.PositiveIntegerField(null=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("by_facts", models.BooleanField(default=False)),
                (
                    "band",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.band",
                    ),
                ),
                (
                    "band_before",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.band",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="moves",
                        to="campaigns.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "move in the standings",
            },
        ),
        migrations.CreateModel(
            name="MovedLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "participant_id",
                        "revision",
                        "criterion_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("points_before", common.fields.FixedPointField(null=True)),
                ("points", common.fields.FixedPointField(null=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="campaigns.criterion",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="moved_lines",
                        to="campaigns.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "line that moved",
            },
        ),
        migrations.CreateModel(
            name="PastRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("is_removed", models.BooleanField(default=False)),
                (
                    "cluster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.cluster",
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_revisions",
                        to="campaigns.phase",
                    ),
                ),
            ],
            options={
                "verbose_name": "past points of a cluster",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_removed", False)), fields=["at"], name="past_revision_kept"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("phase"),
                        common.db.OrZero("cluster"),
                        models.F("number"),
                        name="past_revision_once",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_moves, migrations.RunPython.noop),
    ]
