"""Whether an item is on its case: an added code that was undone is not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0005_judgements_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="listed",
            field=models.BooleanField(default=True),
        ),
    ]
