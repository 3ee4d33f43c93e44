"""Cases name their payer, so that a worklist can be narrowed by it."""

from django.db import migrations, models

# As the version says it that was coded; what no source said stays empty.
FILL = """
    UPDATE review_case SET payer = version.payer
    FROM coding_run AS run JOIN coding_chartversion AS version
        ON version.id = run.version_id
    WHERE run.id = review_case.run_id AND version.payer <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0034_typed_names_forgotten")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="payer",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=80
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
