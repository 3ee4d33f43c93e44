"""That a licence was acknowledged when a licensed table was loaded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0006_short_titles"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="licence_accepted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("system", "CPT"), _negated=True),
                    ("licence_accepted", True),
                    _connector="OR",
                ),
                name="coding_release_licensed",
            ),
        ),
    ]
