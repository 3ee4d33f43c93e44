"""The Django application of the people side; connects the sign-in hooks."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Review"

    def ready(self) -> None:
        from review import signin

        signin.connect()
