"""Settings fail loudly, with a hint, and the broker cannot hold a request for long."""

import socket
import subprocess
import sys

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from config.celery import app
from config.middleware import client_address
from tests.house.commands import REPO, clean_environment

NEEDED = {
    "DATABASE_URL": "postgres://someone@127.0.0.1:1/attest",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "nothing is signed with it",
}


@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_missing_is_named_with_a_hint(missing):
    there = {name: value for name, value in NEEDED.items() if name != missing}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=REPO,
        env=clean_environment() | there,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert f"{missing} is not set." in done.stderr


def test_another_host_name_turns_transport_security_on():
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, "
    code += "s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 3e7)"
    public = {
        "ALLOWED_HOSTS": "attest.example",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    said = subprocess.check_output(
        [sys.executable, "-c", code],
        cwd=REPO,
        env=clean_environment() | NEEDED | public,
        text=True,
    )
    assert said.split() == ["True"] * 4


def test_a_broker_that_accepts_and_never_answers_ends_in_an_error():
    """Without time limits on the socket this would hang, and the request with it."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with (
            app.connection_for_write(url) as connection,
            pytest.raises(OperationalError),
        ):
            app.send_task("review.tasks.sweep", connection=connection)


def test_messages_are_json_and_redelivered_soon():
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    sweep = options["unacked_restore_interval"] * options["unacked_restore_throttle"]
    assert sweep <= 10


@pytest.mark.parametrize(
    ("hops", "address"), [(0, "10.0.0.9"), (1, "192.0.2.7"), (2, "198.51.100.1")]
)
def test_an_address_is_believed_only_from_trusted_proxies(rf, settings, hops, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = hops
    forwarded = {"X-Forwarded-For": "203.0.113.5, 198.51.100.1, 192.0.2.7"}
    request = rf.get("/", headers=forwarded, REMOTE_ADDR="10.0.0.9")
    assert client_address(request) == address
