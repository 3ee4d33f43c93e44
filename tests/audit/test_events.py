import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical, events
from audit.facts import ENVELOPE, EVENTS, MalformedError, UnknownEventError, fact_of
from tests.audit import strategies

CHART = "0b7f1c86-5c0e-4d61-9a55-0e4f6a6d2f10"
VOCABULARY = Path(__file__).with_name("vocabulary.json")


def facts_of_any_type():
    return st.sampled_from(sorted(EVENTS)).flatmap(
        lambda name: strategies.facts(EVENTS[name])
    )


@strategies.unhurried
@given(facts_of_any_type())
def test_every_fact_survives_the_way_to_bytes_and_back(fact):
    spelt = canonical.dumps(fact.to_payload())
    assert type(fact).from_payload(canonical.loads(spelt)) == fact


@strategies.unhurried
@given(facts_of_any_type())
def test_payloads_hold_only_strings_and_integers(fact):
    def leaves(value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                yield from leaves(each)
        else:
            yield value

    assert {type(leaf) for leaf in leaves(fact.to_payload())} <= {str, int}


@strategies.unhurried
@given(facts_of_any_type(), st.text(min_size=1))
def test_an_unknown_field_is_refused(fact, name):
    payload = fact.to_payload() | {f"{name}-extra": "x"}
    with pytest.raises(MalformedError):
        type(fact).from_payload(payload)


def test_a_missing_field_is_refused():
    with pytest.raises(MalformedError, match="chart"):
        events.CaseResumed.from_payload({"case": "1"})


@pytest.mark.parametrize(
    "payload",
    [
        {"chart": 7, "case": "1"},
        {"chart": CHART, "case": 1},
        {"chart": CHART, "case": "two words"},
        {"chart": CHART, "case": None},
        {"chart": CHART.upper(), "case": "1"},
        {"chart": [CHART], "case": "1"},
    ],
)
def test_fields_of_another_form_are_refused(payload):
    with pytest.raises(MalformedError):
        events.CaseResumed.from_payload(payload)


def test_free_text_cannot_stand_where_its_hash_belongs():
    fact = events.CaseHeld(chart=CHART, case="1", words="Asked Dr Example about it")
    with pytest.raises(MalformedError) as refused:
        fact.to_payload()
    assert "Example" not in str(refused.value)


def test_yes_and_no_are_words_in_the_log():
    fact = events.RunFailed(
        chart=CHART, version=1, run="r", attempt=1, reason="OSError", gave_up=True
    )
    assert fact.to_payload()["gave_up"] == "yes"
    assert type(fact.to_payload()["attempt"]) is int


def test_a_boolean_is_not_an_integer():
    fact = events.ChartViewed(chart=CHART, page="case", version=True)
    with pytest.raises(MalformedError, match=r"ChartViewed\.version"):
        fact.to_payload()


def test_old_schemas_are_read_as_todays():
    upcasts = {
        ("signed-out", -1): lambda payload: {"why": payload["cause"]},
        ("signed-out", 0): lambda payload: {"reason": payload["why"]},
    }
    old = {"type": "signed-out", "schema": -1, "cause": "idle"}
    assert fact_of(old, upcasts) == events.SignedOut(reason="idle")


def test_a_schema_without_a_way_up_is_refused():
    for schema in (0, 2):
        with pytest.raises(UnknownEventError):
            fact_of({"type": "signed-out", "schema": schema, "reason": "idle"})


def test_a_type_that_nobody_knows_is_refused():
    with pytest.raises(UnknownEventError):
        fact_of({"type": "signed-sideways", "schema": 1})


def test_no_field_hides_behind_the_envelope():
    for kind in EVENTS.values():
        assert not ENVELOPE & set(kind.__dataclass_fields__)


def test_every_event_type_can_be_imported_from_the_vocabulary():
    for kind in EVENTS.values():
        assert getattr(events, kind.__name__) is kind


def test_every_event_type_says_what_happened():
    for kind in EVENTS.values():
        assert kind.__doc__
        assert not kind.__doc__.startswith(kind.__name__)


def test_events_once_written_can_still_be_read():
    """Written when the vocabulary began; only ever add to the file, never change it."""
    for body in json.loads(VOCABULARY.read_text()):
        assert fact_of(body).to_payload() == {
            key: value for key, value in body.items() if key not in ENVELOPE
        }


def test_every_event_type_has_a_written_example():
    kept = {body["type"] for body in json.loads(VOCABULARY.read_text())}
    assert kept == set(EVENTS)
