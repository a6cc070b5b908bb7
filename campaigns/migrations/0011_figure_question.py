"""Questions about figures, and who decided on a figure last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACCOUNT = {
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_cancelled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("result", "decided_at", models.DateTimeField(null=True)),
        migrations.AddField("result", "decided_by", models.ForeignKey(db_index=False, null=True, **ACCOUNT)),
        migrations.CreateModel(
            name="FigureQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("asked_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=600, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.ForeignKey(null=True, **ACCOUNT)),
                ("asked_by", models.ForeignKey(**ACCOUNT)),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="campaigns.result",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about a figure",
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("result",),
                        name="figure_question_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="figure_question_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="figure_question_answered_whole",
                    ),
                ],
            },
        ),
    ]
