"""Where proof stands after an amendment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0020_not_needed"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="anchored",
            field=models.JSONField(default=list),
        ),
    ]
