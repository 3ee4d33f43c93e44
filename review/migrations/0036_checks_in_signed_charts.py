"""Checks in second codings of signed charts, and a blind arm of chosen kinds.

Both are off, or take every kind as before, until somebody makes a further edition.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0035_payers")]

    operations = [
        migrations.AddField(
            model_name="qualitypolicy",
            name="checks_settled",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="qualitypolicy",
            name="blind_settings",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="qualitypolicy",
            name="blind_specialties",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
