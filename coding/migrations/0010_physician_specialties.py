"""A kind of list: the acceptable physician specialty types of a payment year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0009_strata"),
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
                ],
                max_length=32,
            ),
        ),
    ]
