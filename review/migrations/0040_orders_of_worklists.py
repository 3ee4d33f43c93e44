"""An index for each order that a worklist may be given, over the charts that wait."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

ACTIVE = models.Q(("state__in", ("open", "reopened", "claimed")))


class Migration(migrations.Migration):
    dependencies = [("review", "0039_reserved")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lane", "opened_at", "due_at", "id"],
                condition=ACTIVE,
                name="review_case_by_age",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=ACTIVE,
                name="review_case_by_due",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                models.F("lane"),
                Coalesce("lowest_confidence", models.Value(10001)),
                models.F("due_at"),
                models.F("id"),
                condition=ACTIVE,
                name="review_case_by_confidence",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["lane", "specialty", "due_at", "id"],
                condition=ACTIVE,
                name="review_case_by_specialty",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                models.F("lane"),
                Coalesce(
                    KeyTextTransform("kind", KeyTransform("0", "reasons")),
                    models.Value(""),
                    output_field=models.TextField(),
                ),
                models.F("due_at"),
                models.F("id"),
                condition=ACTIVE,
                name="review_case_by_reason",
            ),
        ),
    ]
