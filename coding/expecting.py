"""Whether the patient is pregnant or newly delivered at this encounter.

Owns reading it from where a note assesses: a disease named there complicates the
pregnancy unless the provider says otherwise (I.C.15.a.1). Must not read a test, a
pregnancy of the past or of another person, nor one that is planned or feared; the
words for these are data in ``knowledge/expecting.toml``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from coding import knowledge
from coding.basis import ASSESSING, Basis
from coding.draft import Draft
from coding.sentences import around
from coding.wordlists import either

#: Weeks after a birth that count as the puerperium (I.C.15.o.1).
PUERPERIUM = 6
PREGNANT = re.compile(
    r"\b(?:(?:is|currently|now|patient|woman|female|she's)\s+(?:\d\d?\S*\s+(?:weeks|wks)"
    r"\s+)?pregnant|\d\d?(?: ?[+&]? ?\d/7)? ?-?(?:weeks?|wks?)[ -](?:\d days? )?"
    r"(?:pregnan|gestation|iup|ega)|pregnan(?:t|cy),?\s+(?:at\s+)?\d\d? ?(?:weeks|wks)"
    r"|(?:^|[.;:\n]\s{0,40})(?:intrauterine )?pregnan(?:t|cy)(?=\s*(?:[.;\n]|$))"
    r"|(?:iup|intrauterine pregnancy) at \d"
    r"|\bg(?:ravida )?\d{1,2},? ?p(?:ara )?\d[\d-]*,? (?:at |@ ?)?\d\d?"
    r"(?:[ -]\d(?:/7)?)? ?(?:w(?:eeks?|ks?)?\b|w ?\d ?d\b|\d/7))",
    re.IGNORECASE,
)
#: What the words in front of a pregnancy make of it.
NOT_NOW = re.compile(rf"\b{either('expecting', 'not_now')}\b", re.IGNORECASE)
#: What the provider says of a pregnancy that no disease complicates.
INCIDENTAL = re.compile(
    r"\bincidental(?:ly)?\b[^.;\n]{0,20}\bpregnan|\bpregnan\w+[^.;\n]{0,24}"
    r"\b(?:incidental|unaffected|not (?:affected|complicated))\b"
    r"|\b(?:not (?:affect|complicat)\w*|unrelated to) (?:the |her |this )?pregnancy\b",
    re.IGNORECASE,
)
DELIVERED = re.compile(
    r"\b(?:(\d\d?) (week|wk|day)s?[ -](?:postpartum|post[ -]partum|after delivery)"
    r"|(?:postpartum|post[ -]partum),? (?:day )?(\d\d?)(?: (week|wk|day)s?)?)\b",
    re.IGNORECASE,
)
#: Without one of these words a text tells of no pregnancy.
WORDS = tuple(knowledge.load("expecting")["words"])
GRAVIDA = re.compile(r"\bg\d{1,2} ?p\d")
#: How much of its sentence in front of a pregnancy is read: characters.
BEFORE = 60
#: Ages in years at which a pregnancy is read.
YOUNGEST, OLDEST = 10, 60


def is_expecting(draft: Draft, basis: Basis) -> bool:
    """Whether the assessment tells a pregnancy of now that is not incidental."""
    if draft.starting("P", "Z33", "Z39", "Z37") or not _of_age(basis):
        return False
    texts = _assessed(basis)
    if any(INCIDENTAL.search(text) for text in texts):
        return False
    return any(
        not NOT_NOW.search(text, _begin(text, match), match.start())
        for text in texts
        for match in PREGNANT.finditer(text)
    )


def _begin(text: str, match: re.Match[str]) -> int:
    """Where the sentence begins, or what of it is near enough to be read."""
    return around(text, match.start(), match.end(), BEFORE)[0]


def _of_age(basis: Basis) -> bool:
    """A child's chart tells of the weeks at which it was born."""
    age = basis.facts.age
    return age is None or YOUNGEST <= age <= OLDEST


def is_puerperal(draft: Draft, basis: Basis) -> bool:
    """Whether the assessment counts at most six weeks since a birth."""
    if draft.starting("P", "Z33", "Z39", "Z37") or not _of_age(basis):
        return False
    for text in _assessed(basis):
        for match in DELIVERED.finditer(text):
            days = (match[2] or match[4] or "day").lower() == "day"
            if int(match[1] or match[3]) <= PUERPERIUM * (7 if days else 1):
                return True
    return False


@lru_cache(maxsize=64)
def _tells(text: str) -> bool:
    """Whether a text can tell of a pregnancy at all: a cheap look."""
    lower = text.lower()
    return any(word in lower for word in WORDS) or GRAVIDA.search(lower) is not None


def _assessed(basis: Basis) -> list[str]:
    """The texts of the sections that assess and tell of a pregnancy at all."""
    found = []
    for document in basis.note.documents:
        if not _tells(document.text):
            continue  # most charts tell of none
        found += [
            document.text[section.start : section.end]
            for section in basis.sections
            if section.document == document.sha256 and section.kind in ASSESSING
        ]
    return found
