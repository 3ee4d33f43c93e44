"""HCC maps by payment year, with their hierarchies, labels and edits."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0002_search_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="HccFile",
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
                    "origin",
                    models.CharField(
                        choices=[
                            ("package", "Python package"),
                            ("official", "official file"),
                        ],
                        max_length=16,
                    ),
                ),
                ("package", models.CharField(blank=True, max_length=40)),
                ("package_version", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                (
                    "loaded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="coding_hccfile_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("origin", "package"),
                                models.Q(("package", ""), _negated=True),
                            ),
                            models.Q(("origin", "official"), ("package", "")),
                            _connector="OR",
                        ),
                        name="coding_hccfile_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HccMap",
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
                ("model", models.CharField(max_length=12)),
                ("payment_year", models.PositiveSmallIntegerField()),
                ("approximate", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="maps",
                        to="coding.hccfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HccMapping",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "map",
                        "icd10",
                        "hcc",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("icd10", models.CharField(max_length=7)),
                ("hcc", models.CharField(max_length=4)),
                (
                    "map",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="coding.hccmap",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HccEdit",
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
                ("model", models.CharField(max_length=12)),
                ("icd10", models.CharField(max_length=7)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("hcc", models.CharField(blank=True, max_length=4)),
                ("sex", models.CharField(blank=True, max_length=1)),
                ("up_to", models.PositiveSmallIntegerField(null=True)),
                ("from_age", models.PositiveSmallIntegerField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edits",
                        to="coding.hccfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "model", "icd10", "ordinal"),
                        name="coding_hccedit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("from_age", None),
                                ("sex__in", ["F", "M"]),
                                ("up_to", None),
                            ),
                            models.Q(
                                ("sex", ""),
                                models.Q(
                                    ("from_age", None), ("up_to", None), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="coding_hccedit_condition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "model__in",
                                [
                                    "V22",
                                    "V23",
                                    "V24",
                                    "V28",
                                    "ESRD-V21",
                                    "ESRD-V24",
                                    "RxHCC-V08",
                                ],
                            )
                        ),
                        name="coding_hccedit_model",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HccHierarchy",
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
                ("model", models.CharField(max_length=12)),
                ("parent", models.CharField(max_length=4)),
                ("child", models.CharField(max_length=4)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs",
                        to="coding.hccfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "model", "parent", "child"),
                        name="coding_hcchierarchy_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", models.F("child")), _negated=True
                        ),
                        name="coding_hcchierarchy_apart",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "model__in",
                                [
                                    "V22",
                                    "V23",
                                    "V24",
                                    "V28",
                                    "ESRD-V21",
                                    "ESRD-V24",
                                    "RxHCC-V08",
                                ],
                            )
                        ),
                        name="coding_hcchierarchy_model",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HccLabel",
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
                ("model", models.CharField(max_length=12)),
                ("hcc", models.CharField(max_length=4)),
                ("label", models.CharField(max_length=300)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="labels",
                        to="coding.hccfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "model", "hcc"), name="coding_hcclabel_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "model__in",
                                [
                                    "V22",
                                    "V23",
                                    "V24",
                                    "V28",
                                    "ESRD-V21",
                                    "ESRD-V24",
                                    "RxHCC-V08",
                                ],
                            )
                        ),
                        name="coding_hcclabel_model",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="hccmap",
            constraint=models.UniqueConstraint(
                fields=("model", "payment_year", "file"), name="coding_hccmap_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="hccmap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payment_year__gte", 2004), ("payment_year__lte", 2100)
                ),
                name="coding_hccmap_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="hccmap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "model__in",
                        [
                            "V22",
                            "V23",
                            "V24",
                            "V28",
                            "ESRD-V21",
                            "ESRD-V24",
                            "RxHCC-V08",
                        ],
                    )
                ),
                name="coding_hccmap_model",
            ),
        ),
        migrations.AddConstraint(
            model_name="hccmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("icd10__regex", "^[A-Z][0-9][0-9A-Z]{1,5}$"),
                    ("hcc__regex", "^[0-9]+$"),
                ),
                name="coding_hccmapping_form",
            ),
        ),
    ]
