"""What besides the rules must hold before a signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0017_worklists"),
    ]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="gates",
            field=models.JSONField(default=dict),
        ),
    ]
