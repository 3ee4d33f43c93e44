"""Where things lie: the data of one installation, and what its servers can reach.

PostgreSQL refuses to run as root, so under root the servers run as `nobody`; and
`nobody` cannot pass through a closed folder such as /root. What a server needs then
lies under /var/lib/attest, keyed by the installation's path, and no folder of the
machine's owner is opened for it.
"""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from launcher import environment
from launcher.environment import Trouble

REACHABLE = Path("/var/lib/attest")
OWNER_NOTE = "belongs-to"
SERVICES = "services"


@dataclass(frozen=True, slots=True)
class ServerUser:
    """Who the servers run as: ourselves, or under root somebody harmless."""

    name: str
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_user() -> ServerUser:
    uid = os.geteuid()
    entry = pwd.getpwnam("nobody") if uid == 0 else pwd.getpwuid(uid)
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def var(name: str = "") -> Path:
    """The installation's folder, or one in it: ours alone, whoever else is here."""
    folder = environment.var()
    # Under root the servers' user walks through it; it can list or read nothing.
    root = os.geteuid() == 0
    folder.mkdir(mode=0o711 if root else 0o700, parents=True, exist_ok=True)
    if name:
        folder = folder / name
        folder.mkdir(mode=0o711 if root and name == SERVICES else 0o700, exist_ok=True)
    return folder


def data(name: str, who: ServerUser) -> Path:
    """A folder that belongs to one server: under var/ unless it cannot get there."""
    folder = var(SERVICES) / name
    if os.geteuid() == 0 and not _reaches(folder.parent, who):
        folder = _outside() / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, who.uid, who.gid)
    return folder


def programs(package: str, folders: tuple[Path, ...], who: ServerUser) -> Path:
    """The first of these folders where that user may run it, the others beside it."""
    first = folders[0]
    if os.geteuid() != 0 or _reaches(first, who):
        return first
    copy = _root_folder(REACHABLE) / f"{package}-{version(package)}"
    if not copy.is_dir():
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in filter(Path.is_dir, folders):
            shutil.copytree(folder, partial / folder.name, symlinks=True)
        partial.chmod(0o711)
        partial.rename(copy)
    return copy / first.name


def _outside() -> Path:
    """Our folder under /var/lib/attest; refused when it is another installation's."""
    key = hashlib.sha256(str(var()).encode()).hexdigest()[:16]
    folder = _root_folder(REACHABLE) / key
    folder.mkdir(mode=0o711, exist_ok=True)
    note = folder / OWNER_NOTE
    mine = _installation_id()
    if not note.exists():
        note.write_text(mine)
    elif note.read_text() != mine:
        # The old var/ was deleted: its passwords are gone and its data with them.
        shutil.rmtree(folder)
        return _outside()
    return folder


def _installation_id() -> str:
    path = var(SERVICES) / "installation"
    if not path.exists():
        path.write_text(os.urandom(16).hex())
    return path.read_text()


def _root_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    stat = folder.lstat()
    if folder.is_symlink() or stat.st_uid != 0 or stat.st_mode & 0o022:
        raise Trouble(f"{folder} must be a folder that only root can write to")
    return folder


def _reaches(folder: Path, who: ServerUser) -> bool:
    """Whether that user could walk down to `folder`; tried, not computed."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(who.gid)
            os.setuid(who.uid)
            os._exit(0 if os.access(folder, os.X_OK) else 1)
        except OSError:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
