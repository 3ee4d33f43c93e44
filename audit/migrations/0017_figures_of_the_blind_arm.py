"""Charts of the blind arm are told apart, and errors by whose they are.

Tallies are thrown away here, as they hold more pairs now; they are counted again from
the lines at the next turn.
"""

from django.db import migrations, models

HIDDEN = """
    UPDATE {table} SET arm = 'hidden' WHERE chart IN (
        SELECT chart FROM audit_event WHERE type = 'blind-arm-opened'
    )
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0016_which_chart_a_case_is")]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="arm",
                field=models.TextField(db_default="seen", default="seen"),
            )
            for name in ("figurechart", "figureline")
        ),
        *(
            migrations.RunSQL(HIDDEN.format(table=table), migrations.RunSQL.noop)
            for table in ("audit_figurechart", "audit_figureline")
        ),
        migrations.RunSQL("DELETE FROM audit_figuretally", migrations.RunSQL.noop),
    ]
