"""The search index: who holds a concept as a bit for each wording.

An index is derived from its release: the old ones are dropped, and ``load_release``
builds the new.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

ID = models.BigAutoField(
    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
)


def _index(related: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related,
        to="coding.searchindex",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0007_licensed_releases"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchTerm"),
        migrations.DeleteModel(name="SearchWord"),
        migrations.RunSQL("DELETE FROM coding_searchindex", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="searchindex",
            name="weights",
            field=models.BinaryField(default=b""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("id", ID.clone()),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("origin", models.PositiveSmallIntegerField()),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coding.code",
                    ),
                ),
                ("index", _index("terms")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("index", "number"), name="coding_searchterm_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", ID.clone()),
                ("word", models.CharField(max_length=60)),
                ("concept", models.CharField(max_length=60)),
                ("index", _index("words")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("index", "word"), name="coding_searchword_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchConcept",
            fields=[
                ("id", ID.clone()),
                ("concept", models.CharField(max_length=60)),
                ("documents", models.PositiveIntegerField()),
                ("counts", models.FloatField()),
                ("holders", models.BinaryField()),
                ("index", _index("concepts")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("index", "concept"), name="coding_searchconcept_once"
                    ),
                ],
            },
        ),
    ]
