"""What a worker loads before it takes its first chart."""

import subprocess
import sys

ALONE = """
import sys
import config
from celery.signals import import_modules
config.celery_app.loader.import_default_modules()
heavy = {"openai", "sklearn", "reportlab.platypus", "review.urls", "litellm"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_a_worker_that_asks_no_model_loads_no_library_for_it():
    told = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""
