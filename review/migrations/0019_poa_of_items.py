"""Present on admission as coders say it, beside what the machine said."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0018_gates_at_signing"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="poa",
            field=models.CharField(
                blank=True,
                choices=[
                    ("Y", "yes"),
                    ("N", "no"),
                    ("U", "documentation insufficient"),
                    ("W", "clinically undetermined"),
                ],
                max_length=1,
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("poa__in", ["", "Y", "N", "U", "W"])),
                name="review_item_poa_known",
            ),
        ),
    ]
