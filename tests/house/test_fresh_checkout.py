"""A fresh checkout, as somebody who is not root, in a folder whose name has a space.

The one test that makes a virtual environment and installs everything.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.house.commands import clean_environment

REPO = Path(__file__).resolve().parent.parent.parent
PYTHONS = ("/usr/bin/python3", "/usr/local/bin/python3", "/usr/bin/python3.12")


@pytest.fixture
def ordinary() -> dict[str, object]:
    """How to run a process as nobody; as ourselves when we are nobody special."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@pytest.fixture
def checkout(ordinary) -> Iterator[Path]:
    """The committed and changed files, where that user may go, and nothing else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        repo = folder / "a check out"
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        found = subprocess.check_output(listed, cwd=REPO, text=True).splitlines()
        for path in filter(lambda path: (REPO / path).is_file(), found):
            (repo / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPO / path, repo / path)
        for path in [repo, *repo.rglob("*")]:
            os.chown(path, ordinary.get("user", -1), ordinary.get("group", -1))
        yield repo


def python_for(ordinary) -> str:
    """A Python that this user may run; root's own may be closed to them."""
    test = "import sys, venv, pip; sys.exit(sys.version_info < (3, 11))"
    for python in filter(os.path.exists, PYTHONS):
        if subprocess.call([python, "-c", test], cwd="/", **ordinary) == 0:
            return python
    return pytest.skip("no Python 3.11 here that an ordinary user may run")


@pytest.mark.slow
def test_a_command_sets_everything_up_and_leaves_nothing_running(checkout, ordinary):
    done = subprocess.run(
        [python_for(ordinary), str(checkout / "bin" / "manage"), "migrate"],
        cwd="/",
        env=clean_environment() | {"PATH": "/usr/bin:/bin", "HOME": str(checkout)},
        capture_output=True,
        text=True,
        **ordinary,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Applying audit.0001_initial... OK" in done.stdout
    assert (checkout / "var" / "services" / "postgres" / "PG_VERSION").exists()
    here = str(checkout)
    running = [p for p in psutil.process_iter(["cwd"]) if here in (p.info["cwd"] or "")]
    assert not running
