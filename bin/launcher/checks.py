"""bin/check: every check that needs no running service, each named and timed.

All of them run, so that one round shows everything that is to be mended.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from launcher.environment import REPO

PYTHON = (sys.executable, "-m")
# Settings ask for these; nothing here connects to them.
PLACEHOLDERS = {
    "DATABASE_URL": "postgres://check@127.0.0.1:1/check",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "only for checking; no session is ever signed with it",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ATTEST_LOG_LEVEL": "WARNING",
}
IMPORT_LINTER = "import sys, importlinter.cli as cli; sys.exit(cli.lint_imports())"
COMMANDS: dict[str, Sequence[str]] = {
    "lint": (*PYTHON, "ruff", "check", "."),
    "format": (*PYTHON, "ruff", "format", "--check", "."),
    "types": (*PYTHON, "mypy"),
    "imports": (sys.executable, "-c", IMPORT_LINTER),
    "django": (sys.executable, "manage.py", "check", "--fail-level", "WARNING"),
    "migrations": (
        sys.executable,
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
    ),
}


def main(arguments: Sequence[str]) -> int:
    """With names as arguments, only those checks."""
    os.chdir(REPO)
    sys.path.insert(0, str(REPO))
    os.environ.update(
        {name: os.environ.get(name, value) for name, value in PLACEHOLDERS.items()}
    )
    wanted = arguments or [*COMMANDS, *OWN]
    failed = [name for name in wanted if not _passes(name)]
    if failed:
        print(f"\nbin/check: failed: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    begun = time.monotonic()
    if name in OWN:
        said = OWN[name]()
    else:
        done = subprocess.run(COMMANDS[name], capture_output=True, text=True)
        said = (done.stdout + done.stderr) if done.returncode else ""
    print(f"{name:<12}{'failed' if said else 'ok':<8}{time.monotonic() - begun:.1f} s")
    if said:
        print(said, flush=True)
    return not said


def templates() -> str:
    """Every template compiles and has the agreed form."""
    files = sorted((REPO / "templates").rglob("*.html"))
    form = [
        str(Path(sys.executable).with_name("djade")),
        "--target-version",
        "5.2",
        "--check",
    ]
    done = subprocess.run([*form, *files], capture_output=True, text=True)
    said = "" if done.returncode == 0 else done.stdout + done.stderr
    return said + "".join(map(_compiled, files))


def _compiled(path: Path) -> str:
    import django
    from django.apps import apps
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    if not apps.ready:
        django.setup()
    try:
        get_template(str(path.relative_to(REPO / "templates")))
    except TemplateSyntaxError as error:
        return f"{path.relative_to(REPO)}: {error}\n"
    return ""


def compose() -> str:
    """compose.yaml can be read, and starts what the demo starts."""
    import yaml

    path = REPO / "compose.yaml"
    try:
        services = yaml.safe_load(path.read_text())["services"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        return f"{path.name}: {error}"
    missing = {"postgres", "redis", "web", "worker", "beat"} - set(services)
    return f"{path.name} lacks {', '.join(sorted(missing))}" if missing else ""


OWN: dict[str, Callable[[], str]] = {"templates": templates, "compose": compose}
