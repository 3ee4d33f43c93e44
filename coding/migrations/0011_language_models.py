"""Language models: endpoints, what may be spent, what was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0010_physician_specialties"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteModel",
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
                ("site", models.CharField(max_length=120, unique=True)),
                ("endpoint", models.CharField(max_length=40)),
                ("on", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ("site",),
            },
        ),
        migrations.CreateModel(
            name="ModelDay",
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
                ("endpoint", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("calls", models.PositiveIntegerField(default=0)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("tokens_in", models.PositiveBigIntegerField(default=0)),
                ("tokens_out", models.PositiveBigIntegerField(default=0)),
                ("cost", models.PositiveBigIntegerField(default=0)),
                ("held_tokens", models.PositiveBigIntegerField(default=0)),
                ("held_cost", models.PositiveBigIntegerField(default=0)),
                ("microseconds", models.PositiveBigIntegerField(default=0)),
                ("runs", models.PositiveIntegerField(default=0)),
                ("mentions", models.PositiveIntegerField(default=0)),
                ("sent", models.PositiveIntegerField(default=0)),
                ("quotes", models.PositiveIntegerField(default=0)),
                ("codes", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=dict)),
                ("by_fault", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-day", "endpoint"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("endpoint", "day"), name="coding_modelday_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelEndpoint",
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
                ("name", models.SlugField(max_length=40, unique=True)),
                ("base_url", models.CharField(max_length=300)),
                ("model", models.CharField(max_length=120)),
                ("key_name", models.CharField(blank=True, max_length=80)),
                ("connect_seconds", models.PositiveSmallIntegerField(default=5)),
                ("read_seconds", models.PositiveSmallIntegerField(default=30)),
                ("total_seconds", models.PositiveSmallIntegerField(default=60)),
                ("price_in", models.PositiveBigIntegerField(default=0)),
                ("price_out", models.PositiveBigIntegerField(default=0)),
                ("daily_cap", models.PositiveBigIntegerField(default=0)),
                ("daily_tokens", models.PositiveBigIntegerField(default=5000000)),
                ("context", models.PositiveIntegerField(default=16000)),
                ("most_out", models.PositiveIntegerField(default=2000)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ("name",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("connect_seconds__lte", models.F("total_seconds")),
                            ("total_seconds__lte", 90),
                        ),
                        name="coding_modelendpoint_deadlines",
                    )
                ],
            },
        ),
    ]
