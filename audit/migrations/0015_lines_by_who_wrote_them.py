"""Lines of a specialty, a group of providers or a coder are found without the others.

Tallies are thrown away here, as they hold more pairs now; they are counted again from
the lines at the next turn.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0014_codes_of_charts")]

    operations = [
        *(
            migrations.AddIndex(
                model_name="figureline",
                index=models.Index(
                    models.F("reference"),
                    models.F(name),
                    models.F("week"),
                    name=f"audit_figureline_{key}",
                ),
            )
            for name, key in (
                ("specialty", "special"),
                ("provider_group", "group"),
                ("coder", "coder"),
            )
        ),
        migrations.RunSQL("DELETE FROM audit_figuretally", migrations.RunSQL.noop),
    ]
