from datetime import UTC, datetime, timedelta

import pytest

from audit import canonical, phrases, timeline
from audit.actions import SYSTEM, Actor, record
from audit.events import CaseResumed, CaseRouted, SignedIn
from audit.facts import EVENTS
from audit.models import Event
from audit.phrases import TELLERS
from tests.audit.stories import CASE, EXAMPLES, PERSON, SHA

NAMES = {PERSON: "Rosa Lind", "7": "Ben Ost"}


def labels(ids):
    return {each: NAMES[each] for each in ids if each in NAMES}


def tell(fact, by=SYSTEM, **more):
    [told] = timeline.sentences(
        [Event.objects.get(pk=record(fact, by=by, **more))], labels
    )
    return told


def test_every_event_type_has_a_teller():
    assert set(TELLERS) == set(EVENTS)


@pytest.mark.parametrize(
    ("fact", "sentence"), EXAMPLES, ids=[fact.type for fact, _ in EXAMPLES]
)
def test_each_event_is_told_in_a_sentence(db, fact, sentence):
    assert tell(fact).text == f"Attest {sentence}."


@pytest.mark.parametrize("fact", [fact for fact, _ in EXAMPLES], ids=lambda f: f.type)
def test_a_sentence_shows_no_id_and_no_hash_in_full(db, fact):
    told = tell(fact)
    shown = told.text + "".join(bit.text for each in told.details for bit in each.bits)
    for unreadable in (SHA, PERSON, fact.to_payload().get("chart", SHA), "_", "None"):
        assert unreadable not in shown


def test_the_subject_is_who_did_it(db):
    assert tell(CaseResumed(**CASE), Actor("person", "7")).who == "Ben Ost"
    assert tell(CaseResumed(**CASE), Actor("service", "loader")).who == "loader"
    assert tell(CaseResumed(**CASE), SYSTEM).who == "Attest"


def test_somebody_who_is_gone_keeps_a_short_id(db):
    gone = "0a1b2c3d-0000-4000-8000-000000000000"
    assert tell(CaseResumed(**CASE), Actor("person", gone)).who == "0a1b2c3d"


def test_names_are_looked_up_once_for_all(db):
    asked = []

    def counting(ids):
        asked.append(set(ids))
        return labels(ids)

    numbers = [record(fact, by=Actor("person", "7")) for fact, _ in EXAMPLES]
    timeline.sentences(Event.objects.filter(pk__in=numbers), counting)
    assert asked == [{"7", PERSON}]


def test_what_was_entered_afterwards_says_so(db):
    now = datetime.now(UTC)
    assert not tell(SignedIn(), at=now).late
    assert tell(SignedIn(), at=now - timedelta(days=30)).late


def test_codes_are_set_apart_from_words(db):
    fact = next(fact for fact, _ in EXAMPLES if fact.type == "decision-made")
    bits = [(bit.text, bit.kind) for bit in tell(fact).bits]
    assert ("E11.9", phrases.Kind.CODE) in bits
    assert ("changed ", phrases.Kind.TEXT) in bits


def test_typed_words_stand_by_their_hash_only(db):
    fact = next(fact for fact, _ in EXAMPLES if fact.type == "finding-settled")
    assert {(each.label, each.sha256) for each in tell(fact).words} == {
        ("Comment", SHA),
        ("Citation", SHA),
    }


def test_an_event_of_a_newer_version_is_not_hidden(db):
    number = record(SignedIn(), by=SYSTEM)
    event = Event.objects.get(pk=number)
    event.type = "signed-sideways"
    event.body = canonical.dumps(event.content | {"type": "signed-sideways"})
    del event.content
    [told] = timeline.sentences([event], labels)
    assert "signed-sideways" in told.text
    assert "cannot read" in told.text


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(1, "code", "1 code"), (0, "gap", "0 gaps"), (1200, "entry", "1,200 entries")],
)
def test_counts_agree_with_their_nouns(number, noun, words):
    assert phrases.count(number, noun) == words


def test_a_routed_case_says_why_in_words_and_not_without_end(db):
    keys = (
        "rule:R42",
        "missing:present_on_admission",
        "sampled",
        "hcc_threshold:I50.9",
    )
    told = tell(CaseRouted(**CASE, lane="review", reasons=keys, policy="1"))
    assert told.text == (
        "Attest sent the case to the review queue: rule R42 has something to say,"
        " the record lacks present on admission, drawn for a second look"
        " and 1 more reason."
    )
    (because,) = (each for each in told.details if each.term == "Because")
    assert "".join(bit.text for bit in because.bits).endswith("bears on payment")
