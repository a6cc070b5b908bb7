"""What was agreed and computed before tables had a nominal maximum keeps its meaning.

Totals were the plain sum and never cut; bands were read from the points on every page, and are stored from now on.
"""

from django.db import migrations

FORWARD = (
    """UPDATE campaigns_scoringtable SET may_exceed = %(yes)s, may_sink = %(yes)s, nominal = coalesce((
        SELECT sum(c.max_points) FROM campaigns_criterion c
        WHERE c.table_id = campaigns_scoringtable.id AND c.parent_id IS NULL HAVING sum(c.max_points) > 0), 1000000)""",
    """UPDATE campaigns_scoreline SET of_base = points""",
    """UPDATE campaigns_standing SET summed = points, most = coalesce((
        SELECT sum(c.max_points) FROM campaigns_criterion c
        JOIN campaigns_participant p ON p.table_id = c.table_id
        WHERE p.id = campaigns_standing.participant_id AND c.parent_id IS NULL), 0), band_id = (
        SELECT b.id FROM campaigns_band b JOIN campaigns_participant p ON p.table_id = b.table_id
        WHERE p.id = campaigns_standing.participant_id AND b.lowest <= campaigns_standing.points
        ORDER BY b.lowest DESC LIMIT 1)""",
    "UPDATE campaigns_standing SET band_found_id = band_id",
)


def keep_meaning(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in FORWARD:
            cursor.execute(statement, {"yes": True})


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_scoring_tables")]
    operations = [migrations.RunPython(keep_meaning, migrations.RunPython.noop)]
