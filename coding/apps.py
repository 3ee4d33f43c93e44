"""Django's registration of the coding app; nothing else lives here."""

from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "coding"
