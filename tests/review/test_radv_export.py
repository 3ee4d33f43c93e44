"""The command that writes packages: what it leaves, refuses and records."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from review.models import Disclosure, RadvFile
from tests.review.radv import audit_of, line, mbi
from tests.review.test_radv_packages import number, point, sealed, supported

__all__ = ["number", "point", "sealed", "supported"]


@pytest.fixture
def audit(supported, point):
    return supported.enrollee.audit


def export(audit, folder, *more):
    call_command("export_radv", str(audit.pk), "--to", str(folder), *more)


def test_folders_and_zips_that_verify(audit, tmp_path, capsys):
    export(audit, tmp_path / "out", "--recipient", "CMS CDAT")
    assert "2 packages" in capsys.readouterr().out
    index = json.loads((tmp_path / "out" / "index.json").read_text())
    assert len(index["packages"]) == 2
    for each in index["packages"]:
        folder = tmp_path / "out" / each["name"].removesuffix(".zip")
        assert (tmp_path / "out" / each["name"]).stat().st_mode & 0o777 == 0o600
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                str(folder / "verify.py"),
                "--manifest",
                each["manifest_sha256"],
            ],
            capture_output=True,
            text=True,
            cwd="/",
        )
        assert done.returncode == 0, done.stderr


def test_the_same_audit_gives_the_same_zips_again(audit, tmp_path):
    size = ("--at", str(json.loads(_index(audit, tmp_path / "one"))["log_size"]))
    export(audit, tmp_path / "two", *size)
    zips = [sorted((tmp_path / name).glob("*.zip")) for name in ("one", "two")]
    one, two = ([path.read_bytes() for path in found] for found in zips)
    assert one and one == two


def _index(audit, folder):
    export(audit, folder)
    return (folder / "index.json").read_text()


def test_each_package_is_an_event_and_a_disclosure(audit, tmp_path, compliance):
    export(audit, tmp_path / "out", "--by", compliance.username)
    facts = list(Event.objects.filter(type="radv-exported"))
    assert {e.actor_id for e in facts} == {str(compliance.pk)}
    assert Disclosure.objects.count() == RadvFile.objects.count() == len(facts) == 2


def test_a_coder_exports_nothing(audit, tmp_path, coder):
    from review.refusals import Refused

    with pytest.raises((CommandError, Refused)):
        export(audit, tmp_path / "out", "--by", coder.username)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--by", "nobody-at-all"), "Nobody is called"),
        (("--at", "1"), "no checkpoint of that size"),
        (("--recipient", "CMS\nand all"), "name of at most 120"),
    ],
)
def test_what_cannot_be_done_is_said(audit, tmp_path, more, why):
    with pytest.raises(CommandError, match=why):
        export(audit, tmp_path / "out", *more)


def test_a_folder_that_is_there_is_left_alone(audit, tmp_path):
    with pytest.raises(CommandError, match="new folder"):
        export(audit, tmp_path)


def test_an_audit_of_nothing_is_refused(compliance, tmp_path, sealed):
    sealed()
    empty = audit_of(compliance, line(mbi(), 37, "E11.22"))
    with pytest.raises(CommandError, match="choose its records"):
        export(empty, tmp_path / "out")
    with pytest.raises(CommandError, match="There is no audit"):
        call_command("export_radv", "999999", "--to", str(tmp_path / "x"))
