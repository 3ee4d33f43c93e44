"""An intake exception remembers the site, so that it shows only there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0014_profiles"),
    ]

    operations = [
        migrations.AddField(
            model_name="intakeexception",
            name="site",
            field=models.CharField(blank=True, max_length=80),
        ),
    ]
