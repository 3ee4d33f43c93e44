"""The short title that order files print beside the long one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0005_hcc_codes_until"),
    ]

    operations = [
        migrations.AddField(
            model_name="code",
            name="short_title",
            field=models.TextField(blank=True, db_default=""),
        ),
    ]
