"""The conditions a note names: where, in which section, and what is said of them.

Owns running the dictionary over a document and joining each match with its section and
its assertion. Must not choose codes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter

from coding.addressed import is_addressed
from coding.assertions import MENTIONED, Cue, cues, judge
from coding.checkboxes import is_shelved, is_unticked
from coding.folding import Segment
from coding.lexicon import Lexicon
from coding.matching import Match
from coding.misread import is_misread
from coding.sharing import with_shared
from coding.sides import BOTH, COMPARED, side_distance
from coding.spread import with_spread
from coding.standing import section_at
from coding.values import Assertion, Evidence, Mention, NoteDocument, Section

#: What a section says of everything in it, whatever the sentence says.
DEFAULTS = {
    "family_history": Assertion.FAMILY,
    "copied": Assertion.HISTORICAL,
    "differential": Assertion.UNCERTAIN,
    "education": Assertion.HYPOTHETICAL,
}
#: What a sentence says more surely than the section that it stands in.
SURER = frozenset({Assertion.NEGATED, Assertion.SOMEONE_ELSE})
#: Sections whose words name no condition of this patient at this time.
SILENT = frozenset({"allergies", "other"})
AROUND = 8  # words on either side that may qualify a mention


def find(
    document: NoteDocument,
    sections: tuple[Section, ...],
    lexicon: Lexicon,
    segments: list[Segment] | None = None,
    *,
    keep_negated: bool = False,
    assertion: bool = True,
) -> tuple[Mention, ...]:
    """All mentions of a document, in order; ``segments`` is its text already folded."""
    if segments is None:
        segments = lexicon.folder.read(document.text)
    found: list[Mention] = []
    for segment in segments:
        matches = with_shared(segment, lexicon, lexicon.match(segment))
        matches = with_spread(segment, lexicon, matches)
        if not matches:
            continue
        judged = cues(segment.words) if assertion else ()
        for match in matches:
            section = section_at(sections, match.start)
            if _names_nothing(match, section, document.text):
                continue
            said = lexicon.phrases[match.phrase].core
            found.append(
                _mention(document, section, segment, match, judged, keep_negated, said)
            )
    return tuple(found)


def _names_nothing(match: Match, section: Section, text: str) -> bool:
    """Whether the words of a match name no condition where they stand."""
    return (
        section.kind in SILENT
        or match.end <= _after_heading(section)  # "PE:" heads the examination
        or is_addressed(text, match.start, match.end)
        or is_unticked(text, match.start, match.end)
        or is_shelved(text, match.end)
        or is_misread(text, match.start, match.end)
    )


def _mention(
    document: NoteDocument,
    section: Section,
    segment: Segment,
    match: Match,
    judged: tuple[Cue, ...],
    keep_negated: bool,
    said_by: tuple[str, ...],
) -> Mention:
    said, cue = judge(judged, segment.words, *_core(segment, match, said_by))
    if cue is None:
        said, cue = _doubted_within(judged, segment, match)
    if cue is not None and segment.words[cue.first][1] < _after_heading(section):
        said, cue = Assertion.PRESENT, None  # a heading names a place, not a time
    if section.kind in DEFAULTS and said not in SURER:
        said, cue = DEFAULTS[section.kind], None
    told = None
    if keep_negated and said in MENTIONED:
        said, cue, told = Assertion.PRESENT, None, said
    return Mention(
        evidence=_evidence(document, match.start, match.end, section.kind),
        section=section.kind,
        assertion=said,
        extraction_confidence=_confidence(match, said),
        cue=_cue_evidence(document, segment, cue, section.kind),
        term=match.phrase,
        context=frozenset(
            (*_around(segment, match, _doubts(judged, cue)), *_both(segment, match))
        ),
        sentence=segment.start,
        said=said_by,
        told=told,
    )


#: What a cue between the words of a condition says of the whole.
WITHIN = frozenset({Assertion.UNCERTAIN, Assertion.HYPOTHETICAL})


def _doubted_within(
    judged: tuple[Cue, ...], segment: Segment, match: Match
) -> tuple[Assertion, Cue | None]:
    """ "Of the gallbladder to look for stones" does not say that there are any."""
    for cue in judged:
        begins, ends = segment.words[cue.first][1], segment.words[cue.last][2]
        inside = match.start < begins and ends < match.end
        if inside and cue.forward and cue.assertion in WITHIN:
            return cue.assertion, cue
    return Assertion.PRESENT, None


def _core(segment: Segment, match: Match, core: tuple[str, ...]) -> tuple[int, int]:
    """From where to where the condition is named, without its qualifiers.

    "Left knee, suspect gout" is doubted though the side stands before the doubt.
    """
    at = [index for index in match.at if segment.concepts[index] in core] or match.at
    return (
        min(segment.starts[index] for index in at),
        max(segment.ends[index] for index in at),
    )


def _after_heading(section: Section) -> int:
    return section.start + len(section.heading)


def _evidence(document: NoteDocument, start: int, end: int, section: str) -> Evidence:
    return Evidence(document.sha256, start, end, document.text[start:end], 1, section)


def _cue_evidence(
    document: NoteDocument, segment: Segment, cue: Cue | None, section: str
) -> Evidence | None:
    if cue is None:
        return None
    start, end = segment.words[cue.first][1], segment.words[cue.last][2]
    return _evidence(document, start, end, section)


def _confidence(match: Match, said: Assertion) -> float:
    """How surely the words name the condition: gaps and doubt lower it."""
    base = 0.95 if len(match.at) > 1 else 0.9
    doubt = 0.0 if said is Assertion.PRESENT else 0.05
    return max(0.3, base - 0.12 * match.gap - doubt)


def _doubts(judged: tuple[Cue, ...], cue: Cue | None) -> list[tuple[int, int]]:
    """What a sentence doubts, as places of words, where the match is not doubted."""
    return [
        (one.low, one.high)
        for one in judged
        if one.forward and one is not cue and one.assertion is Assertion.UNCERTAIN
    ]


def _around(
    segment: Segment, match: Match, doubts: list[tuple[int, int]]
) -> Iterator[str]:
    """The concepts near a match; of right and left only the nearer one.

    "Choledocholithiasis, ? cholecystitis" is not one with cholecystitis.
    """
    words = segment.words
    doubted = [
        (words[low][1], words[high - 1][2]) for low, high in doubts if low < high
    ]
    low = segment.places[match.at[0]] - AROUND
    high = segment.places[match.at[-1]] + AROUND
    sides: list[tuple[int, int, str]] = []
    first = bisect_left(segment.places, low)
    for index in range(first, bisect_right(segment.places, high, first)):
        concept = segment.concepts[index]
        if segment.absent and segment.starts[index] in segment.absent:
            continue
        if index in segment.led and index > match.at[-1]:
            continue
        if concept not in EITHER:
            at = segment.starts[index]
            if doubted and any(low <= at < high for low, high in doubted):
                continue
            yield concept
        elif (far := side_distance(segment, index, match.at)) is not None:
            sides.append((far, index, concept))
    if len(sides) > 1 and _joined(segment, match, sides):
        yield "bilateral"
    elif sides:
        nearest = min(sides)[0]
        yield from (side for distance, _, side in sides if distance == nearest)
    elif len(eyes := _eyes(segment)) == 1:
        yield from eyes


def _eyes(segment: Segment) -> set[str]:
    """The eyes that a sentence names: what it goes on to list is of that eye."""
    concepts = segment.concepts
    if "eye" not in concepts:
        return set()
    return {
        side
        for side, part in zip(concepts, concepts[1:], strict=False)
        if part == "eye" and side in EITHER
    }


EITHER = frozenset({"right", "left", "bilateral"})
#: Parts of which a person has two: their plural means both.
TWO = frozenset(
    "knees hips shoulders eyes ears wrists elbows ankles feet hands breasts".split()
)
SIDED = frozenset({"right", "left", "r", "l", "rt", "lt", "either", "one"})


def _both(segment: Segment, match: Match) -> Iterator[str]:
    """ "Osteoarthritis of the knees" is of both, where no side is named."""
    words = segment.words
    first = bisect_left(words, match.start, key=itemgetter(1))
    last = bisect_right(words, match.end, first, key=itemgetter(2))
    if any(word in TWO for word, _, _ in words[first:last]) and not any(
        word in SIDED for word, _, _ in words
    ):
        yield "bilateral"


def _joined(segment: Segment, match: Match, sides: list[tuple[int, int, str]]) -> bool:
    """Right and left, linked, with but some of the phrase's words between: both."""
    (_, one, first), (_, other, second) = sorted(sides)[:2]
    if {first, second} != {"right", "left"}:
        return False
    between = range(min(one, other) + 1, max(one, other))
    own = {segment.concepts[index] for index in match.at} - EITHER
    said = {
        segment.concepts[index]
        for index in between
        if segment.places[index] not in segment.loose
    }
    linked = segment.has_between(min(one, other), max(one, other), BOTH)
    return linked and said - COMPARED < own
