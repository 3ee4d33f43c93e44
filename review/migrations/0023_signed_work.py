"""How long signed charts took, beside the trail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0022_access_concerns"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("setting", models.CharField(max_length=12)),
                ("pages", models.PositiveSmallIntegerField()),
                ("active_seconds", models.PositiveIntegerField()),
                ("decisions", models.PositiveSmallIntegerField()),
                ("accepts", models.PositiveSmallIntegerField()),
                ("accept_seconds", models.PositiveIntegerField()),
                ("doubts", models.PositiveSmallIntegerField()),
                (
                    "code_set",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="work",
                        to="review.finalcodeset",
                    ),
                ),
                (
                    "coder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("code_set_id",),
                "indexes": [
                    models.Index(
                        models.F("signed_at"),
                        models.F("coder"),
                        name="review_signedwork_month",
                    )
                ],
            },
        ),
    ]
