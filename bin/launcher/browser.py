"""A Chromium for the browser tests: found, installed, or said to be missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.environment import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = "ATTEST_CHROMIUM"


def find_or_install(*, required: bool) -> None:
    """Leaves the program's path in ATTEST_CHROMIUM, or nothing."""
    found = os.environ.get(CHROMIUM) or _found() or _installed_by_someone()
    if found:
        os.environ[CHROMIUM] = found
    elif required:
        raise Trouble("no Chromium could be found or installed, and CI leaves none out")
    else:
        _say(
            "no Chromium could be found or installed: tests marked `browser` are left"
            " out (install chromium, or set ATTEST_CHROMIUM)"
        )


def _found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights()


def _playwrights() -> str | None:
    """One that `playwright install chromium` put into the home folder earlier."""
    places = Path.home() / ".cache" / "ms-playwright"
    places = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or places)
    found = sorted(places.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def _installed_by_someone() -> str | None:
    for command in _ways():
        _say(f"installing Chromium: {' '.join(command[-3:])}")
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode == 0 and (found := _found()):
            return found
    return None


def _ways() -> Iterator[list[str]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        install = ["install", "-y", "--no-install-recommends", "chromium"]
        yield [*quiet, *install]
        yield ["sh", "-c", f"{' '.join(quiet)} update && {' '.join(quiet + install)}"]
    yield [sys.executable, "-m", "playwright", "install", "chromium"]


def _say(words: str) -> None:
    print(f"attest: {words}", file=sys.stderr, flush=True)
