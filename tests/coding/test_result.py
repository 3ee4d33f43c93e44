import json

import pytest

from coding.pipeline import code
from coding.result import from_json, to_json
from tests.coding.notes import note

TEXT = """HPI: DM2 and CKD 3b, cough. No chest pain.
Assessment: type 2 diabetes. CKD stage 3b. HTN. Possible pneumonia. AFib."""


def test_a_result_survives_the_way_to_json_and_back(engine):
    coded = code(note(TEXT, billed=("I50.9",)), engine)
    assert coded.suggestions and coded.excluded and coded.gaps
    assert from_json(json.loads(json.dumps(to_json(coded)))) == coded


def test_the_names_of_schema_one_are_there(engine):
    plain = to_json(code(note(TEXT), engine))
    assert plain["schema"] == 1
    assert {"engine", "engine_version", "release", "setting", "service_date"} <= set(
        plain
    )
    one = plain["suggestions"][0]
    assert {
        "system", "code", "title", "sequence", "role", "extraction_confidence",
        "code_confidence", "confidence", "assertion", "section", "evidence",
        "rationale", "guidelines", "alternatives", "findings", "hccs", "poa",
    } <= set(one)  # fmt: skip
    assert {"document", "page", "start", "end", "text"} <= set(one["evidence"][0])


def test_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema 2"):
        from_json({"schema": 2})
