"""Every transcribed note in every setting: nothing made up, nothing misquoted."""

import gzip
import hashlib
import json
from datetime import date

import pytest

from coding.evaluation import fabricated, unverifiable
from coding.pipeline import code
from coding.values import Facts, Note, NoteDocument, Setting

#: The settings whose guidelines differ: II and III, IV, and the emergency room's.
SETTINGS = (Setting.OUTPATIENT, Setting.INPATIENT, Setting.EMERGENCY)
#: How many of the notes are read where others wait.
FEW = 60


def notes(shared, few):
    path = shared / "notes" / "mtsamples-1200.jsonl.gz"
    path = path if path.exists() else shared / "data" / "notes" / path.name
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if few and number % 20:
                continue
            yield json.loads(line)["text"] or ""


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_no_transcribed_note_gets_a_code_or_a_quote_that_is_not_there(
    engine, shared, short, setting
):
    facts = Facts(setting, date(2026, 9, 30), date(2026, 9, 20))
    read = coded_any = 0
    for text in notes(shared, short):
        document = NoteDocument(hashlib.sha256(text.encode()).hexdigest(), text)
        note = Note((document,), facts)
        coded = code(note, engine)
        assert fabricated(coded, engine.book) == 0
        assert unverifiable(coded, note) == 0
        known = {one.code for one in coded.excluded}
        assert not known & {one.code for one in coded.suggestions}
        read += 1
        coded_any += bool(coded.suggestions)
    assert read >= FEW
    assert coded_any > 0.6 * read
