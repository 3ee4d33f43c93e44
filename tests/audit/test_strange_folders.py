"""Whatever stands in a folder, verify.py says in one line that it does not hold."""

import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from audit.standalone import verify
from tests.audit.test_checkpoint import KEY, POINT

LOG = POINT.origin.removeprefix("attest/")
BODY = json.dumps({"log": LOG, "type": "chart-viewed"}).encode()
TEXT = b"Assessment: none.\n"
ROW = {"document_sha256": "", "signed_leaf": "", "decision_leaf": ""}
JSON = ("proofs.json", "manifest.json", "evidence.json")


@pytest.fixture
def folder(tmp_path):
    """A package of one event, as small as one can be."""
    made = tmp_path / "package"
    (made / "events").mkdir(parents=True)
    (made / "events" / "1.json").write_bytes(BODY)
    leaf = hashlib.sha256(b"\0" + BODY).digest()
    signed = KEY.sign(replace(POINT, size=1, root=leaf))
    (made / "checkpoint.txt").write_text(signed)
    (made / "log.vkey").write_text(str(KEY.public))
    entry = {"event": 1, "leaf": 0, "file": "1.json", "proof": []}
    write(made / "proofs.json", {"events": [entry]})
    write(made / "evidence.json", {"rows": [ROW]})
    (made / "notes.txt").write_bytes(TEXT)
    (made / "verify.py").write_bytes(Path(verify.__file__).read_bytes())
    listed(made)
    return made


def write(path, value):
    path.write_text(json.dumps(value))


def listed(folder):
    """Writes the manifest anew, as whoever forges a folder would."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [
        {
            "path": path.relative_to(folder).as_posix(),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in paths
        if path.name != "manifest.json"
    ]
    write(folder / "manifest.json", {"files": files})


def told(folder, capsys):
    """What it ends with, and what it says; never an exception."""
    code = verify.main([str(folder)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_the_folder_holds_before_anybody_touches_it(folder, capsys):
    code, said = told(folder, capsys)
    assert code == 0
    assert "7 files and 1 rows of evidence, 0 of them signed in the log" in said


def test_links_do_not_pass_for_files(folder, tmp_path, capsys):
    away = tmp_path / "notes.txt"
    away.write_bytes(TEXT)
    (folder / "notes.txt").unlink()
    (folder / "notes.txt").symlink_to(away)
    code, said = told(folder, capsys)
    assert (code, said) == (1, "NOT VERIFIED: notes.txt is no file and no folder\n")


@pytest.mark.parametrize("kind", ["folder", "pipe", "broken"])
def test_nor_does_anything_else_that_is_no_file(folder, kind, tmp_path, capsys):
    if kind == "pipe":
        os.mkfifo(folder / "more")
    else:
        (folder / "more").symlink_to(tmp_path if kind == "folder" else "nowhere")
    assert told(folder, capsys)[0] == 1


def test_nothing_hides_where_python_keeps_what_it_compiled(folder, capsys):
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "more.pyc").write_bytes(b"")
    code, said = told(folder, capsys)
    assert code == 1 and "not listed" in said


@pytest.mark.parametrize("name", ["../notes.txt", "..", "a/b", "a\\b", "", "\0"])
def test_an_event_is_read_from_its_own_folder_alone(folder, name, capsys):
    entry = {"event": 1, "leaf": 0, "file": name, "proof": []}
    write(folder / "proofs.json", {"events": [entry]})
    listed(folder)
    assert told(folder, capsys)[0] == 1


@pytest.mark.parametrize("name", JSON)
def test_what_could_be_read_in_two_ways_is_not_read(folder, name, capsys):
    held = (folder / name).read_text()
    key = next(iter(json.loads(held)))
    (folder / name).write_text(f'{{"{key}":[],{held[1:]}')
    if name != "manifest.json":
        listed(folder)
    code, said = told(folder, capsys)
    assert code == 1 and "says the same thing twice" in said


def test_a_file_is_listed_once(folder, capsys):
    held = json.loads((folder / "manifest.json").read_text())
    write(folder / "manifest.json", {"files": [*held["files"], held["files"][0]]})
    code, said = told(folder, capsys)
    assert code == 1 and "lists a file twice" in said


@pytest.mark.parametrize("name", JSON)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'{"events":[null],"files":[null],"rows":[null]}',
        b'{"events":{},"files":"x","rows":7}',
        b"[" * 100_000,
        b'{"rows":[{"document_sha256":[]}],"events":[{"file":7}],"files":[{}]}',
        b"\xff\xfe\x00",
        b'{"events":' + b"9" * 5_000 + b"}",
    ],
    ids=["nothing", "list", "null", "nulls", "kinds", "deep", "parts", "bytes", "long"],
)
def test_malformed_json_is_refused_in_one_line(folder, name, content, capsys):
    (folder / name).write_bytes(content)
    if name != "manifest.json":
        listed(folder)
    code, said = told(folder, capsys)
    assert code == 1 and said.startswith("NOT VERIFIED: ") and said.count("\n") == 1


def test_a_name_cannot_steer_the_terminal(folder, capsys):
    (folder / "\x1b[2Kverified\r\n.txt").write_bytes(b"")
    code, said = told(folder, capsys)
    assert code == 1 and "\x1b" not in said and "\r" not in said
    assert "\\x1b[2Kverified" in said


def test_names_that_are_no_text_are_told(folder):
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, cwd="/"
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"NOT VERIFIED: files that are missing or not listed")


def test_a_module_beside_it_is_not_taken_for_one_of_pythons(folder):
    (folder / "json.py").write_text("print('verified')\nraise SystemExit(0)\n")
    command = [sys.executable, str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.returncode == 1
    assert "NOT VERIFIED: files that are missing or not listed: json.py" in done.stderr


def test_no_bent_byte_ends_in_an_exception(folder, capsys):
    """Every file, bent anywhere: one line, and 0 only where nothing was said of it."""
    chance = random.Random(20261121)
    files = [path for path in folder.rglob("*") if path.is_file()]
    for _ in range(400):
        path = chance.choice(files)
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]))
        code, said = told(folder, capsys)
        assert code == 1 and said.count("\n") == 1
        path.write_bytes(whole)
