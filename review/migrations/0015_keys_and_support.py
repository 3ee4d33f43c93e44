"""Keys that a person chose, and what supports a high-risk code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0014_steering"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="support",
            field=models.CharField(
                blank=True,
                choices=[
                    ("monitored", "Monitored: signs, symptoms, course"),
                    ("evaluated", "Evaluated: examination, tests, response"),
                    ("assessed", "Assessed: discussed, diagnosed, planned for"),
                    ("treated", "Treated: medicine, procedure, therapy"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="keys",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True),
        ),
    ]
