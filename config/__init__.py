"""Where the parts are put together: settings, addresses, Celery, WSGI.

Knows every app; no app imports it. Holds no rule of coding, review or audit.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
