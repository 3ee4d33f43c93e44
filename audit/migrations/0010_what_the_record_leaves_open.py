"""Lines in which the record is at fault are found without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0009_leaner_tallies")]

    operations = [
        migrations.AddIndex(
            model_name="figureline",
            index=models.Index(
                models.F("reference"),
                models.F("week"),
                models.F("provider_group"),
                models.F("code"),
                models.F("why"),
                condition=models.Q(("documentation", True)),
                name="audit_figureline_record",
            ),
        ),
    ]
