"""What every test stands on: databases, the cast, a browser, and nets under them all.

States are reached only through actions. Ordinary tests ask for `db` and roll back;
tests on real processes ask for `live`, whose rows stay.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import databases
from tests.live import Live

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


# ---- nets


def _only_loopback(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in LOOPBACK:
        raise RuntimeError(f"a test reached for {host}; tests stay on this machine")


def pytest_configure(config: pytest.Config) -> None:
    # Playwright runs an event loop in the thread in which its tests use the ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sys.addaudithook(_only_loopback)
    # A machine that others share is slow at times; no test is about how long it took.
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def no_unexpected_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An ERROR in the log fails the test, unless it called caplog.clear()."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    errors = [record.getMessage() for record in records if record.levelno >= 40]
    assert not errors, f"logged as errors: {errors}"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """A million rounds of hashing for each person would be most of the run."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    PBKDF2PasswordHasher.iterations = 1_000


# ---- what can be run here

left_out: list[str] = []


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    missing = {}
    if not SHARED.is_dir():
        missing["data"] = f"no reference data at {SHARED}"
    if not os.environ.get("ATTEST_CHROMIUM"):
        missing["browser"] = "no Chromium; bin/test installs one where it may"
    for marker, why in missing.items():
        gone = [item for item in items if item.get_closest_marker(marker)]
        if gone:
            items[:] = [item for item in items if item not in gone]
            config.hook.pytest_deselected(items=gone)
            left_out.append(f"{len(gone)} tests marked `{marker}` left out: {why}")


def pytest_report_collectionfinish() -> list[str]:
    return left_out


@pytest.fixture(scope="session")
def short() -> bool:
    """Whether slow tests run in their short form: in CI, where others wait."""
    return bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data; its tests are marked `data`."""
    return SHARED


# ---- databases


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Not wanted: our databases are clones, and get their names below."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    from django.db import connection

    for name in databases.clone("test"):
        with _connected_to(name):
            yield
        connection.close()


@pytest.fixture(scope="session")
def live_database() -> Iterator[str]:
    yield from databases.clone("live")


@pytest.fixture
def live(live_database: str, django_db_blocker) -> Iterator[Live]:
    """The shared database whose rows stay, for real web and worker processes."""
    with django_db_blocker.unblock(), _connected_to(live_database):
        there = Live(live_database)
        try:
            yield there
        finally:
            there.close()


@pytest.fixture(scope="session")
def live_processes(live_database: str) -> Iterator[Live]:
    """One web server and one worker on the live database, for the whole session."""
    there = Live(live_database)
    try:
        there.start_web()
        there.start_worker()
        yield there
    finally:
        there.close()


class _connected_to:
    """Points Django's one connection at another database for a while."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        from django.db import connection

        connection.close()
        self.before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = self.name

    def __exit__(self, *_: object) -> None:
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = self.before


# ---- browser


@pytest.fixture(scope="session")
def base_url(live_processes: Live) -> str:
    """Browser tests may say `page.goto("/")`: the session's own server answers."""
    return live_processes.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    chromium = os.environ.get("ATTEST_CHROMIUM")
    return browser_type_launch_args | {"executable_path": chromium, "args": flags}


# ---- the cast


@pytest.fixture
def database(request: pytest.FixtureRequest) -> None:
    """The one whose rows stay when the test asked for it, else the one rolled back."""
    request.getfixturevalue("live" if "live" in request.fixturenames else "db")


@pytest.fixture
def person(database: None):
    """Makes somebody: `person("name", "role", ..., certificate="CCS")`."""
    from tests import cast

    return cast.person


@pytest.fixture
def coder(person):
    """Decides and signs; certified for every setting."""
    return person("coder", "coder", certificate="CCS")


@pytest.fixture
def senior(person):
    """Settles what only a senior coder may."""
    return person("senior", "coder", "senior_coder", certificate="CCS")


@pytest.fixture
def supervisor(person):
    return person("supervisor", "supervisor")


@pytest.fixture
def compliance(person):
    return person("compliance", "compliance")


@pytest.fixture
def admin(person):
    return person("admin", "admin")


@pytest.fixture
def stranger(person):
    """Has an account and no role at all."""
    return person("stranger")


@pytest.fixture
def uncertified(person):
    """A coder without a certificate, who may look and not decide."""
    return person("uncertified", "coder")
