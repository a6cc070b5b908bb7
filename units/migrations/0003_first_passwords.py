"""A first password is given by an administrator, must be changed at the first sign-in and expires."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0002_bytewise_paths")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False, verbose_name="must change the password"),
        ),
        migrations.AddField(
            model_name="user",
            name="password_expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="password valid until"),
        ),
    ]
