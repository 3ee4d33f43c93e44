"""Notes for the engine's tests: one line makes one."""

import hashlib
from datetime import date

from coding.values import CodedNote, Facts, Note, NoteDocument, Setting

#: The rule that stands behind each reason for an exclusion in gold.
RULES = {
    "negated": "X1",
    "family": "X2",
    "hypothetical": "X3",
    "someone_else": "X4",
    "historical": "R74",
    "uncertain": "R26",
    "unsupported": "R13",
    "integral": "R15",
}


def document(text: str, **said) -> NoteDocument:
    return NoteDocument(hashlib.sha256(text.encode()).hexdigest(), text, **said)


def note(*texts: str, setting: str = "outpatient", **facts) -> Note:
    told = Facts(Setting(setting), date(2026, 5, 1), **facts)
    return Note(tuple(document(text) for text in texts), told)


def suggested(coded: CodedNote) -> list[str]:
    return [one.code for one in coded.suggestions]


def set_aside(coded: CodedNote) -> dict[str, tuple[str, str]]:
    return {one.code: (one.reason, one.rule) for one in coded.excluded}
