"""The virtual environment: made, filled and entered by whichever command comes first.

Runs on the machine's own Python, so it uses the standard library only and no syntax
newer than the Python that it refuses.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent.parent
OLDEST = (3, 11)
RUN = "requirements.txt"
DEV = "requirements-dev.txt"


class Trouble(Exception):
    """Something the person at the keyboard can mend; the message says how."""


def enter(script, dev=False):
    # type: (str, bool) -> None
    """Return inside the environment; until then, make it and start over within."""
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        if not _inside() or not _installed_all(dev):
            _start_over(script, dev)
    except Trouble as trouble:
        sys.exit("%s: %s" % (Path(script).name, trouble))


def _inside():
    # type: () -> bool
    return home().is_dir() and os.path.samefile(sys.prefix, str(home()))


def home():
    # type: () -> Path
    """Where the environment lives: beside the code, or under var/ if that is closed."""
    beside = REPO / ".venv"
    if beside.is_dir() or os.access(str(REPO), os.W_OK):
        return beside
    return var() / "venv"


def var():
    # type: () -> Path
    return Path(os.environ.get("ATTEST_VAR") or REPO / "var").absolute()


def _start_over(script, dev):
    # type: (str, bool) -> None
    python = prepare(dev)
    sys.stdout.flush()
    os.execv(str(python), [str(python), str(Path(script).resolve())] + sys.argv[1:])


def prepare(dev):
    # type: (bool) -> Path
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "bin" / "python"
    with open(str(folder / ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _runs(python):
            _create(folder)
        for name in _lists(dev):
            if not _installed(name):
                _install(python, name)
    return python


def _lists(dev):
    # type: (bool) -> list[str]
    return [RUN, DEV] if dev else [RUN]


def _installed_all(dev):
    # type: (bool) -> bool
    return all(_installed(name) for name in _lists(dev))


def _installed(name):
    # type: (str) -> bool
    stamp = _stamp(name)
    return stamp.exists() and stamp.read_text() == _wanted(name)


def _stamp(name):
    # type: (str) -> Path
    return home() / (".%s.installed" % name)


def _wanted(name):
    # type: (str) -> str
    """What an installed list is good for: its own bytes, and one Python."""
    python = os.path.realpath(str(home() / "bin" / "python"))
    return hashlib.sha256((REPO / name).read_bytes()).hexdigest() + " " + python


def _runs(python):
    # type: (Path) -> bool
    """A moved or upgraded Python leaves a link behind that leads nowhere."""
    if not python.exists():
        return False
    return subprocess.call([str(python), "-c", ""], stderr=subprocess.DEVNULL) == 0


def _create(folder):
    # type: (Path) -> None
    base = _suitable_python()
    _say("making a virtual environment in %s" % folder)
    # Without pip: Debian's Python cannot put it in unless another package is there.
    subprocess.check_call([base, "-m", "venv", "--without-pip", str(folder)])
    for stamp in folder.glob(".*.installed"):
        stamp.unlink()


def _suitable_python():
    # type: () -> str
    names = [sys.executable] + ["python3.%d" % minor for minor in range(14, 10, -1)]
    for name in names:
        found = shutil.which(name)
        test = "import sys, venv; sys.exit(sys.version_info < %r)" % (OLDEST,)
        if found and not subprocess.call(
            [found, "-c", test], stderr=subprocess.DEVNULL
        ):
            return found
    raise Trouble(
        "needs Python 3.11 or newer; this is %d.%d and no other was found"
        % sys.version_info[:2]
    )


def _install(python, name):
    # type: (Path, str) -> None
    _say("installing %s (a minute or so the first time)" % name)
    command = _pip(python) + ["install", "--disable-pip-version-check", "-r", name]
    if not sys.stderr.isatty():
        command.insert(len(command) - 2, "--quiet")
    if subprocess.call(command, cwd=str(REPO)):
        raise Trouble("pip could not install %s; its message is above" % name)
    _stamp(name).write_text(_wanted(name))


def _pip(python):
    # type: (Path) -> list[str]
    """The machine's pip, told to work on our environment; else pip put into it."""
    base = [_base_python(python), "-m", "pip", "--python", str(python)]
    if not subprocess.call(base + ["--version"], stdout=subprocess.DEVNULL):
        return base
    inside = [str(python), "-m", "pip"]
    if subprocess.call(inside + ["--version"], stdout=subprocess.DEVNULL):
        if subprocess.call([str(python), "-m", "ensurepip", "--upgrade"]):
            raise Trouble("needs pip: install it for this Python (python3-pip) first")
    return inside


def _base_python(python):
    # type: (Path) -> str
    where = "import sys; print(sys._base_executable)"
    return subprocess.check_output([str(python), "-c", where]).decode().strip()


def _say(words):
    # type: (str) -> None
    print("attest: %s" % words, file=sys.stderr, flush=True)
