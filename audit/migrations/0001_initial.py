"""The tables of the floor; what keeps them honest follows."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "patient",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("mbi_mark", models.BinaryField(null=True, unique=True)),
                ("mrn_mark", models.BinaryField(null=True, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Log",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "begun_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("event_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                ("body", models.BinaryField()),
                (
                    "leaf_hash",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("body"),
                            template="sha256('\\x00'::bytea || %(expressions)s)",
                        ),
                        output_field=models.BinaryField(),
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("occurred_at", models.DateTimeField()),
                ("type", models.TextField()),
                ("log", models.UUIDField()),
                ("actor_kind", models.TextField()),
                ("actor_id", models.TextField()),
                ("chart", models.UUIDField(null=True)),
                ("case_id", models.TextField(null=True)),
                ("patient", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        models.F("chart"), models.F("id"), name="audit_event_chart"
                    ),
                    models.Index(
                        models.F("patient"), models.F("id"), name="audit_event_patient"
                    ),
                    models.Index(
                        models.F("actor_id"),
                        models.F("occurred_at"),
                        models.F("id"),
                        name="audit_event_actor",
                    ),
                    models.Index(
                        models.F("type"),
                        models.F("occurred_at"),
                        models.F("id"),
                        name="audit_event_type",
                    ),
                    models.Index(
                        models.F("occurred_at"), models.F("id"), name="audit_event_time"
                    ),
                ],
            },
        ),
    ]
