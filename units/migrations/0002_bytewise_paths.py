"""Paths are compared bytewise on PostgreSQL whatever the database's collation; SQLite does so anyway."""

from django.db import migrations


def bytewise(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE units_affiliation ALTER COLUMN path TYPE varchar(500) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]
    operations = [migrations.RunPython(bytewise, migrations.RunPython.noop)]
