"""Findings that are kept: asked anew as soon as anything that rules see is another."""

from dataclasses import fields, replace
from datetime import date

import pytest

from coding.checklists import Checks
from coding.rules import Lists
from coding.values import CodedLine, Evidence, Facts, NoteDocument, Setting
from review import checked

SPAN = Evidence("d", 0, 4, "gout", 1, "plan")
LINE = CodedLine("k", "M10.9", 1, evidence=(SPAN,))
FACTS = Facts(Setting.OUTPATIENT, date(2026, 5, 1))
DOCUMENT = NoteDocument("d", "gout", "Visit")
# What follows from another field and so needs no place of its own.
FOLLOWS = {"Evidence": {"text"}, "NoteDocument": {"text"}}


class Book:
    release = "release 1"


def named(line=LINE, facts=FACTS, document=DOCUMENT, book=Book):
    return checked._named([line], facts, book, [document])


def other(value):
    return ("other", value)


@pytest.mark.parametrize("value", [LINE, FACTS, DOCUMENT, SPAN], ids=type)
def test_every_field_that_a_rule_can_read_tells_two_answers_apart(value):
    kind = type(value).__name__
    for each in fields(value):
        if each.name in FOLLOWS.get(kind, ()) or each.name == "evidence":
            continue
        changed = replace(value, **{each.name: other(getattr(value, each.name))})
        place = {
            "CodedLine": {"line": changed},
            "Facts": {"facts": changed},
            "NoteDocument": {"document": changed},
            "Evidence": {"line": replace(LINE, evidence=(changed,))},
        }[kind]
        assert named(**place) != named(), f"{kind}.{each.name}"


def test_another_release_or_edition_is_asked_again(monkeypatch):
    asked = []
    monkeypatch.setattr(checked.rules, "check", lambda *a, **k: asked.append(1) or ())

    def ask(book, edition):
        loaded = Checks(Lists(), (), (("MCE", edition),))
        checked.findings([LINE], FACTS, book, [DOCUMENT], loaded)

    class Newer:
        release = "release 2"

    for book, edition in ((Book, "1"), (Book, "1"), (Newer, "1"), (Book, "2")):
        ask(book, edition)
    assert len(asked) == 3
