"""Whether a payer answered a chart's claim, and what of its coding was doubted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0012_tallies_over_charts")]

    operations = [
        migrations.AddField(
            model_name="figurechart",
            name="answered",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="figurechart",
            name="doubted",
            field=models.TextField(db_default="", default=""),
        ),
    ]
