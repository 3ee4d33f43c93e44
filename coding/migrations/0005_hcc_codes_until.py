"""Until when a map knows the codes of its year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0004_dated_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="hccmap",
            name="codes_until",
            field=models.DateField(null=True),
        ),
    ]
