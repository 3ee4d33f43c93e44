"""HCCs on the way of a chart: in the result and the trail, never on a coder's page."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from coding import actions as machine
from review import codeset, engines
from review.actions import cases, claims, decisions, intake, signing
from review.models import PolicyVersion
from tests.coding.trail_reading import bodies
from tests.review.conftest import again, upload

NOTE = """Assessment:
1. Type 2 diabetes mellitus with diabetic chronic kidney disease.
2. Essential hypertension.
"""
EPILEPSY = "Epilepsy, well controlled"
# A confidence that the default threshold lets pass and that of HCCs does not.
BETWEEN = 0.87


def coded(text=NOTE, **facts):
    """The case of a chart that goes through the engine as a worker sends it."""
    version = intake.receive(upload(text, **facts), by=None).version
    claimed = machine.claim_run(machine.queue(version).pk)
    coded = engines.code_version(version)
    run = machine.finish_run(claimed, coded.note, release=coded.release)
    return cases.route(run)


@pytest.fixture
def no_maps(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM coding_hccmapping")
        cursor.execute("DELETE FROM coding_hccmap")


@pytest.fixture
def no_sampling(db):
    now = PolicyVersion.current()
    PolicyVersion.objects.create(
        number=now.number + 1,
        routing={**now.routing, "share": 0},
        credentials=now.credentials,
    )


def hccs_in(codes):
    return {each["code"]: [h["hcc"] for h in each["hccs"]] for each in codes}


def test_the_result_names_hccs_and_the_maps_they_came_by(db):
    result = coded().run.result
    found = hccs_in(result["suggestions"])
    assert found["E11.22"] == ["37"]
    (used,) = result["hcc_maps"]
    assert (used["model"], used["payment_year"], used["map_year"]) == (
        "V28",
        2027,
        2027,
    )
    (one,) = next(s for s in result["suggestions"] if s["code"] == "E11.22")["hccs"]
    assert one == {
        "model": "V28",
        "payment_year": 2027,
        "hcc": "37",
        "map_sha256": used["sha256"],
    }


def test_the_event_of_a_run_holds_hccs_with_the_hash_of_their_map(db):
    coded()
    told = bodies("chart-coded")[-1]
    assert hccs_in(told["codes"])["E11.22"] == ["37"]
    assert told["hcc_maps"][0]["sha256"].startswith("839aaf20")
    code = next(each for each in told["codes"] if each["code"] == "E11.22")
    assert code["hccs"][0]["map_sha256"] == told["hcc_maps"][0]["sha256"]
    assert code["risk_class"] == "hcc_bearing"


def test_the_year_of_service_chooses_the_models(db):
    told = coded(service_date=upload().service_date.replace(year=2024)).run.result
    assert [used["model"] for used in told["hcc_maps"]] == ["V24", "V28"]
    found = next(s for s in told["suggestions"] if s["code"] == "E11.22")["hccs"]
    assert [(h["model"], h["payment_year"], h["hcc"]) for h in found] == [
        ("V24", 2025, "18"),
        ("V28", 2025, "37"),
    ]


def test_decisions_and_the_signed_set_hold_them_too(coder):
    case = claims.claim(coded(), by=coder)
    for item in codeset.items_of(case):
        decisions.accept(item, by=coder, version=again(case).version)
    decided = bodies("decision-made")
    assert ["37"] in [
        [h["hcc"] for h in each["final"]["hccs"]] for each in decided if "final" in each
    ]
    assert ["37"] in [[h["hcc"] for h in each["suggested"]["hccs"]] for each in decided]


def test_the_signed_set_holds_them_with_the_map(coder, make_case):
    case = make_case((("G40.909", EPILEPSY, 0.9),), f"Assessment: {EPILEPSY}.")
    claims.claim(case, by=coder)
    (item,) = codeset.items_of(case)
    decisions.accept(item, by=coder, version=again(case).version)
    signing.finalise(case, by=coder, version=again(case).version)
    told = bodies("case-finalised")[-1]
    assert hccs_in(told["codes"]) == {"G40.909": ["201"]}
    assert told["codes"][0]["risk_class"] == "hcc_bearing"
    assert told["hcc_maps"][0]["sha256"].startswith("839aaf20")


def test_a_changed_code_has_the_hccs_of_the_new_code(coder):
    case = claims.claim(coded(), by=coder)
    item = next(i for i in codeset.items_of(case) if i.code == "E11.22")
    decisions.modify(
        item,
        code="R73.03",
        what="unsupported",
        why="negated",
        words="It says otherwise.",
        by=coder,
        version=again(case).version,
    )
    told = bodies("decision-made")[-1]
    assert [h["hcc"] for h in told["suggested"]["hccs"]] == ["37"]
    assert told["final"]["hccs"] == []


def test_no_page_a_coder_reads_says_anything_of_hccs(
    client, coder, monkeypatch, no_sampling
):
    case = with_confidence(monkeypatch, BETWEEN)
    assert "hcc_threshold:E11.22" in [reason["key"] for reason in case.reasons]
    client.force_login(coder)
    assert_silent(client, reverse("review:worklist"))
    claims.claim(case, by=coder)
    page = assert_silent(client, reverse("review:case", args=[case.pk]))
    assert "E11.22" in page
    for item in codeset.items_of(case):
        decisions.accept(item, by=coder, version=again(case).version)
    assert_silent(client, reverse("review:case", args=[case.pk]))
    assert_silent(client, reverse("review:worklist"))


def assert_silent(client, address):
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    # Whole words: a random token of a form may spell three letters.
    words = r"\bhccs?\b|\bhcc_|\bV2[248]\b|payment|\bRAF\b"
    assert not re.search(words, page, re.I)
    return page


def test_the_detail_of_an_item_holds_no_hcc(db):
    for item in coded().items.all():
        assert "hcc" not in str(item.detail)


def test_a_code_with_an_hcc_needs_the_higher_threshold(monkeypatch, no_sampling):
    case = with_confidence(monkeypatch, BETWEEN)
    assert case.lane == "review"
    assert [r["key"] for r in case.reasons if r["key"].startswith("hcc")]
    shown = [r["text"] for r in case.reasons if r["key"].startswith("hcc")]
    assert set(shown) == {"second look"}


def test_without_maps_everything_works_as_before(monkeypatch, no_sampling, no_maps):
    case = with_confidence(monkeypatch, BETWEEN)
    assert not [r for r in case.reasons if r["key"].startswith("hcc")]
    told = bodies("chart-coded")[-1]
    assert set(map(str, hccs_in(told["codes"]).values())) == {"[]"}
    (used,) = told["hcc_maps"]
    assert used == {"model": "V28", "payment_year": 2027, "approximate": "no"}
    assert case.risk_class == "default"


def with_confidence(monkeypatch, confidence):
    """A case whose codes all have one confidence, found by the real engine."""
    plain = engines.pipeline.code

    def sure(note, engine):
        found = plain(note, engine)
        return replace(
            found,
            suggestions=tuple(
                replace(one, confidence=confidence, findings=())
                for one in found.suggestions
            ),
            findings=(),
            gaps=(),
        )

    monkeypatch.setattr(engines.pipeline, "code", sure)
    return coded()
