"""The values that examples of events are made of."""

from dataclasses import replace

from audit.parts import (
    Code,
    Credential,
    Document,
    Encounter,
    Feature,
    Hcc,
    RuleFinding,
    Span,
)

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
PATIENT = "5d1f0c3e-7f3c-4d0c-8c2c-0c9a3b1d8e77"
PERSON = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b21"
SHA = "ab" * 32
CASE = {"chart": CHART, "case": "2041"}

encounter = Encounter(
    setting="outpatient", service_date="2026-05-14", specialty="Internal medicine"
)
document = Document(
    sha256=SHA,
    original_sha256=SHA,
    characters=1204,
    kind="progress note",
    author_role="physician",
    date="2026-05-14",
)
span = Span(document=SHA, start=120, end=151, section="assessment")
code = Code(
    system="ICD-10-CM",
    code="E11.22",
    title="Type 2 diabetes mellitus with diabetic chronic kidney disease",
    release="ICD-10-CM 2026-04-01",
    release_sha256=SHA,
    category="E11",
    chapter="4",
    billable=True,
    sequence=1,
    role="first-listed",
    rarity=3,
    hccs=(Hcc(model="V28", payment_year=2027, hcc="37", map_sha256=SHA),),
    extraction_confidence=9300,
    code_confidence=8800,
    confidence=8200,
    profile="conservative-1",
    evidence=(span,),
    features=(Feature(name="section", value=7000),),
)
second = replace(
    code, code="N18.31", title="CKD stage 3a", sequence=2, rarity="unknown"
)
finding = RuleFinding(
    rule="R12", severity="warn", guideline="I.B.18", codes=("E11.22",)
)
credential = Credential(type="CPC", number="01234567", expires="2027-03-31")
