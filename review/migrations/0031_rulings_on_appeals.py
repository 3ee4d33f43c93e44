"""What appeals came to: from the ruling on, the next level has its sixty days."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def no_ruling_no_deadline(apps: Any, _schema_editor: Any) -> None:
    """The time for the next level was reckoned from the filing; a ruling begins it."""
    outcomes = apps.get_model("review", "RoundOutcome")
    outcomes.objects.exclude(appeal="").update(appeal_due=None)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0030_rules_of_the_law"),
    ]

    operations = [
        migrations.AddField(
            model_name="roundoutcome",
            name="ruled_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="roundoutcome",
            name="ruling",
            field=models.CharField(
                blank=True,
                choices=[
                    ("upheld", "the finding stands"),
                    ("overturned", "the finding is reversed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="roundoutcome",
            constraint=models.CheckConstraint(
                condition=Q(ruled_on__isnull=True, ruling="")
                | Q(
                    appealed_on__isnull=False,
                    ruled_on__isnull=False,
                    ruling__in=["upheld", "overturned"],
                ),
                name="review_roundoutcome_ruled_when",
            ),
        ),
        migrations.RunPython(no_ruling_no_deadline, migrations.RunPython.noop),
    ]
