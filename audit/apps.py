"""Django's registration of the audit app; nothing else lives here."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
