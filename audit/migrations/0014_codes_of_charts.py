"""What was suggested for a chart stands with it, so that lists of codes are simulated.

The mark goes back to the beginning: every chart is read again, some thousands a minute.
"""

from django.db import migrations, models

READ_AGAIN = "UPDATE audit_figuremark SET leaf_index = -1"


class Migration(migrations.Migration):
    dependencies = [("audit", "0013_answers_of_payers")]

    operations = [
        migrations.AddField(
            model_name="figurechart",
            name="codes",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunSQL(READ_AGAIN, migrations.RunSQL.noop),
    ]
