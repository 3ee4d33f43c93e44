"""What figures are broken down by: how a chart is written, and who wrote it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0008_search_by_concept"),
    ]

    operations = [
        migrations.AddField(
            model_name="chartversion",
            name="style",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="chartversion",
            name="provider_group",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
