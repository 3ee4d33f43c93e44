"""A case is looked up by its number without reading every routing there ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0015_lines_by_who_wrote_them")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                models.F("case_id"),
                condition=models.Q(type__in=("case-routed", "chart-disposed")),
                name="audit_event_case",
            ),
        ),
    ]
