"""A sample says of which sites its charts could be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0037_pace_without_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="sample",
            name="sites",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
