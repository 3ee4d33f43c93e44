"""The Celery application. Its settings are the CELERY_ names in config/settings.py."""

import os

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Django's checks read every page and address, which no worker serves: a third of a
# second at each start. ``migrate`` and ``check`` run them before it.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("attest")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]  # no types
def keep_ours(**_: object) -> None:
    """Somebody listening keeps Celery from adding log handlers of its own."""


@task_prerun.connect  # type: ignore[untyped-decorator]  # no types
def look_at_connection(**_: object) -> None:
    """As before each web request: a broken or old connection is not used again."""
    close_old_connections()
