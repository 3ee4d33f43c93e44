"""PostgreSQL and Valkey, shared by every command of one installation.

Each command that needs them holds a lock for as long as it runs. The kernel gives the
lock back however a command ends, so a killed one is never counted; the last to leave
stops the servers, and whoever finds some running without a holder takes them over.
"""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from typing import IO, Any

import psycopg

from launcher import places, postgres, processes, valkey
from launcher.environment import Trouble


@contextlib.contextmanager
def up() -> Iterator[str | None]:
    """The environment has every address of the services while this lasts.

    Gives the embedded PostgreSQL's superuser address, for commands that make databases.
    """
    with places.var("services").joinpath("holders.lock").open("a") as holders:
        with _gate():
            fcntl.flock(holders, fcntl.LOCK_SH)
            state = _start()
            own_server = "DATABASE_URL" not in os.environ
            os.environ.update(_addresses(state))
        try:
            yield (
                _server(state).url(postgres.SUPERUSER, "postgres")
                if own_server
                else None
            )
        finally:
            processes.finish_undisturbed()
            with _gate():
                if _last(holders):
                    _stop(state)


@contextlib.contextmanager
def _gate() -> Iterator[None]:
    """One command at a time starts or stops servers."""
    with places.var("services").joinpath("gate.lock").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _last(holders: IO[str]) -> bool:
    try:
        fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start() -> dict[str, Any]:
    path = places.var("services") / "secrets.json"
    state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    state.setdefault("secret_key", secrets.token_urlsafe(50))
    state.setdefault("passwords", postgres.new_passwords())
    state.setdefault("valkey_password", secrets.token_urlsafe(24))
    processes.write_private(path, json.dumps(state, indent=1))
    if "DATABASE_URL" in os.environ:
        require_version(os.environ["DATABASE_URL"])
    else:
        server = postgres.start(state["passwords"], state.get("postgres_port", 0))
        state["postgres_port"] = server.port
    if "REDIS_URL" not in os.environ:
        port = valkey.start(state["valkey_password"], state.get("valkey_port", 0))
        state["valkey_port"] = port
    processes.write_private(path, json.dumps(state, indent=1))
    return state


def _addresses(state: dict[str, Any]) -> dict[str, str]:
    found = {"ATTEST_VAR": str(places.var())}
    if "SECRET_KEY" not in os.environ:
        found["SECRET_KEY"] = state["secret_key"]
    if "DATABASE_URL" not in os.environ:
        server = _server(state)
        found["DATABASE_URL"] = server.url("attest_app")
        found["MIGRATE_DATABASE_URL"] = server.url("attest_migrate")
    if "REDIS_URL" not in os.environ:
        found["REDIS_URL"] = valkey.url(state["valkey_port"], state["valkey_password"])
    return found


def _server(state: dict[str, Any]) -> postgres.Server:
    return postgres.Server(state["postgres_port"], state["passwords"])


def _stop(state: dict[str, Any]) -> None:
    if state.get("valkey_port"):
        valkey.stop()
    if state.get("postgres_port"):
        postgres.stop()


def require_version(url: str) -> None:
    """A server of somebody's own: it must answer, and be new enough."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise Trouble(f"DATABASE_URL does not answer: {error}".strip()) from error
    if version < postgres.OLDEST:
        raise Trouble(
            f"DATABASE_URL is PostgreSQL {version}; Attest needs "
            f"{postgres.OLDEST} or newer"
        )
