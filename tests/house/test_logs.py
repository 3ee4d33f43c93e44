"""The log tells what happened and nothing about a patient."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied

from config import logs


def written(level: str = "INFO", *, json: bool = True) -> logging.Formatter:
    formatter = dict(logs.configuration(json=json, level=level)["formatters"]["lines"])
    return formatter.pop("()")(**formatter)


def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    caught = (type(error), error, None) if error else None
    return logging.LogRecord("x", logging.INFO, "f", 1, message, (), caught)


def test_a_line_is_json_with_level_name_and_time():
    line = json.loads(written().format(record("swept")))
    assert line["event"] == "swept"
    assert {"level", "logger", "timestamp"} <= line.keys()


@pytest.mark.parametrize("as_json", [True, False])
def test_details_of_database_errors_are_withheld(as_json):
    error = ValueError("duplicate key\nDETAIL:  Key (mrn)=(00412) already exists.")
    line = written(json=as_json).format(record("refused", error))
    assert "duplicate key" in line
    assert "(00412)" not in line and "mrn" not in line


@pytest.mark.django_db
def test_query_strings_and_forms_are_not_logged(client, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            "/nowhere?name=Featherstonehaugh", {"word": "Cholmondeley"}
        )
    assert answer.status_code == 404
    assert "/nowhere" in caplog.text
    assert "Featherstonehaugh" not in caplog.text
    assert "Cholmondeley" not in caplog.text


@pytest.mark.parametrize("as_json", [True, False])
def test_a_refusal_is_one_line_and_a_fault_tells_where(as_json):
    def line(status):
        try:
            raise PermissionDenied("Not Mrs Featherstonehaugh's coder.")
        except PermissionDenied as error:
            told = record("Forbidden: /cases/7/", error)
        told.status_code = status
        return written(json=as_json).format(told)

    assert "/cases/7/" in line(403)
    assert "Traceback" not in line(403) and "\n" not in line(403)
    assert "PermissionDenied" not in line(403) and "Feather" not in line(403)
    assert "PermissionDenied" in line(500)


def test_the_task_of_every_other_second_is_told_of_only_when_it_fails():
    def told(level, name):
        line = logging.LogRecord(
            "celery.worker.strategy", level, "f", 1, "Task %s received", (name,), None
        )
        return logs.Seldom().filter(line)

    assert not told(logging.INFO, "audit.tasks.sequence")
    assert told(logging.ERROR, "audit.tasks.sequence")
    assert told(logging.INFO, "audit.tasks.verify")
