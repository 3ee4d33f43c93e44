"""Charts in FHIR R4 resources: a Bundle, or one document by itself.

Owns which resource says what of a chart: Encounter the facts, Patient who, Coverage the
payer, DocumentReference and DiagnosticReport the text (HL7 FHIR R4). One encounter is
one chart; a document that names none is one by itself. What belongs to another
patient is never put together, and an address is never followed. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from coding.chartplain import Plain, Told, Unreadable
from coding.fhirresources import Resources, short
from coding.interop import (
    MOST_CHARTS,
    PLAIN_TEXT,
    Covered,
    attached,
    contract_among,
    first_payer,
    table,
    tables,
    words,
)

MBI = "http://hl7.org/fhir/sid/us-mbi"
NPI = "http://hl7.org/fhir/sid/us-npi"
#: Encounter.class (v3 ActCode) as a setting; ambulatory and the rest is outpatient.
SETTINGS = {
    "IMP": "inpatient",
    "ACUTE": "inpatient",
    "NONAC": "inpatient",
    "EMER": "emergency",
    "VR": "telehealth",
}
VOID = ("entered-in-error", "cancelled", "superseded", "draft", "registered")
PAPERS = ("DocumentReference", "DiagnosticReport")


def read(data: bytes) -> Iterator[Told]:
    """Each chart of a Bundle or of one resource, in their order."""
    found = _resources(json.loads(data))
    charts = _by_encounter(found)
    if not charts:
        raise Unreadable("holds no document of a chart")
    if len(charts) > MOST_CHARTS:
        raise Unreadable(f"holds more than {MOST_CHARTS:,} charts")
    for number, (encounter, papers) in enumerate(charts.values(), 1):
        try:
            yield Told(number, _chart(found, encounter, papers))
        except Unreadable as problem:
            yield Told(number, {}, str(problem))


def is_fhir(data: bytes) -> bool:
    """Whether JSON says of itself that it is a resource."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and isinstance(told.get("resourceType"), str)


def _resources(told: Plain) -> Resources:
    found = Resources()
    if told.get("resourceType") != "Bundle":
        found.take(told)
        return found
    for entry in tables(told.get("entry")):
        found.take(table(entry.get("resource")), words(entry.get("fullUrl")))
    # Once: a delivery has as many coverages as charts, or more.
    for each in found.by_type.get("Coverage", []):
        found.cover(_whose(found, each, "beneficiary"), each)
    return found


# Which document belongs to which encounter

Group = tuple[Plain, list[Plain]]


def _by_encounter(found: Resources) -> dict[str, Group]:
    """Encounters with their documents; a document of none has a group of its own."""
    groups: dict[str, Group] = {}
    papers = [one for kind in PAPERS for one in found.by_type.get(kind, [])]
    for number, paper in enumerate(papers):
        if {words(paper.get("status")), words(paper.get("docStatus"))} & set(VOID):
            continue
        name = _encounter_of(paper)
        encounter = found.at({"reference": name}, paper) if name else {}
        if name.startswith("#"):
            # Its id within one document says nothing outside of it.
            encounter = {**encounter, "id": ""} if encounter else {}
        elif name and not encounter:
            # Known by its number alone, as in a delivery of documents.
            encounter = {"id": name.rpartition("/")[2]}
        key = _key(encounter, name, number)
        groups.setdefault(key, (encounter, []))[1].append(paper)
    return groups


def _key(encounter: Plain, name: str, number: int) -> str:
    """By what the chart will be known, so that no two of a file become one."""
    source, known = _named(encounter)
    if known:
        return f"{source}\n{known}"
    return f"#{number}" if name[:1] in ("", "#") else short(name)


def _encounter_of(paper: Plain) -> str:
    context = table(paper.get("context"))
    asked = [*tables(context.get("encounter")), *tables(paper.get("encounter"))]
    return next((name for each in asked if (name := words(each.get("reference")))), "")


def _whose(found: Resources, resource: Plain, name: str = "subject") -> str:
    """The patient whom a resource is about, by one name however it is written."""
    reference = table(resource.get(name))
    key = words(found.at(reference, resource).get("id"))
    return f"Patient/{key}" if key else short(words(reference.get("reference")))


@dataclass(frozen=True, slots=True)
class Person:
    """Who a resource is about, as far as it says so."""

    name: str
    numbers: frozenset[tuple[str, str]]
    words: frozenset[str]
    birth: str

    @property
    def is_said(self) -> bool:
        return bool(self.name or self.numbers or self.words)

    def is_same(self, other: Person) -> bool:
        """By reference or a shared number; without numbers by name and birth."""
        if (self.name and self.name == other.name) or self.numbers & other.numbers:
            return True
        if (self.numbers and other.numbers) or (self.name and other.name):
            return False
        births = {self.birth, other.birth} - {""}
        return bool(self.words) and self.words == other.words and len(births) < 2


def _person(found: Resources, resource: Plain) -> Person:
    subject = table(resource.get("subject"))
    patient = found.at(subject, resource)
    reference = words(subject.get("reference"))
    numbers = [*tables(patient.get("identifier")), table(subject.get("identifier"))]
    pairs = ((words(one.get("system")), words(one.get("value"))) for one in numbers)
    called = _name(patient) or words(subject.get("display"))
    return Person(
        # What stands within a resource is known by its id there and nowhere else.
        name="" if reference.startswith("#") else _whose(found, resource),
        numbers=frozenset(pair for pair in pairs if pair[1]),
        words=frozenset(called.casefold().replace(",", " ").split()),
        birth=_day(patient.get("birthDate")),
    )


def _refuse_two_patients(found: Resources, about: Sequence[Plain]) -> None:
    """Documents are put together only where every one is known to be of one person."""
    people = [one for each in about if (one := _person(found, each)).is_said]
    if any(not people[0].is_same(each) for each in people[1:]):
        raise Unreadable("has documents of more than one patient under one encounter")


# One chart


def _chart(found: Resources, encounter: Plain, papers: Sequence[Plain]) -> Plain:
    if words(encounter.get("status")) in VOID:
        raise Unreadable("is of an encounter that was cancelled or entered in error")
    told = {_whose(found, each) for each in (encounter, *papers)} - {""}
    _refuse_two_patients(found, (encounter, *papers))
    about = next((each for each in (encounter, *papers) if each.get("subject")), {})
    patient = found.at(about.get("subject"), about)
    period = table(encounter.get("period"))
    begun, ended = _day(period.get("start")), _day(period.get("end"))
    through = ended or begun or _paper_day(papers[0])
    setting = _setting(encounter)
    covered = first_payer(_covers_of(found, told, through))
    source, name = _named(encounter or papers[0])
    return {
        "source": source,
        "external_id": name,
        "setting": setting,
        "service_date": through,
        "admission_date": begun if setting == "inpatient" else "",
        "sex": _SEXES.get(words(patient.get("gender")), ""),
        "payer": covered.payer,
        "contract": covered.contract,
        "documents": [each for paper in papers for each in _documents(found, paper)],
        "patient": _patient(patient, covered),
        **_provider(found, encounter),
    }


_SEXES = {"female": "F", "male": "M"}


def _setting(encounter: Plain) -> str:
    """By the class, a Coding in R4 and concepts in R5; "" where none is stated."""
    classes = tables(encounter.get("class"))
    codings = [one for each in classes for one in (each, *tables(each.get("coding")))]
    codes = [code for one in codings if (code := words(one.get("code")))]
    known = (SETTINGS[code] for code in codes if code in SETTINGS)
    return next(known, "outpatient" if codes else "")


def _day(value: object) -> str:
    """The day of a dateTime as it is written, in its own time zone."""
    return words(value)[:10]


def _paper_day(paper: Plain) -> str:
    period = table(table(paper.get("context")).get("period"))
    asked = (period.get("end"), period.get("start"), paper.get("effectiveDateTime"))
    return next(
        (day for each in (*asked, paper.get("date")) if (day := _day(each))), ""
    )


def _named(resource: Plain) -> tuple[str, str]:
    """The system that numbers it, and the number; its id where it has no number."""
    for each in tables(resource.get("identifier")):
        if value := words(each.get("value")):
            return words(each.get("system"))[:80] or "fhir", value
    return "fhir", words(resource.get("id"))


def _identifier(resource: Plain, *, system: str = "", kind: str = "") -> str:
    for each in tables(resource.get("identifier")):
        coded = tables(table(each.get("type")).get("coding"))
        if (system and each.get("system") == system) or (
            kind and any(one.get("code") == kind for one in coded)
        ):
            return words(each.get("value"))
    return ""


def _patient(patient: Plain, covered: Covered) -> Plain:
    return {
        "name": _name(patient),
        "birth_date": _day(patient.get("birthDate")),
        "mrn": _identifier(patient, kind="MR"),
        "mbi": _identifier(patient, system=MBI),
        "enrollee_id": covered.enrollee,
    }


def _name(person: Plain) -> str:
    """The official name, else the first, in the order people are called."""
    names = tables(person.get("name"))
    official = [each for each in names if each.get("use") == "official"]
    for each in (*official, *names):
        given = each.get("given")
        parts = [words(part) for part in given] if isinstance(given, list) else []
        spelled = " ".join(filter(None, (*parts, words(each.get("family")))))
        if spelled or words(each.get("text")):
            return words(each.get("text")) or spelled
    return ""


def _provider(found: Resources, encounter: Plain) -> dict[str, str]:
    for each in tables(encounter.get("participant")):
        reference = each.get("individual") or each.get("actor")
        person = found.at(reference, encounter)
        name = _name(person) or words(table(reference).get("display"))
        if name:
            return {
                "provider_name": name,
                "provider_npi": _identifier(person, system=NPI),
            }
    return {}


# Who pays


def _covers_of(found: Resources, names: set[str], on: str) -> Iterator[Covered]:
    for each in sorted(names):
        yield from _coverages(found, each, on)


def _coverages(found: Resources, patient: str, on: str) -> Iterator[Covered]:
    """Those of this patient that were in force on the day (Coverage of R4 and R5)."""
    for each in found.coverages.get(patient, ()) if patient else ():
        if words(each.get("status")) in VOID:
            continue
        period = table(each.get("period"))
        since, until = _day(period.get("start")), _day(period.get("end"))
        if on and ((since and on < since) or (until and until < on)):
            continue
        yield _covered(found, each)


def _covered(found: Resources, coverage: Plain) -> Covered:
    payors = tables(coverage.get("payor")) or tables(coverage.get("insurer"))
    names = [
        words(found.at(one, coverage).get("name")) or words(one.get("display"))
        for one in payors
    ]
    classes = tables(coverage.get("class"))
    values = [_class_value(one) for one in classes]
    rank = coverage.get("order")
    return Covered(
        payer=next(filter(None, names), ""),
        contract=contract_among(values),
        enrollee=words(coverage.get("subscriberId"))
        or _identifier(coverage, kind="MB"),
        rank=rank if type(rank) is int else 1,
    )


def _class_value(one: Plain) -> str:
    """R4 writes it as text, R5 as an identifier."""
    value = one.get("value")
    return words(value) or words(table(value).get("value"))


# Documents


def _documents(found: Resources, paper: Plain) -> Iterator[dict[str, Any]]:
    """Several contents of one resource are one document in several forms (R4)."""
    contents = [one.get("attachment") for one in tables(paper.get("content"))]
    forms = tables([*contents, *tables(paper.get("presentedForm"))])
    plain = [each for each in forms if each.get("data") and _media(each) in PLAIN_TEXT]
    for each in plain or forms:
        data = words(each.get("data"))
        if not data:
            raise Unreadable(
                "has a document whose text is elsewhere; addresses are not followed,"
                " so put it into the file"
            )
        yield {
            **attached(data, _media(each), "a document"),
            "kind": _kind(paper),
            "author": _author(found, paper),
            "date": _paper_day(paper),
        }


def _media(attachment: Plain) -> str:
    return words(attachment.get("contentType")).partition(";")[0].strip().lower()


def _kind(paper: Plain) -> str:
    said = table(paper.get("type") or paper.get("code"))
    shown = [words(one.get("display")) for one in tables(said.get("coding"))]
    return (words(said.get("text")) or next(filter(None, shown), ""))[:80]


def _author(found: Resources, paper: Plain) -> str:
    asked = [
        *tables(paper.get("author")),
        *tables(paper.get("resultsInterpreter")),
        *tables(paper.get("performer")),
    ]
    names = (_name(found.at(one, paper)) or words(one.get("display")) for one in asked)
    return next(filter(None, names), "")[:80]
