"""Which language model host a site may use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0011_language_models"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitemodel",
            name="host",
            field=models.CharField(blank=True, default="", max_length=260),
        ),
    ]
