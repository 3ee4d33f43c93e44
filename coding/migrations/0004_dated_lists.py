"""Dated lists beside the code systems: indexes, tables, edits, exemptions."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0003_hcc_maps"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeList",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("icd10cm-index", "ICD-10-CM Alphabetic Index"),
                            (
                                "icd10cm-external-causes",
                                "ICD-10-CM external cause index",
                            ),
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
                        ],
                        max_length=32,
                    ),
                ),
                ("edition", models.CharField(max_length=32)),
                ("effective_from", models.DateField()),
                ("effective_to", models.DateField()),
                ("source_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "loaded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "effective_from", "sha256"),
                        name="coding_codelist_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="coding_codelist_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_from__lte", models.F("effective_to"))
                        ),
                        name="coding_codelist_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeListEntry",
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
                ("code", models.CharField(max_length=12)),
                ("value", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(blank=True)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="coding.codelist",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "ordinal"), name="coding_codelistentry_place"
                    ),
                    models.UniqueConstraint(
                        fields=("list", "code", "value"),
                        name="coding_codelistentry_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndexTerm",
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
                (
                    "path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "modifiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=12)),
                ("manifestation", models.CharField(blank=True, max_length=12)),
                ("see", models.TextField(blank=True)),
                ("see_also", models.TextField(blank=True)),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="coding.codelist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["list", "code"], name="coding_indexterm_by_code"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "ordinal"), name="coding_indexterm_place"
                    )
                ],
            },
        ),
    ]
