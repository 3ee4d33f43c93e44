"""Sending word to a worker where the broker is away, and when it is back."""

import logging
import socket
import time

import pytest

from config.celery import app
from review import tasks, wakeups


@pytest.fixture(autouse=True)
def as_at_the_start(monkeypatch):
    monkeypatch.setattr(wakeups, "_broker", wakeups._Broker())


@pytest.fixture
def silent_broker():
    """One that accepts a connection and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        with app.connection_for_write(url) as connection:
            yield connection


def test_a_broker_that_hangs_is_waited_for_once(silent_broker, caplog):
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert not wakeups.send(tasks.sweep, connection=silent_broker)
    once = time.monotonic() - began
    began = time.monotonic()
    for _ in range(200):
        assert not wakeups.send(tasks.sweep, connection=silent_broker)
    assert time.monotonic() - began < once
    assert caplog.text.count("the broker is away") == 1


def test_word_is_sent_again_once_the_pause_is_over(silent_broker, monkeypatch):
    class Task:
        sent = 0

        def apply_async(self, args, **options):
            self.sent += 1

    task = Task()
    assert not wakeups.send(tasks.sweep, connection=silent_broker)
    assert not wakeups.send(task, 7)
    later = time.monotonic() + wakeups.PAUSE
    monkeypatch.setattr(wakeups, "monotonic", lambda: later)
    assert wakeups.send(task, 7)
    assert task.sent == 1
