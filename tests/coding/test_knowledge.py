"""The files of everyday wordings, against each other."""

from collections import defaultdict

from coding import knowledge
from coding.folding import Folder
from coding.lexicon import SOURCES


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
