"""Charts in files: every form, and what happens to what cannot be read."""

import gzip
import json
import os
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.chartfiles import BadLine, ChartFile, Defaults, read

TOML = """
id = "clinic-01"
title = "Knee pain"
setting = "inpatient"
service_date = 2026-06-24
admission_date = 2026-06-20
modality = "in-person"
place_of_service = "21"
specialty = "Orthopaedics"
billed = ["m1711"]

[patient]
name = "Fenella Copperdale"
birth_date = 1986-01-29
sex = "female"
mrn = "DEMO-1"
mbi = "1S00E00AA10"

[provider]
name = "Philippa Luntberry"
npi = "9000010098"
credential = "MD"
specialty_code = "20"

[coverage]
contract = "H0001"
payer = "Larkspur"
enrollee_id = "L-1"
claim_control_number = "C-1"

[[documents]]
name = "Visit"
kind = "office visit"
author = "P. Luntberry, MD"
author_role = "physician"
date = 2026-06-24
text = '''
Knee pain, right.
'''

[gold]
codes = [{ code = "M17.11", why = "stated" }]
excluded = [{ code = "M25.561", reason = "integral", rule = "R13", why = "symptom" }]
gaps = [{ kind = "specificity", about = "type", would_change = ["M17.11"] }]
"""


def chart(path, *args) -> ChartFile:
    (found,) = read(path, *args)
    assert isinstance(found, ChartFile), found
    return found


def lines(tmp_path, *rows, name="set.jsonl"):
    path = tmp_path / name
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_a_demo_chart_carries_all_its_facts_and_gold(tmp_path):
    path = tmp_path / "clinic.toml"
    path.write_text(TOML)
    found = chart(path)
    upload, gold = found.upload, found.gold
    assert (found.id, found.title) == ("clinic-01", "Knee pain")
    assert upload.service_date == date(2026, 6, 24)
    assert upload.admission_date == date(2026, 6, 20)
    assert (upload.setting, upload.sex, upload.external_id) == (
        "inpatient",
        "F",
        "clinic-01",
    )
    assert upload.patient.birth_date == date(1986, 1, 29)
    assert upload.patient.enrollee_id == "L-1"
    assert (upload.provider_npi, upload.specialty_code) == ("9000010098", "20")
    assert (upload.contract, upload.billed) == ("H0001", ("m1711",))
    document = upload.documents[0]
    assert document.data == b"Knee pain, right.\n"
    assert (document.author_role, document.date) == ("physician", date(2026, 6, 24))
    assert [each.code for each in gold.codes] == ["M17.11"]
    assert gold.excluded[0].rule == "R13"
    assert gold.gaps[0].would_change == ("M17.11",)


def test_a_text_file_is_one_document_byte_for_byte(tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(b"\xef\xbb\xbfline\r\n")
    found = chart(path, Defaults(setting="emergency", service_date=date(2026, 5, 1)))
    assert found.upload.documents[0].data == b"\xef\xbb\xbfline\r\n"
    assert found.upload.documents[0].name == "note.txt"
    assert (found.upload.setting, found.gold) == ("emergency", None)


def test_a_file_of_another_kind_goes_to_intake_as_it_is(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    assert chart(tmp_path / "scan.pdf").upload.documents[0].data == b"%PDF-1.7"


def test_a_line_with_text_alone_takes_the_defaults(tmp_path):
    path = lines(tmp_path, {"id": "a", "text": "x"}, name="mtsamples.jsonl")
    found = chart(path, Defaults(service_date=date(2026, 9, 30)))
    assert found.upload.setting == "outpatient"
    assert found.upload.service_date == date(2026, 9, 30)
    assert (found.upload.source, found.upload.external_id) == ("mtsamples", "a")


def test_a_line_may_say_everything(tmp_path):
    row = {
        "id": 7,
        "documents": [
            {"name": "a", "date": "2026-05-01", "author_role": "nurse", "text": "x"},
            {"text": "y", "kind": "addendum"},
        ],
        "gold_dx": ["e119", "I10"],
        "gold_excluded": [{"code": "J18.9", "reason": "negated"}, "R05.9"],
        "gold_gaps": [{"kind": "specificity", "would_change": ["I50.9"]}, "laterality"],
        "setting": "telehealth",
        "date": "2026-05-02",
        "sex": "M",
        "age": 61,
        "specialty": "Cardiology",
        "billed": ["I10"],
    }
    found = chart(lines(tmp_path, row))
    upload, gold = found.upload, found.gold
    assert (found.id, upload.setting, upload.age) == ("7", "telehealth", 61)
    assert upload.service_date == date(2026, 5, 2)
    assert [d.author_role for d in upload.documents] == ["nurse", ""]
    assert [each.code for each in gold.codes] == ["E11.9", "I10"]
    assert [(e.code, e.reason) for e in gold.excluded] == [
        ("J18.9", "negated"),
        ("R05.9", ""),
    ]
    assert [(g.kind, g.would_change) for g in gold.gaps] == [
        ("specificity", ("I50.9",)),
        ("laterality", ()),
    ]


def test_exclusions_may_be_an_object_of_reasons(tmp_path):
    row = {"text": "x", "gold_dx": [], "gold_excluded": {"J18.9": "negated"}}
    (exclusion,) = chart(lines(tmp_path, row)).gold.excluded
    assert (exclusion.code, exclusion.reason) == ("J18.9", "negated")


def test_an_inpatient_line_without_admission_was_admitted_that_day(tmp_path):
    row = {"text": "x", "setting": "inpatient", "date": "2026-05-02"}
    assert chart(lines(tmp_path, row)).upload.admission_date == date(2026, 5, 2)


BAD = [
    ("{", "is not valid JSON"),
    ("[1]", "is not an object"),
    ('"text"', "is not an object"),
    ("{}", "has neither text nor documents"),
    ('{"text": 5}', "has neither text nor documents"),
    ('{"documents": [{"kind": "x"}]}', "has a document without text"),
    ('{"documents": [5]}', "a list of objects was expected"),
    ('{"documents": {"text": "x"}}', "a list was expected"),
    ('{"text": "x", "date": "May 1st"}', "date is not a date like 2026-05-01"),
    ('{"text": "x", "date": 20260501}', "date is not a date like 2026-05-01"),
    ('{"text": "x", "age": "old"}', "age is not a whole number"),
    ('{"text": "x", "age": true}', "age is not a whole number"),
    ('{"text": "x", "sex": ["F"]}', "sex is not text"),
    ('{"text": "x", "gold_dx": "I10"}', "a list was expected"),
    ('{"text": "x", "gold_dx": [5]}', "gold_dx is not a list of texts"),
    (
        '{"text": "x", "gold_dx": [], "gold_gaps": [1]}',
        "a list of objects was expected",
    ),
    ("[" * 100_000, "is not valid JSON"),
    ('{"text": "x", "age": ' + "9" * 5_000 + "}", "is not valid JSON"),
]


@pytest.mark.parametrize(("line", "problem"), BAD, ids=[p for _, p in BAD])
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path, line, problem):
    path = lines(tmp_path, {"text": "one"}, line, "", {"text": "two"})
    first, bad, last = read(path)
    assert bad == BadLine("set.jsonl", 2, problem)
    assert str(bad) == f"set.jsonl, line 2: {problem}"
    assert (first.line, last.line) == (1, 4)


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"text": "\xff"}\n{"text": "fine"}\n')
    bad, fine = read(path)
    assert bad.problem == "is not UTF-8"
    assert fine.upload.documents[0].data == b"fine"


def test_compressed_lines_are_read_lazily(tmp_path):
    path = tmp_path / "many.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for n in range(50_000):
            file.write(json.dumps({"id": str(n), "text": "x"}) + "\n")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    first = list(islice(read(path), 3))
    assert [each.id for each in first] == ["0", "1", "2"]
    *_, last = read(path)
    assert last.problem == "cannot be read any further"


def test_what_only_claims_to_be_compressed_is_one_bad_line(tmp_path):
    (tmp_path / "x.jsonl.gz").write_bytes(b"plain")
    (bad,) = read(tmp_path / "x.jsonl.gz")
    assert isinstance(bad, BadLine)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("id = \n", 1, "is not valid TOML"),
        ('id = "x"\n[patient\n', 2, "is not valid TOML"),
        ('id = "x"\n', 1, "has neither text nor documents"),
        ('patient = "Joe"\ntext = "x"\n', 1, "patient is not a table"),
        ("age = " + "9" * 5_000, 1, "is not valid TOML"),
        ("age = " + "[" * 100_000, 1, "is not valid TOML"),
    ],
    ids=["a value", "a bracket", "no text", "a table", "a number", "depth"],
)
def test_a_bad_chart_file_says_where(tmp_path, text, line, problem):
    (tmp_path / "x.toml").write_text(text)
    (bad,) = read(tmp_path / "x.toml")
    assert (bad.line, bad.problem) == (line, problem)


def test_a_folder_is_read_in_order_whatever_is_broken_in_it(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text("two")
    (tmp_path / "a.toml").write_text("broken =")
    (tmp_path / "c.jsonl").write_text('{"id": "3", "text": "three"}')
    (tmp_path / ".hidden").write_text("no")
    found = list(read(tmp_path))
    assert [type(each).__name__ for each in found] == [
        "BadLine",
        "ChartFile",
        "ChartFile",
    ]
    assert [each.id for each in found[1:]] == ["2", "3"]


def test_a_compressed_file_that_is_damaged_ends_in_a_bad_line(tmp_path):
    rows = "".join(json.dumps({"id": str(n), "text": f"x{n * n}"}) for n in range(5000))
    data = bytearray(gzip.compress(rows.encode()))
    data[20:60] = bytes(40)
    (tmp_path / "x.jsonl.gz").write_bytes(data)
    *_, last = read(tmp_path / "x.jsonl.gz")
    assert isinstance(last, BadLine)


def test_a_file_name_that_is_not_utf_8_is_kept_readable(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (found,) = read(tmp_path)
    assert found.upload.documents[0].name == "caf\N{REPLACEMENT CHARACTER}.txt"
    assert found.id == "caf\N{REPLACEMENT CHARACTER}"


def test_a_path_that_is_not_there_is_a_bad_line(tmp_path):
    (bad,) = read(tmp_path / "nothing.txt")
    assert bad.problem == "cannot be read"


def test_text_that_no_encoding_holds_is_left_to_intake(tmp_path):
    found = chart(lines(tmp_path, '{"text": "\\ud800"}'))
    assert found.upload.documents[0].data == b"\xed\xa0\x80"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
names = st.sampled_from(
    "id text documents gold_dx gold_excluded gold_gaps date sex age billed".split()
)


@given(st.dictionaries(names, json_values))
def test_any_object_is_a_chart_or_a_bad_line(tmp_path_factory, row):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(json.dumps(row) + "\n")
    (found,) = read(path)
    assert isinstance(found, ChartFile | BadLine)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_to_the_end(tmp_path_factory, data):
    for name in ("any.jsonl", "any.toml", "any.jsonl.gz", "any.txt"):
        path = tmp_path_factory.getbasetemp() / name
        path.write_bytes(data)
        assert all(isinstance(each, ChartFile | BadLine) for each in read(path))


@pytest.mark.data
def test_the_reference_sets_are_read_whole(shared):
    for name, count in (("notes/mtsamples-1200.jsonl.gz", 1200), ("codiesp", 750)):
        found = list(read(shared / "data" / name))
        assert len(found) == count
        assert all(isinstance(each, ChartFile) for each in found)
