import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit import canonical
from tests.audit.strategies import unhurried

text = st.text(st.characters(exclude_categories=["Cs"]))
integers = st.integers(-canonical.LARGEST_INTEGER, canonical.LARGEST_INTEGER)
values = st.recursive(
    text | integers,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=20,
)


@unhurried
@given(values)
def test_it_writes_what_another_implementation_of_the_rfc_writes(value):
    assert canonical.dumps(value) == rfc8785.dumps(value)


@unhurried
@given(values)
def test_what_is_written_is_read_back_the_same(value):
    assert canonical.loads(canonical.dumps(value)) == value


@unhurried
@given(st.dictionaries(text, values, min_size=2))
def test_the_order_in_which_members_were_given_does_not_show(value):
    backwards = dict(reversed(value.items()))
    assert canonical.dumps(value) == canonical.dumps(backwards)


def test_members_are_ordered_by_utf_16_units_not_by_code_points():
    # U+FB33 comes before U+1F600 as a code point, and after its first surrogate.
    written = canonical.dumps({"\ufb33": 1, "\U0001f600": 2})
    assert written.index("\U0001f600".encode()) < written.index("\ufb33".encode())


@pytest.mark.parametrize("value", [1.5, 1.0, None, True, False, b"x", {1, 2}, object()])
def test_values_that_languages_spell_differently_are_refused(value):
    for place in (value, [value], {"a": value}):
        with pytest.raises(TypeError):
            canonical.dumps(place)


def test_names_of_members_are_strings():
    with pytest.raises(TypeError):
        canonical.dumps({1: "a"})


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**30])
def test_integers_that_doubles_cannot_hold_are_refused(number):
    with pytest.raises(ValueError, match="too large"):
        canonical.dumps([number])


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"\ud83d": "x"}])
def test_lone_surrogates_are_refused(value):
    with pytest.raises(ValueError, match="surrogate"):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "spelling",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'["\\u0061"]',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[null]",
        b"[true]",
        b"[1]\n",
        b"\xef\xbb\xbf[1]",
        b'["\xff"]',
        b"[NaN]",
        b'["\\ud800"]',
        b"",
        b"[" * 100_000 + b"]" * 100_000,
        b"[" + b"9" * 5000 + b"]",
    ],
    ids=lambda spelling: spelling[:12].decode("latin-1"),
)
def test_other_spellings_are_refused_on_reading(spelling):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.loads(spelling)


@unhurried
@given(values, st.data())
def test_changing_one_byte_never_reads_as_the_same_value(value, data):
    spelt = canonical.dumps(value)
    place = data.draw(st.integers(0, len(spelt) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != spelt[place]))
    changed = spelt[:place] + bytes([other]) + spelt[place + 1 :]
    try:
        read = canonical.loads(changed)
    except canonical.NotCanonicalError:
        return
    assert json.dumps(read) != json.dumps(value)
