"""An index in the order of the queue, whatever the state of a case in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0010_physician_specialties"),
        ("review", "0011_provider_queries"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                models.F("lane"),
                models.OrderBy(models.F("priority"), descending=True),
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(("state__in", ("open", "reopened", "claimed"))),
                name="review_case_queue",
            ),
        ),
    ]
