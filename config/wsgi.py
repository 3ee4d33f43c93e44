"""What a web server serves: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Only the web keeps a pool: its threads come and go, a worker's process stays.
os.environ.setdefault("ATTEST_DATABASE_POOL", "yes")

application = get_wsgi_application()

from review.warming import warm_web  # noqa: E402  needs the applications to be ready

warm_web()
