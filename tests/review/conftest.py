"""Charts and cases for the tests of review, made only through intake and actions.

``make_case`` stores a chart, gives its run the result a test wants to talk about, and
routes it. Evidence is named by its words; offsets are looked up in the text.
"""

import re
from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from coding import actions as machine
from coding import codes
from coding.uploads import ChartUpload, DocumentUpload, PatientUpload
from coding.values import (
    Alternative,
    Assertion,
    CodedNote,
    Evidence,
    Exclusion,
    Gap,
    Role,
    Setting,
    Suggestion,
)
from review.actions import cases, claims, intake

SEEN = date(2026, 5, 14)
NOTE = """History of present illness:
Follow-up of asthma and migraine. She denies chest pain.
Family history:
Mother with breast cancer at 61.
Assessment:
1. Moderate persistent asthma, uncomplicated.
2. Migraine without aura, not intractable.
3. Generalized anxiety disorder.
Plan:
Continue fluticasone. Return in three months.
"""
CODES = (
    ("J45.40", "Moderate persistent asthma, uncomplicated", 0.91),
    ("G43.009", "Migraine without aura, not intractable", 0.74),
    ("F41.1", "Generalized anxiety disorder", 0.88),
)
numbers = count(1)


def evidence_in(documents, words):
    """The first place where a document says ``words``."""
    for document in documents:
        start = document.text.find(words)
        if start >= 0:
            return Evidence(document.sha256, start, start + len(words), words)
    raise AssertionError(f"no document says {words!r}")


def span_of(case, words):
    """Evidence as the pages hand it to ``decisions.add``."""
    from review import codeset

    found = evidence_in(codeset.documents_of(case.run.version), words)
    return {
        "document": found.document,
        "start": found.start,
        "end": found.end,
        "text": found.text,
    }


def suggestion(n, code, words, confidence, documents, book):
    return Suggestion(
        system="ICD-10-CM",
        code=code,
        title=book.title(code),
        sequence=n,
        role=Role.FIRST_LISTED if n == 1 else Role.SECONDARY,
        extraction_confidence=0.97,
        code_confidence=confidence,
        confidence=confidence,
        assertion=Assertion.PRESENT,
        section="assessment",
        evidence=(evidence_in(documents, words),),
        rationale=f"The note says “{words}”.",
        guidelines=("I.A.19",),
        alternatives=(Alternative("J45.909", "Asthma", 0.1, "type is stated"),),
    )


def everywhere_in(documents, words):
    """Every place where a document says ``words``, in their order."""
    return tuple(
        Evidence(document.sha256, found.start(), found.end(), words)
        for document in documents
        for found in re.finditer(re.escape(words), document.text)
    )


def coded_note(version, wanted, *, everywhere=False, **more):
    from review import codeset

    chosen = codes.release_for(codes.ICD10CM, version.service_date)
    book = codes.codebook(chosen.release)
    documents = codeset.documents_of(version)
    suggestions = tuple(
        suggestion(n, *row, documents, book) for n, row in enumerate(wanted, start=1)
    )
    if everywhere:
        suggestions = tuple(
            replace(each, evidence=everywhere_in(documents, each.evidence[0].text))
            for each in suggestions
        )
    return CodedNote(
        engine="knowledge",
        engine_version="test",
        profile="conservative",
        release=str(chosen.release),
        setting=Setting(version.setting),
        service_date=version.service_date,
        suggestions=suggestions,
        provisional=chosen.provisional,
        **more,
    )


def upload(*texts, **facts):
    said = {
        "setting": "outpatient",
        "service_date": SEEN,
        "age": 41,
        "sex": "F",
        "specialty": "Internal medicine",
        "external_id": f"encounter-{next(numbers)}-{id(texts)}",
        "patient": PatientUpload(name="Ida Vestergaard", mrn=f"M{next(numbers)}"),
        **facts,
    }
    documents = tuple(
        DocumentUpload.of_text(text, name=f"Note {n}", kind="progress note")
        for n, text in enumerate(texts, start=1)
    )
    return ChartUpload(documents=documents, **said)


def finish(version, wanted=CODES, **more):
    """Gives the version's run this result, as a worker would."""
    run = machine.queue(version)
    claimed = machine.claim_run(run.pk)
    return machine.finish_run(claimed, coded_note(version, wanted, **more))


@pytest.fixture
def make_case(database):
    """Makes a routed case: `make_case(CODES, NOTE, setting="inpatient")`."""

    def make(wanted=CODES, *texts, excluded=(), gaps=(), everywhere=False, **facts):
        texts = texts or (NOTE,)
        version = intake.receive(upload(*texts, **facts), by=None).version
        said = {"excluded": excluded, "gaps": gaps, "everywhere": everywhere}
        return cases.route(finish(version, wanted, **said))

    return make


@pytest.fixture
def case(make_case):
    """Three codes, nothing decided, nobody's."""
    return make_case()


@pytest.fixture
def mine(case, coder):
    """The same, claimed by the coder."""
    return claims.claim(case, by=coder)


@pytest.fixture
def chest_pain():
    """An exclusion for ``NOTE``, its evidence still to be placed."""

    def place(documents):
        proof = evidence_in(documents, "chest pain")
        return Exclusion(
            "R07.9", "Chest pain", "negated", "X1", "I.A.19", "Denied.", (proof,)
        )

    return place


@pytest.fixture
def a_gap():
    return Gap(
        "specificity", "Is the asthma controlled?", ("Yes", "No"), (), ("J45.40",)
    )


def again(row):
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


def sent_again(case, *texts):
    """The same encounter received again with other documents."""
    version = case.run.version
    told = upload(*texts, external_id=case.chart.external_id)
    told = replace(
        told,
        source=case.chart.source,
        setting=version.setting,
        patient=replace(told.patient, mrn=""),
    )
    return intake.receive(told, by=None).version


def amended(case, *texts, wanted=CODES):
    """The same, coded and routed."""
    return cases.route(finish(sent_again(case, *texts), wanted))
