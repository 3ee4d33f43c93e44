"""Time at work on a chart, without idle time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0026_house_notes_and_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="active_seconds",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
