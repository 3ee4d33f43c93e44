"""Tables that checks of procedures read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0012_site_model_host"),
    ]

    operations = [
        migrations.AlterField(
            model_name="codelist",
            name="kind",
            field=models.CharField(
                choices=[
                    ("icd10cm-index", "ICD-10-CM Alphabetic Index"),
                    ("icd10cm-external-causes", "ICD-10-CM external cause index"),
                    ("icd10cm-neoplasms", "ICD-10-CM neoplasm table"),
                    ("icd10cm-drugs", "ICD-10-CM table of drugs and chemicals"),
                    ("icd10pcs-index", "ICD-10-PCS index"),
                    ("mce", "Medicare Code Editor lists"),
                    ("poa-exempt", "present-on-admission exempt list"),
                    ("cc", "complications and comorbidities (CC)"),
                    ("mcc", "major complications and comorbidities (MCC)"),
                    ("ms-drg", "MS-DRG list"),
                    ("hcpcs-modifiers", "HCPCS Level II modifiers"),
                    ("places-of-service", "place of service codes"),
                    ("physician-specialties", "acceptable physician specialty types"),
                    ("ncci-pairs", "NCCI procedure-to-procedure edits"),
                    ("mue", "medically unlikely edits"),
                    ("coverage", "coverage policies (LCD and NCD)"),
                    ("house-rules", "payer and site rules"),
                ],
                max_length=32,
            ),
        ),
        migrations.CreateModel(
            name="CheckRow",
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
                ("ordinal", models.PositiveIntegerField()),
                ("column1", models.CharField(max_length=12)),
                ("column2", models.CharField(blank=True, max_length=13)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("modifier_allowed", models.BooleanField(default=False)),
                ("limit", models.PositiveIntegerField(default=0)),
                ("message", models.TextField(blank=True)),
                ("contract", models.CharField(blank=True, max_length=20)),
                ("site", models.CharField(blank=True, max_length=100)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="coding.codelist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["list", "column1"], name="coding_checkrow_by_code"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "ordinal"), name="coding_checkrow_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))),
                        name="coding_checkrow_dates_in_order",
                    ),
                ],
            },
        ),
    ]
