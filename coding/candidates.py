"""The codes a mention may mean, best first.

Owns going from a matched wording to billable codes: down the tree by what the words
around the mention say, and to the unspecified child where they say nothing more. Must
not look at other mentions or decide what the chart is coded with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from coding import knowledge
from coding.codebook import CodeBook, CodeEntry
from coding.lexicon import Lexicon
from coding.matching import NARROW
from coding.values import Assertion, Candidate, Facts, Mention

MAX_CANDIDATES = 6
MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One choice of a child: how many words spoke for it, and was it a guess."""

    entry: CodeEntry
    met: int
    guessed: bool


def retrieved(
    mentions: Iterable[Mention], lexicon: Lexicon, book: CodeBook, facts: Facts
) -> Iterator[tuple[Mention, tuple[Candidate, ...]]]:
    """Each mention with its candidates; what is said again is looked up once."""
    known: dict[tuple[object, ...], tuple[Candidate, ...]] = {}
    for one in mentions:
        said = one.term, one.context, one.assertion in OTHERS, one.evidence.text
        if said not in known:
            known[said] = retrieve(one, lexicon, book, facts)
        yield one, known[said]


def retrieve(
    mention: Mention, lexicon: Lexicon, book: CodeBook, facts: Facts
) -> tuple[Candidate, ...]:
    """Billable codes for a mention with a score from 0 to 1."""
    if mention.term < 0:
        return ()
    phrase = lexicon.phrases[mention.term]
    spoken = frozenset(phrase.core + phrase.qualifiers)
    context = _context(mention, spoken, facts)
    found: dict[str, Candidate] = {}
    for code, weight in _topmost(phrase.codes, book):
        if code.startswith("@"):
            return (Candidate(code, 1.0, "signal", mention.evidence.text),)
        near = context | _regions(code, context)
        reached, guessed, met = descend(code, spoken, near, lexicon, book)
        if guessed and not book.is_billable(code):
            reached = _named_beneath(code, phrase.codes, book) or reached
        if reached is not None and book.is_billable(code):
            reached, met = refine(reached, spoken, near, lexicon, book)
        if reached in SEVERAL and "nodules" in mention.evidence.text.lower():
            reached = SEVERAL[reached]
        if reached is None or not _fits(reached, facts):
            continue
        score = weight * (0.8 if guessed else 1.0) - 0.02 * (1 - min(met, 1))
        known = found.get(reached)
        if known is None or known.score < score:
            source = "default" if weight > 1 else "term"
            found[reached] = Candidate(
                reached, min(score, 1.0), source, mention.evidence.text
            )
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.code))
    return tuple(ranked[:MAX_CANDIDATES])


def _context(mention: Mention, spoken: frozenset[str], facts: Facts) -> frozenset[str]:
    """All that may choose between children: what is said, known, and follows of it."""
    own = mention.assertion not in OTHERS
    context = mention.context | spoken | (_known_of(facts) if own else NOTHING)
    for side, dominant in DOMINANCE.items():
        if side in context:
            context |= dominant
    for limb, parts in LIMBS:
        if not parts.isdisjoint(context):
            context |= limb
    return context


#: A single nodule, and several: of the lung (R91.8), of the thyroid (E04.2).
SEVERAL = {"R91.1": "R91.8", "E04.1": "E04.2"}
NOTHING: frozenset[str] = frozenset()
#: What is said of others, whose sex and age are not the patient's.
OTHERS = frozenset({Assertion.FAMILY, Assertion.SOMEONE_ELSE})
#: Dominance where it is not stated (I.C.6.a): right is, left is not.
DOMINANCE = {
    "right": frozenset({"dominant", "unilateral"}),
    "left": frozenset({"nondominant", "unilateral"}),
}


#: What lies in a limb is of that limb.
LIMBS = (
    (
        frozenset({"lowerlimb"}),
        frozenset(
            {"lowerleg", "foot", "ankle", "knee", "thigh", "calf", "toe", "shin"}
        ),
    ),
    (frozenset({"foot"}), frozenset({"metatarsal"})),
    (frozenset({"hand"}), frozenset({"metacarpal"})),
    (
        frozenset({"upperlimb"}),
        frozenset({"forearm", "upperarm", "hand", "wrist", "elbow", "finger"}),
    ),
)


#: Where chapter 13 has regions and no joints, a joint lies in one of them (M00, site).
SHEATHS = ("M65", "M66", "M67")
REGIONS = (
    (frozenset({"upperarm"}), frozenset({"elbow"})),
    (frozenset({"forearm"}), frozenset({"wrist"})),
    (frozenset({"hand"}), frozenset({"finger", "thumb", "palm"})),
    (frozenset({"thigh"}), frozenset({"hip"})),
    (frozenset({"lowerleg"}), frozenset({"knee"})),
    (frozenset({"ankle", "foot"}), frozenset({"ankle", "foot", "toe", "heel"})),
)


def _regions(code: str, context: frozenset[str]) -> frozenset[str]:
    """The regions of the joints that the words around name."""
    if not code.startswith(SHEATHS):
        return NOTHING
    return NOTHING.union(*(at for at, joints in REGIONS if joints & context))


def _known_of(facts: Facts) -> frozenset[str]:
    """What the encounter's facts say that a title may ask for."""
    known = set()
    if facts.sex:
        known.add("female" if facts.sex == "F" else "male")
    if facts.age is not None:
        known.add("adult" if facts.age >= 18 else "pediatric")
        if facts.age >= 18:
            known.add("years older")
    return frozenset(known)


def _topmost(
    codes: tuple[tuple[str, float], ...], book: CodeBook
) -> list[tuple[str, float]]:
    """Without codes that lie beneath another that the wording names as surely."""
    best = codes[0][1]
    near = [(code, weight) for code, weight in codes if weight >= best - 0.5]
    if len(near) == 1:
        return near
    named = dict(near)
    return [
        (code, weight)
        for code, weight in near[:8]
        if code.startswith("@")
        or all(named.get(above, 0.0) < 0.6 * weight for above in book.codes_above(code))
    ]


def _named_beneath(
    heading: str, codes: tuple[tuple[str, float], ...], book: CodeBook
) -> str | None:
    """The code beneath a heading that the same wording names: better than a guess."""
    beneath = (
        code
        for code, _ in codes
        if code[0] != "@"
        and book.is_billable(code)
        and heading in book.codes_above(code)
    )
    return next(beneath, None)


def _fits(code: str, facts: Facts) -> bool:
    """Chapters for newborns and pregnancy need a newborn or a woman."""
    if code[0] == "P" and facts.age is not None and facts.age > 1:
        return False
    return not (code[0] == "O" and facts.sex == "M")


def descend(
    code: str,
    spoken: frozenset[str],
    context: frozenset[str],
    lexicon: Lexicon,
    book: CodeBook,
) -> tuple[str | None, bool, int]:
    """From a code to a billable one: (code, whether a step was a guess, words met)."""
    entry = book.get(code)
    guessed, met = False, 0
    covered = set(spoken)
    for _ in range(MAX_DEPTH):
        if entry is None or entry.billable:
            break
        children = book.children(entry.code)
        if children and _is_extension(entry, children[0]):
            return _extended(entry, children, context, lexicon), guessed, met
        shape = lexicon.shape(entry.code)
        covered |= shape.concepts if shape else frozenset()
        step = _step(children, covered, context, lexicon, spoken)
        if step is None:
            return None, True, met
        entry, guessed, met = step.entry, guessed or step.guessed, met + step.met
    if entry is None or not entry.billable:
        return None, True, met
    return entry.code, guessed, met


def refine(
    code: str,
    spoken: frozenset[str],
    context: frozenset[str],
    lexicon: Lexicon,
    book: CodeBook,
) -> tuple[str, int]:
    """From an unspecified code to the sibling that the words around it ask for."""
    shape = lexicon.shape(code)
    if shape is None or not shape.default:
        return code, 0
    covered = set(spoken | shape.concepts)
    for level, parent in enumerate(_levels(code, lexicon, book)):
        near = context - NARROW if level else context
        step = _step(book.children(parent.code), covered, near, lexicon, NOTHING)
        if step is None or step.met == 0 or step.guessed:
            continue
        if level and not _keeps(step.entry, spoken & shape.concepts, lexicon):
            continue
        reached, guessed, met = descend(step.entry.code, spoken, context, lexicon, book)
        if reached is not None and not guessed:
            return reached, step.met + met
    return code, 0


def _keeps(entry: CodeEntry, said: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a heading still says what was said: hepatitis B becomes no C."""
    shape = lexicon.shape(entry.code)
    return shape is not None and said <= shape.concepts


def _levels(code: str, lexicon: Lexicon, book: CodeBook) -> list[CodeEntry]:
    """The parent, and its own parent where the parent is the unspecified one."""
    entry, ancestors = book.get(code), book.ancestors(code)
    first = int(bool(entry and ancestors and _is_extension(ancestors[0], entry)))
    above = [one for one in ancestors[first : first + 2] if one.kind != "block"]
    shape = lexicon.shape(above[0].code) if above else None
    return above if shape is not None and shape.default else above[:1]


def _is_extension(entry: CodeEntry, child: CodeEntry) -> bool:
    return len(child.code) == 8 and child.title.startswith(entry.title)


#: What makes a complication one, and says nothing of how far its care has come.
POSTOPERATIVE = frozenset({"postop", "postoperative"})


def _extended(
    entry: CodeEntry,
    children: tuple[CodeEntry, ...],
    context: frozenset[str],
    lexicon: Lexicon,
) -> str | None:
    """The 7th character: active treatment unless the words say otherwise."""
    for child in children if entry.code[0] == "H" else ():
        adds = child.title[len(entry.title) :].replace("stage", "")
        told = frozenset(lexicon.folder.phrase(adds))
        if told and told <= context:
            return child.code
    by_character = {child.code[-1]: child.code for child in children}
    if entry.code[:2] == "T8":
        context -= POSTOPERATIVE
    table = knowledge.load("seventh")
    for character, words in table["said"].items():
        if character in by_character and context & set(words.split()):
            return by_character[character]
    if "B" in by_character and "open" in context and "reduction" not in context:
        return by_character["B"]
    for character in table["default"]:
        if character in by_character:
            return by_character[character]
    return None


def _step(
    children: tuple[CodeEntry, ...],
    covered: set[str],
    context: frozenset[str],
    lexicon: Lexicon,
    spoken: frozenset[str],
) -> Step | None:
    """The child whose further words are all said, else the unspecified one.

    Of two, the one that the wording itself names: "lumbar spondylosis" beside a word
    for the neck is lumbar.
    """
    implied = _implied() | lexicon.shared(tuple([child.code for child in children]))
    best: tuple[tuple[int, int, int, int, int], CodeEntry, int] | None = None
    fallback: CodeEntry | None = None
    for child in children:
        shape = lexicon.shape(child.code)
        if shape is None:
            continue
        extra = shape.concepts - covered
        unmet = extra - context - implied
        if unmet:
            if shape.default and fallback is None:
                fallback = child
            continue
        met = len(extra & context)
        named = len(shape.concepts & spoken)
        key = (named, met, int(shape.default), int(not shape.weak), -len(extra))
        if best is None or key > best[0]:
            best = (key, child, met)
    if best is not None:
        weak = best[0][1] == 0 and not best[0][2]
        return Step(best[1], best[2], weak)
    return None if fallback is None else Step(fallback, 0, True)


@cache
def _implied() -> frozenset[str]:
    return frozenset(knowledge.load("seventh")["implied"].split())
