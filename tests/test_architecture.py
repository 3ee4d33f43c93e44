"""What must be true of the code as a whole, whatever it does."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.core.management import call_command

from launcher import checks

REPO = Path(__file__).resolve().parent.parent
APPS = ("audit", "coding", "config", "review")
TEMPLATES = sorted((REPO / "templates").rglob("*.*"))
PRODUCT = sorted(path for app in APPS for path in (REPO / app).rglob("*.py"))
LAUNCHER = sorted((REPO / "bin" / "launcher").glob("*.py"))
SOURCE = [path for path in [*PRODUCT, *LAUNCHER] if "migrations" not in path.parts]


def functions(module: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(module.read_text())
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def called(tree: ast.AST) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def those(paths: Iterable[Path], fault: Callable[[Path], object]) -> list[str]:
    """The files that have the fault, for a message that names them."""
    return [str(path.relative_to(REPO)) for path in paths if fault(path)]


def holding(pattern: str, paths: Iterable[Path]) -> list[str]:
    return those(paths, lambda path: re.search(pattern, path.read_text()))


def test_imports_point_one_way_and_pure_modules_know_no_django():
    # In a process of its own: it silences every logger that there is.
    linter = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", linter], cwd=REPO, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_module_says_what_it_owns():
    assert not those(PRODUCT, lambda p: not ast.get_docstring(ast.parse(p.read_text())))


def test_no_file_is_longer_than_400_lines():
    assert not those(SOURCE, lambda p: len(p.read_text().splitlines()) > 400)


def test_no_function_is_longer_than_60_lines():
    def too_long(module: Path) -> bool:
        return any(f.end_lineno - f.lineno >= 60 for f in functions(module))

    assert not those(SOURCE, too_long)


def test_product_code_logs_and_does_not_print():
    forbidden = {"print", "eval", "exec", "breakpoint"}

    def prints(module: Path) -> bool:
        return any(called(function) & forbidden for function in functions(module))

    assert not those(PRODUCT, prints)


def test_no_way_around_escaping_csrf_or_safe_loading():
    words = r"mark_safe|csrf_exempt|\bimport pickle\b|except:|\bshell=True"
    assert not holding(words, PRODUCT)


def test_no_file_is_a_drawer_for_everything():
    names = {"utils.py", "helpers.py", "common.py", "misc.py", "services.py"}
    assert not those(PRODUCT, lambda module: module.name in names)


def test_only_the_loader_reads_the_icd_package():
    others = [p for p in PRODUCT if "commands/load_release.py" not in str(p)]
    assert not those(others, lambda p: "simple_icd_10_cm" in imported(p))


def test_settings_come_from_django_conf():
    assert not holding(r"from config import settings|config\.settings import", PRODUCT)


def test_nothing_is_inline_in_a_template():
    """The Content-Security-Policy has neither nonce nor hash nor unsafe-inline."""
    assert not holding(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", TEMPLATES)
    assert not holding(r"<script\b(?![^>]*\bsrc=)", TEMPLATES)


def test_htmx_needs_no_eval():
    """Without eval htmx 2 drops a filter and fires on every key."""
    assert not holding(r"hx-on|\bjs:|hx-trigger\s*=\s*\"[^\"]*\[", TEMPLATES)


def test_templates_escape_everything():
    assert not holding(r"\|\s*safe\b|\bautoescape off|\bsafeseq\b", TEMPLATES)


def test_every_form_that_posts_carries_the_token():
    def lacks_it(template: Path) -> bool:
        forms = re.findall(r"<form\b[^>]*>.*?</form>", template.read_text(), re.DOTALL)
        posts = [f for f in forms if re.search(r"(?i)method=.post|hx-post", f)]
        return any("csrf_token" not in form for form in posts)

    assert not those(TEMPLATES, lacks_it)


def test_templates_compile_and_have_the_agreed_form():
    assert checks.templates() == ""


def test_compose_starts_what_the_demo_starts():
    assert checks.compose() == ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(name):
    lines = (REPO / name).read_text().splitlines()
    for line in filter(None, lines):
        if not line.startswith("#"):
            assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+[^#]*#\s*\w.{8,}", line)


def test_every_setting_that_is_read_is_listed_with_its_default():
    listed = (REPO / ".env.example").read_text()
    settings = (REPO / "config" / "settings.py").read_text()
    read = set(re.findall(r"(?:env\.\w+|required)\(\s*\"([A-Z_]+)\"", settings))
    internal = {"ATTEST_DATABASE_ROLE"}  # manage.py sets it for itself
    assert read, "the pattern no longer finds anything"
    assert not {name for name in read - internal if f"{name}=" not in listed}


def test_markers_and_strictness_stay_on():
    options = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["pytest"]
    assert options["ini_options"]["filterwarnings"][0] == "error"
    assert "--strict-markers" in options["ini_options"]["addopts"]


def passed_through(name: str, seen: set[str]) -> set[str]:
    """A module of coding and all of its siblings that it reads, and they again."""
    module = REPO / "coding" / f"{name}.py"
    if name in seen or not module.exists():
        return seen
    seen.add(name)
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "coding":
            for alias in node.names:
                passed_through(alias.name, seen)
        elif isinstance(node, ast.ImportFrom) and node.module:
            passed_through(node.module.removeprefix("coding."), seen)
    return seen


def test_the_engines_document_names_every_module_that_a_note_goes_through():
    told = (REPO / "docs" / "engine.md").read_text()
    modules = sorted(passed_through("pipeline", set()))
    assert len(modules) > 90
    assert [one for one in modules if f"{one}.py`" not in told] == []
