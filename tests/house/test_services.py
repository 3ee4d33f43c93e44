"""The embedded services: shared, found again, recovered, stopped, and closed to others.

Each test starts real servers in a folder whose name has a space and, under root, below
a folder that the servers' user cannot pass through.
"""

import json
import os
import signal
import socket
import stat
import subprocess

import psycopg
import pytest

from launcher import postgres
from launcher.environment import Trouble
from launcher.services import require_version

PORT = "from django.db import connection; print(connection.settings_dict['PORT'])"
URL = "import os; print(os.environ['DATABASE_URL'])"


def state(installation) -> dict:
    return json.loads((installation.var / "services" / "secrets.json").read_text())


def test_the_last_command_to_leave_stops_the_servers(installation):
    first, second = installation.hold(), installation.hold()
    assert len(installation.servers()) == 2
    first.communicate("\n")
    assert len(installation.servers()) == 2
    second.communicate("\n")
    assert second.returncode == 0
    assert not installation.servers()


def test_servers_that_a_killed_command_left_are_taken_over(installation):
    holder = installation.hold()
    before = {server.pid for server in installation.servers()}
    os.killpg(holder.pid, signal.SIGKILL)
    holder.wait()
    assert {server.pid for server in installation.servers()} == before
    port = installation.shell(PORT)
    assert int(port) == state(installation)["postgres_port"]
    assert not installation.servers()


def test_killed_servers_come_back_with_what_was_committed(installation):
    assert installation.run("manage", "migrate").returncode == 0
    write = "from django.contrib.contenttypes.models import ContentType as C; "
    installation.shell(write + "C.objects.create(app_label='left', model='behind')")
    holder = installation.hold()
    for server in installation.servers():
        server.kill()
    holder.communicate("\n")
    found = installation.shell(write + "print(C.objects.get(app_label='left').model)")
    assert found == "behind"


def test_ctrl_c_stops_the_servers_too(installation):
    holder = installation.hold()
    os.killpg(holder.pid, signal.SIGINT)
    holder.communicate(timeout=60)
    assert holder.returncode == 130
    assert not installation.servers()


def test_a_pid_file_that_names_a_stranger_harms_nobody(installation):
    installation.shell(PORT)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        [data] = [p for p in installation.data_folders() if p.name == "postgres"]
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n")
        installation.shell(PORT)
        assert stranger.poll() is None
        stranger.kill()


def test_a_port_taken_meanwhile_is_chosen_anew(installation):
    old = int(installation.shell(PORT))
    with socket.socket() as taker:
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taker.bind(("127.0.0.1", old))
        taker.listen()
        assert int(installation.shell(PORT)) != old


def test_servers_listen_on_loopback_and_ask_for_a_password(installation):
    installation.hold()
    for server in installation.servers():
        listening = [c.laddr.ip for c in server.net_connections() if not c.raddr]
        assert set(listening) == {"127.0.0.1"}
    port = state(installation)["postgres_port"]
    for user in ("attest_app", "attest_superuser"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host="127.0.0.1", port=port, user=user, dbname="attest")


def test_files_with_passwords_are_for_one_user_only(installation):
    installation.shell(PORT)
    secret = installation.var / "services" / "secrets.json"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    for folder in installation.data_folders():
        if folder.is_dir():
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_password_is_in_a_command_line(installation):
    installation.hold()
    lines = [" ".join(server.cmdline()) for server in installation.servers()]
    known = state(installation)
    for secret in [known["valkey_password"], *known["passwords"].values()]:
        assert not any(secret in line for line in lines)


def test_the_application_may_write_rows_and_not_change_tables(installation):
    assert installation.run("manage", "migrate").returncode == 0
    make = "from django.db import connection; connection.cursor().execute('{}')"
    done = installation.run(
        "manage", "shell", "-c", make.format("create table intruder (id int)")
    )
    assert "permission denied for schema public" in done.stderr
    owner = "select tableowner from pg_tables where tablename = 'audit_event'"
    code = f"c = connection.cursor(); c.execute({owner!r}); print(c.fetchone()[0])"
    read = "from django.db import connection; " + code
    assert installation.shell(read) == "attest_owner"


def test_a_server_of_your_own_is_used_and_nothing_is_started(installation):
    url = os.environ["DATABASE_URL"]
    redis = os.environ["REDIS_URL"]
    found = installation.shell(URL, DATABASE_URL=url, REDIS_URL=redis)
    assert found == url
    assert not (installation.var / "services" / "postgres").exists()


def test_a_server_that_does_not_answer_is_said_so(installation):
    nobody = "postgres://someone:secret@127.0.0.1:1/attest"
    done = installation.run("manage", "check", DATABASE_URL=nobody)
    assert done.returncode == 1
    assert "DATABASE_URL does not answer" in done.stderr
    assert "secret" not in done.stderr


def test_a_server_that_is_too_old_is_said_so(monkeypatch):
    monkeypatch.setattr(postgres, "OLDEST", 99)
    with pytest.raises(Trouble, match="Attest needs 99 or newer"):
        require_version(os.environ["DATABASE_URL"])
