"""People first: the user model, roles by date and credentials."""

import uuid

import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={
                            "unique": "Somebody already has this user name."
                        },
                        max_length=150,
                        unique=True,
                        validators=[
                            django.contrib.auth.validators.UnicodeUsernameValidator()
                        ],
                    ),
                ),
                ("display_name", models.CharField(max_length=150)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "added_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("username",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("disabled_at__isnull", True), ("is_active", True)
                            ),
                            models.Q(
                                ("disabled_at__isnull", False), ("is_active", False)
                            ),
                            _connector="OR",
                        ),
                        name="review_user_disabled_says_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Credential",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("CPC", "CPC (AAPC, professional)"),
                            ("COC", "COC (AAPC, hospital outpatient)"),
                            ("CIC", "CIC (AAPC, inpatient)"),
                            ("CRC", "CRC (AAPC, risk adjustment)"),
                            ("CCS", "CCS (AHIMA, hospital)"),
                            ("CCS-P", "CCS-P (AHIMA, physician-based)"),
                            ("RHIT", "RHIT (AHIMA)"),
                            ("RHIA", "RHIA (AHIMA)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("suffix", models.CharField(blank=True, max_length=10)),
                ("number", models.CharField(max_length=50)),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("dues_paid_through", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("lapsed", "lapsed"),
                            ("revoked", "revoked"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("verification", models.CharField(blank=True, max_length=100)),
                ("verified_by", models.UUIDField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("next_check_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("user_id", "type", "-expires_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "CPC",
                                    "COC",
                                    "CIC",
                                    "CRC",
                                    "CCS",
                                    "CCS-P",
                                    "RHIT",
                                    "RHIA",
                                ],
                            )
                        ),
                        name="review_credential_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["active", "lapsed", "revoked"])
                        ),
                        name="review_credential_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_on__gte", models.F("issued_on"))),
                        name="review_credential_expires_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("verified_at__isnull", True),
                                ("verified_by__isnull", True),
                            ),
                            models.Q(
                                ("verified_at__isnull", False),
                                ("verified_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_credential_verified_who_and_when",
                    ),
                    models.UniqueConstraint(
                        fields=("type", "number"), name="review_credential_number_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("coder", "coder"),
                            ("senior_coder", "senior coder"),
                            ("cdi_specialist", "CDI specialist"),
                            ("supervisor", "supervisor"),
                            ("compliance", "compliance"),
                            ("admin", "admin"),
                        ],
                        max_length=20,
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=100)),
                (
                    "starts_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("granted_by", models.UUIDField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("user_id", "role", "starts_at"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "coder",
                                    "senior_coder",
                                    "cdi_specialist",
                                    "supervisor",
                                    "compliance",
                                    "admin",
                                ],
                            )
                        ),
                        name="review_rolegrant_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="review_rolegrant_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("user", "role", "site"),
                        name="review_rolegrant_one_open",
                    ),
                ],
            },
        ),
    ]
