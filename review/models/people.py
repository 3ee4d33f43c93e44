"""People: users, the roles they hold for a time, and their credentials.

Owns who somebody is and what they may be trusted with. Must not know of cases, and is
changed only by ``review.actions.people`` so that each change stands in the trail.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject, Now

from review.states import Role


def choices(kind: Any) -> list[tuple[str, str]]:
    """Model choices of one of our string enumerations."""
    return [(str(member.value), str(member.label)) for member in kind]


class UserManager(BaseUserManager["User"]):
    """Makes users; roles and credentials come from ``review.actions.people``."""

    def create_user(
        self, username: str, password: str | None = None, display_name: str = ""
    ) -> User:
        user = self.model(
            username=self.model.normalize_username(username),
            display_name=display_name or username,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their roles of the day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Somebody already has this user name."},
    )
    display_name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True)
    # Single keys are a person's own matter, on whatever machine they sign in.
    single_keys = models.BooleanField(default=True)
    keys = models.JSONField(default=dict, blank=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at__isnull=True)
                | Q(is_active=False, disabled_at__isnull=False),
                name="%(app_label)s_%(class)s_disabled_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def label(self) -> str:
        """How colleagues see this person."""
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.label

    def get_short_name(self) -> str:
        return self.label

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Answers permission strings from roles; there are no per-user permissions."""
        from review import permissions

        return permissions.has_perm(self, perm)

    def has_module_perms(self, app_label: str) -> bool:
        from review import permissions

        return permissions.has_any_perm(self, app_label)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self) -> RoleGrantQuerySet:
        """Grants that count now, by the clock of the database."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=Now()), starts_at__lte=Now()
        )


class RoleGrant(models.Model):
    """One role of one person for a time, everywhere or for one site."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=choices(Role))
    site = models.CharField(max_length=100, blank=True)
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.UUIDField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "role", "starts_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]),
                name="%(app_label)s_%(class)s_role_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "site"),
                condition=Q(ends_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} as {Role(self.role).label}"


class CredentialType(models.TextChoices):
    """Certificates coders hold, with the body that issues them."""

    CPC = "CPC", "CPC (AAPC, professional)"
    COC = "COC", "COC (AAPC, hospital outpatient)"
    CIC = "CIC", "CIC (AAPC, inpatient)"
    CRC = "CRC", "CRC (AAPC, risk adjustment)"
    CCS = "CCS", "CCS (AHIMA, hospital)"
    CCS_P = "CCS-P", "CCS-P (AHIMA, physician-based)"
    RHIT = "RHIT", "RHIT (AHIMA)"
    RHIA = "RHIA", "RHIA (AHIMA)"

    @property
    def body(self) -> str:
        return "AHIMA" if self.value[0] == "R" or "CCS" in self.value else "AAPC"


class CredentialStatus(models.TextChoices):
    ACTIVE = "active", "active"
    LAPSED = "lapsed", "lapsed"
    REVOKED = "revoked", "revoked"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> CredentialQuerySet:
        """Credentials that count on ``day``: active, issued, not expired, dues paid."""
        return self.filter(
            Q(dues_paid_through__isnull=True) | Q(dues_paid_through__gte=day),
            status=CredentialStatus.ACTIVE,
            issued_on__lte=day,
            expires_on__gte=day,
        )


class Credential(models.Model):
    """One certificate of one person, and how it was checked at its source."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="credentials")
    type = models.CharField(max_length=10, choices=CredentialType.choices)
    suffix = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=50)
    issued_on = models.DateField()
    expires_on = models.DateField()
    dues_paid_through = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=10,
        choices=CredentialStatus.choices,
        default=CredentialStatus.ACTIVE,
    )
    verification = models.CharField(max_length=100, blank=True)
    verified_by = models.UUIDField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ("user_id", "type", "-expires_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(type__in=CredentialType.values),
                name="%(app_label)s_%(class)s_type_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CredentialStatus.values),
                name="%(app_label)s_%(class)s_status_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")),
                name="%(app_label)s_%(class)s_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="%(app_label)s_%(class)s_verified_who_and_when",
            ),
            models.UniqueConstraint(
                fields=("type", "number"),
                name="%(app_label)s_%(class)s_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it stands behind a name: CPC, or CPC-A for an apprentice."""
        return f"{self.type}-{self.suffix}" if self.suffix else self.type

    @classmethod
    def as_json(cls) -> JSONObject:
        """The whole row as one value, for statements that read it beside others."""
        return JSONObject(**{each.attname: each.attname for each in _columns(cls)})

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> Credential:
        """The row that ``as_json`` read."""
        columns = _columns(cls)
        values = [each.to_python(row[each.attname]) for each in columns]
        return cls.from_db(None, [each.attname for each in columns], values)

    def snapshot(self) -> dict[str, str]:
        """What is copied into a decision, complete without this row."""
        return {
            "type": self.type,
            "suffix": self.suffix,
            "number": self.number,
            "body": CredentialType(self.type).body,
            "status": self.status,
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat(),
        }


def _columns(model: type[models.Model]) -> Sequence[models.Field[Any, Any]]:
    return model._meta.concrete_fields
