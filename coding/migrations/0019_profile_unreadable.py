"""A profile in force that cannot be read is marked so, and charts go on without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0018_statistics_of_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="storedprofile",
            name="unreadable_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
