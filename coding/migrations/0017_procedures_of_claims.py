"""Procedures of a claim, and the lists of those that count for risk adjustment."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0016_index_by_manifestation"),
    ]

    operations = [
        migrations.AddField(
            model_name="chartversion",
            name="procedures",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
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
                    ("eligible-procedures", "procedures eligible for risk adjustment"),
                    ("ncci-pairs", "NCCI procedure-to-procedure edits"),
                    ("mue", "medically unlikely edits"),
                    ("coverage", "coverage policies (LCD and NCD)"),
                    ("house-rules", "payer and site rules"),
                ],
                max_length=32,
            ),
        ),
    ]
