from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0017_standings_on_the_open_internet")]

    operations = [
        migrations.AddField(
            "reopenedfigure",
            "return_reason_before",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
    ]
