"""No everyday wording contradicts the Alphabetic Index, but for what is defended here.

A wording that the index has gives the index's code, one above or one beneath it. What
the index does not have, nothing is said about.
"""

from collections import defaultdict

import pytest

from coding import indexfiles, indexwordings, knowledge, officialfiles
from coding.codebook import NoteKind
from coding.folding import Folder
from coding.lexicon import SOURCES
from coding.terms import wordings

pytestmark = pytest.mark.data

#: Words kept against the line that a look-up finds first, by why they are kept.
DEFENDED = {
    "the line is of a cause that the name does not say": (
        "chronic gout of shoulder",
        "chronic gout of elbow",
        "chronic gout of wrist",
        "chronic gout of hip",
        "chronic gout of knee",
        "chronic gout of ankle",
        "thrombocytopenia caused by heparin",
        "gout of ankle",
        "gout flare ankle",
        "acute gout ankle",
        "gout of knee",
        "gout flare knee",
        "gout of wrist",
        "gout flare wrist",
        "gout of elbow",
        "gout flare elbow",
        "charcot joint",
        "uterine tumor",
        "dermatomyositis",
        "bee sting allergy",
        "confusional state",
        "osteoporotic vertebral collapse",
        "pulmonary hypertension due to lung disease",
    ),
    "the line is of another part that has the word too": (
        "cervical stenosis",
        "cervical canal stenosis",
        "antral adenocarcinoma",
        "external oculomotor palsy",
        "klebsiella pneumoniae sepsis",
        "axilla metastasis",
        "lymph metastasis",
    ),
    "the line is of mothers, newborns or the other sex; the facts of a chart decide": (
        "galactorrhea",
        "erythema toxicum",
        "omphalitis",
        "choriocarcinoma",
        "behavioral problem",
    ),
    "the line says less than the words, and a title says all of them": (
        "sigmoid stenosis",
        "chest wall contusion",
        "acute subdural hemorrhage",
        "hypertrophic myocardiopathy",
        "scleroderma lung",
        "thyroid storm",
        "thyrotoxic storm",
        "hemorrhagic cystitis",
        "bedwetting",
        "simple bone cyst",
        "verruca vulgaris",
        "radiation dermatitis",
        "keratoconjunctivitis sicca",
        "parkinson's disease without dyskinesia or fluctuations",
    ),
    "another line or note has the same words and the code": (
        "quartan malaria",
        "korsakoff syndrome",
        "korsakoff psychosis",
        "wernicke korsakoff syndrome",
        "ureteropelvic junction stenosis",
        "sensory loss",
        "herpetic infection",
        "cecal polyp",
        "incomplete bladder emptying",
        "mesenteric artery stenosis",
        "reversible posterior leukoencephalopathy",
        "idiopathic retroperitoneal fibrosis",
        "ormond disease",
        "ankle swelling",
        "opioid use disorder",
        "fever with neutropenia",
    ),
    "the line gives a code that needs what nobody said": ("cecal perforation",),
    "an eponym of two diseases": ("verneuil disease",),
    "what coders of visits mean by it; each was weighed on gold charts": (
        "grief",
        "delirium",
        "dyslexia",
        "reading disorder",
        "venous stasis",
        "dysautonomia",
        "breast cancer screening",
    ),
}


@pytest.fixture(scope="module")
def folder():
    return Folder()


@pytest.fixture(scope="module")
def folded(folder):
    def concepts(text: str) -> frozenset[str]:
        return frozenset(folder.phrase(text.lower()))

    return concepts


@pytest.fixture(scope="module")
def meant(book, folded):
    """Each set of concepts with the code and words that decide: the last."""
    found = {}
    for source in SOURCES:
        for code, texts in knowledge.load(source).items():
            if code[0] != "@" and code in book:
                found |= {key: (code, text) for text in texts if (key := folded(text))}
    return found


@pytest.fixture(scope="module")
def said(book, folded):
    """Each set of concepts with the codes whose title or inclusion term it is."""
    found = defaultdict(set)
    for entry in book:
        if entry.kind in ("chapter", "block"):
            continue
        notes = book.own_notes(entry.code, NoteKind.INCLUSION_TERM)
        for text in (entry.title, *(note.text for note in notes)):
            for wording in wordings(text, 1.0):
                if wording.weight >= 0.9:
                    found[folded(wording.text)].add(entry.code)
    return found


@pytest.fixture(scope="module")
def lines(shared, folded):
    """Essential concepts, those that may be left out, and the code of each line."""
    folder = shared / "data" / "official"

    def only(pattern: str):
        return officialfiles.read(next(folder.rglob(pattern)))

    terms = [term for term in indexfiles.read_rows(only("*Index*csv*")) if term.path]
    extra = {term.path: folded(" ".join(term.modifiers)) for term in terms}
    codes: dict[frozenset[str], str] = {}
    for term in terms:
        if term.code:
            codes.setdefault(folded(" ".join(term.path)), term.code)
    found = defaultdict(list)

    def add(essential, other, code):
        if essential:
            found[max(essential, key=lambda word: (len(word), word))].append(
                (essential, other, code)
            )

    for term in terms:
        code = term.code or codes.get(folded(term.see))
        if not code or any(map(indexwordings.LEFT_OVER.search, term.path)):
            continue
        beginnings = (term.path[:end] for end in range(1, len(term.path) + 1))
        other = frozenset().union(*(extra.get(path, ()) for path in beginnings))
        for text in indexwordings.spoken(term.path):
            add(folded(text), other, code)
    neoplasms = indexfiles.read_xml(only("*neoplasm*xml*"))
    for code, wording in indexwordings.read((), neoplasms).said:
        add(folded(wording.text), frozenset(), code)
    return found


def nearest(lines, key: frozenset[str]) -> set[str]:
    """The codes of the lines that say the most of a wording and nothing else."""
    fits = [
        (len(essential), code)
        for word in key
        for essential, other, code in lines.get(word, ())
        if essential <= key <= essential | other
    ]
    most = max((size for size, _ in fits), default=0)
    return {code for size, code in fits if size == most}


def agree(code: str, other: str) -> bool:
    plain = other.rstrip("-.")
    return code.startswith(plain) or plain.startswith(code)


def test_no_wording_contradicts_the_index(meant, said, lines, folded):
    against = {}
    for key, (code, text) in meant.items():
        told = nearest(lines, key)
        official = said.get(key, ())
        if told and not any(agree(code, one) for one in (*told, *official)):
            against[key] = f"{text}: {code}, in the index {sorted(told)}"
    defended = {folded(text) for texts in DEFENDED.values() for text in texts}
    assert [line for key, line in against.items() if key not in defended] == []
    assert [sorted(key) for key in defended - against.keys()] == []


def test_many_wordings_are_in_the_index(meant, lines):
    """Were the look-up to find nothing, nothing could contradict."""
    assert sum(bool(nearest(lines, key)) for key in meant) > 3_500
