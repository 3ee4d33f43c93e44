"""Lines of the Alphabetic Index and the neoplasm table as wordings of codes.

Owns reading a path ("Abscess", "brain", "with", "fistula") the way a clinician says it
("brain abscess with fistula"), leaving non-essential words out, and following "see".
Must not know of notes, matching, Django or which edition is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from coding import knowledge
from coding.index import DRUG_COLUMNS, NEOPLASM_COLUMNS, Term
from coding.terms import COMBINES, Wording, wordings

#: A line of the index is the classification's own word, but says less than a title.
WEIGHT = 0.94
#: The first of these opens what goes with, causes or follows the condition.
CONNECTS = re.compile(
    r"^(?:with|without|due to|in|following|after|from|complicating|complicated by|"
    r"associated with|secondary to|caused by|and|of|by|during)\b",
    re.IGNORECASE,
)
#: What a line says to stand for all that has no line of its own.
LEFT_OVER = re.compile(
    r"\b(?:specified|other)\b[^,]*\bNEC\b|\bspecified (?:type|site|as)\b|\bby site\b"
    r"|^(?:type|site) NEC$|\bNEC NEC\b",
    re.IGNORECASE,
)
UNSAID = re.compile(
    r"\b(?:NEC|NOS)\b|^(?:unspecified.*|type unspecified|site unspecified)$",
    re.IGNORECASE,
)
#: Main terms under which the index files reasons for an encounter and bare words.
NOT_A_CONDITION = re.compile(
    r"^(?:admission|encounter|examination|aftercare|screening|counsel|test|fitting|"
    r"observation|replacement|presence|status|long-term|history|absence|sequelae|"
    r"complications?|maternal|pregnancy|delivery|puerperal|newborn|outcome|poisoning|"
    r"effect|removal|vaccin|prophyl|supervision|donor|problem|lack|exposure|contact)",
    re.IGNORECASE,
)
NEVER = re.compile(r"\bcondition\b|\bby site\b|\bTable of Drugs\b", re.IGNORECASE)
SAME_START = 4
MOST_FORMS = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What an index adds to a dictionary: codes in words, and words for words.

    ``drugs`` are names with the code of the drug without intent and encounter.
    """

    said: tuple[tuple[str, Wording], ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    drugs: tuple[tuple[str, str], ...] = ()


def read(
    terms: Iterable[Term],
    neoplasms: Iterable[Term] = (),
    drugs: Iterable[Term] = (),
) -> Reading:
    """The wordings of an index, of a neoplasm table and of a table of drugs."""
    said: list[tuple[str, Wording]] = []
    seen: list[tuple[str, str]] = []
    for term in terms:
        if not term.path or NOT_A_CONDITION.match(term.path[0]):
            continue
        if any(LEFT_OVER.search(part) for part in term.path):
            continue
        for text in spoken(term.path):
            if term.code:
                said.extend(_coded(term.code, text))
            elif term.see and not NEVER.search(term.see):
                seen.append(
                    (text, " ".join(next(spoken(_parts(term.see)), "").split()))
                )
    said.extend(_of_table(neoplasms))
    return Reading(tuple(said), tuple(seen), tuple(_of_drugs(drugs)))


def _coded(code: str, text: str) -> Iterator[tuple[str, Wording]]:
    for wording in wordings(text, WEIGHT):
        if not wording.text.endswith(" with"):  # something that is not named
            yield code.rstrip("-."), wording


def _parts(see: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in see.split(",") if part.strip())


def spoken(path: tuple[str, ...]) -> Iterator[str]:
    """A path as it is said: what is named first stands last, but for its causes."""
    choices = [forms for part in path if (forms := _forms(part))]
    for count, chosen in enumerate(product(*choices)):
        if count >= MOST_FORMS:
            return
        yield _in_order(chosen)


def _in_order(parts: Iterable[str]) -> str:
    clauses: list[list[str]] = [[]]
    for part in parts:
        if CONNECTS.match(part):
            clauses.append([])
            if " " not in part or part.lower() in ("due to", "secondary to"):
                clauses[-1].append(part)
                clauses.append([])
            else:
                clauses[-1].append(part)
        else:
            clauses[-1].insert(0, part)
    return " ".join(" ".join(clause) for clause in clauses if clause).lower()


def _forms(part: str) -> list[str]:
    """The forms of one part: "uterus, uterine" are two, "congestive, chronic" one."""
    plain = " ".join(UNSAID.sub(" ", part).split())
    first, *others = [piece.strip() for piece in plain.split(",")]
    if not first:
        return []
    alike = [other for other in others if _alike(first, other)]
    added = [other for other in others if other and other not in alike]
    tail = f" {' '.join(added)}" if added else ""
    return [f"{form}{tail}" for form in dict.fromkeys((first, *alike))]


def _alike(first: str, other: str) -> bool:
    return first[:SAME_START].lower() == other[:SAME_START].lower()


# The neoplasm table

#: What a column is called by clinicians.
BEHAVIOUR = {
    "malignant_primary": ("malignant neoplasm of {}",),
    "malignant_secondary": ("secondary malignant neoplasm of {}", "metastasis to {}"),
    "in_situ": ("carcinoma in situ of {}",),
    "benign": ("benign neoplasm of {}",),
    "uncertain": ("neoplasm of uncertain behavior of {}",),
    "unspecified": ("neoplasm of unspecified behavior of {}",),
}


def _of_table(terms: Iterable[Term]) -> Iterator[tuple[str, Wording]]:
    for term in terms:
        if len(term.path) < 2 or any(LEFT_OVER.search(part) for part in term.path):
            continue
        for column, cell in zip(NEOPLASM_COLUMNS, term.cells, strict=False):
            for site in spoken(term.path[1:]) if cell else ():
                for form in BEHAVIOUR[column]:
                    text = form.format(site)
                    joined = COMBINES.search(site) is not None
                    yield cell.rstrip("-."), Wording(text, WEIGHT, joined)


# The table of drugs

ADVERSE = DRUG_COLUMNS.index("adverse_effect")
#: Shorter names are as often words of another meaning.
SHORTEST_NAME = 7


def _of_drugs(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    """Medicines of one word that may do harm though rightly taken."""
    told = knowledge.load("index")
    abused = frozenset((told["abused"] + " " + told["organs"]).split())
    for term in terms:
        name = term.path[0] if len(term.path) == 1 else ""
        cell = term.cells[ADVERSE] if term.cells else ""
        if name.lower() in abused:
            continue
        if len(name) >= SHORTEST_NAME and name.isalpha() and cell:
            yield name.lower(), cell[:-1]
