"""The files of knowledge: everyday wordings against each other, lists by themselves."""

import re
from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coding
from coding import knowledge
from coding.folding import Folder
from coding.lexicon import SOURCES

TABLES = sorted(
    Path(one.name).stem
    for one in resources.files(knowledge).iterdir()
    if one.name.endswith(".toml")
)


def everyday():
    """(file, code, wording) of all that names a code; signals are no codes."""
    for source in SOURCES:
        for code, texts in knowledge.load(source).items():
            for text in texts if code[0] != "@" else ():
                yield source, code, text


def test_no_wording_is_written_down_twice():
    places = defaultdict(list)
    for source, code, text in everyday():
        places[text].append((source, code))
    assert [text for text, found in places.items() if len(found) > 1] == []


def test_no_two_codes_are_called_by_the_same_words():
    # the later file would decide, and the earlier wording say nothing
    folder, codes = Folder(), defaultdict(dict)
    for source, code, text in everyday():
        codes[frozenset(folder.phrase(text.lower()))][code] = source, text
    assert [found for found in codes.values() if len(found) > 1] == []


def test_every_wording_says_something():
    folder = Folder()
    silent = [text for _, _, text in everyday() if not folder.phrase(text.lower())]
    assert silent == []


def lists(value, at=()):
    """(where, list) of all lists of words or patterns in a table."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from lists(part, (*at, name))
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield at, value
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from lists(part, (*at, place))
    elif isinstance(value, str) and "\n" in value:
        yield at, value.split()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_read(table):
    modules = Path(coding.__file__).parent.rglob("*.py")
    named = re.compile(rf"\b{table}\b(?!\.toml)")
    assert any(named.search(one.read_text()) for one in modules)


@pytest.mark.parametrize("table", TABLES)
def test_no_list_says_a_thing_twice(table):
    found = lists(knowledge.load(table))
    assert [at for at, said in found if len(said) > len(set(said))] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_what_belongs_into_it(table):
    text = resources.files(knowledge).joinpath(f"{table}.toml").read_text("utf-8")
    assert text.startswith("# ")


#: Tables of patterns that are joined: each must stand by itself.
PATTERNS = """
    announced companions dictated expecting longterm medicines misread operated
    performed spelling visits
"""


@pytest.mark.parametrize("table", PATTERNS.split())
def test_every_pattern_of_a_list_is_whole(table):
    for _, patterns in lists(knowledge.load(table)):
        for one in patterns:
            re.compile(one)


@pytest.mark.parametrize(
    "row", knowledge.load("misread")["rows"], ids=lambda row: row["words"]
)
def test_words_that_may_be_misread_begin_with_the_letters_of_their_row(row):
    @given(st.from_regex(re.compile(rf"\A(?:{row['words']})", re.ASCII)))
    def begins_so(said):
        assert said[0].lower() in row["letters"]

    begins_so()
