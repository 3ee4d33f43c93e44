"""Where a cancer has spread, and from where: what words of metastasis list.

Owns taking lists apart ("mets to liver, lung and bone"), telling "metastatic lung
cancer", a cancer of the lung, from "metastatic to lung", and the origin in "from lung
primary" (I.C.2; the index under Neoplasm and Metastasis). It adds phrases that the
dictionary has to the matches of a sentence. Must not know codes of sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from coding.folding import Segment
from coding.matching import Match
from coding.sentences import words_between

HEAD = "metastasis"
CANCER = ("malignant", "neoplasm")
#: What leads from the word for spread to its sites.
TO = frozenset({"to", "in", "into", "involving", "within", "throughout"})
#: What may stand between the sites of a list.
PASSED = frozenset(
    "right left bilateral multiple diffuse known disease lesion also possibly upper"
    " lower widespread extensive local distant".split()
)
#: Sites to which cancers spread and in which few begin: "metastatic bone cancer".
USUAL = frozenset(
    "bone brain liver lymph node pleura pleural peritoneum peritoneal meninges spine"
    " mediastinum diaphragm retroperitoneum".split()
)
ORIGIN = frozenset({"primary", "origin"})
LONGEST_SITE = 3
#: How many words may stand between the word for spread and what leads to its sites.
FARTHEST = 6


class Dictionary(Protocol):
    """What is asked of the lexicon."""

    def number_of(self, concepts: frozenset[str]) -> int | None: ...
    def core_of(self, number: int) -> tuple[str, ...]: ...


def with_spread(
    segment: Segment, lexicon: Dictionary, found: list[Match]
) -> list[Match]:
    """The matches of a sentence with every site of spread and its origin."""
    if HEAD not in segment.concepts:
        return found
    heads = [at for at, one in enumerate(segment.concepts) if one == HEAD]
    kept = [one for one in found if not _is_misread(one, segment, lexicon)]
    kept = [one for one in kept if not _is_bare(one, kept, segment)]
    kept = [one for one in kept if not _is_of_origin(one, kept, segment)]
    known = {(one.phrase, one.end) for one in kept}
    for head in heads:
        sites = (
            *_listed_after(segment, head, lexicon),
            *_listed_before(segment, head, lexicon),
        )
        if sites:
            kept = [one for one in kept if not _is_unsited(one, head, segment)]
        for one in (*sites, *_origin(segment, head, lexicon)):
            if (one.phrase, one.end) not in known:
                known.add((one.phrase, one.end))
                kept.append(one)
    return kept


def _is_unsited(match: Match, head: int, segment: Segment) -> bool:
    """ "Metastatic disease" of which the sites are named."""
    named = {segment.concepts[at] for at in match.at}
    return head in match.at and named <= {HEAD, "disease", *CANCER}


def _is_of_origin(match: Match, others: list[Match], segment: Segment) -> bool:
    """The site of a cancer with "metastases" behind it: whence, and not where to."""
    words = {at: segment.concepts[at] for at in match.at}
    sites = {at for at, word in words.items() if word not in (HEAD, *CANCER)}
    heads = [at for at, word in words.items() if word == HEAD]
    if not heads or not sites or len(sites) + 1 != len(words):
        return False
    return max(sites) < heads[0] - 1 and any(
        sites <= set(other.at)
        and any(segment.concepts[at] in CANCER for at in other.at)
        and HEAD not in (segment.concepts[at] for at in other.at)
        for other in others
    )


def _is_bare(match: Match, others: list[Match], segment: Segment) -> bool:
    """A word for cancer taken with the word for spread, or with a site of spread.

    "Colon cancer with metastases" is no "metastatic cancer", and "cancer to bone" in
    "metastatic breast cancer to bone" no cancer of the bone.
    """
    named = [at for at in match.at if segment.concepts[at] in CANCER]
    sites = [at for at in match.at if segment.concepts[at] not in (HEAD, *CANCER)]
    shared = any(
        other is not match
        and set(named) & set(other.at)
        and any(segment.concepts[at] not in (HEAD, *CANCER) for at in other.at)
        and HEAD not in (segment.concepts[at] for at in other.at)
        and min(other.at) < min(named)
        for other in others
    )
    if named and not sites:  # "cancer with metastases", not "metastatic cancer"
        heads = [at for at in match.at if segment.concepts[at] == HEAD]
        if heads and min(heads) > min(named):
            return True
    if not named or not shared:
        return False
    if not sites:
        return True
    return min(sites) > max(named) and _leads(segment, max(named), min(sites))


def _is_misread(match: Match, segment: Segment, lexicon: Dictionary) -> bool:
    """The spread in "metastatic lung cancer", the origin in "metastatic bone ca"."""
    core = lexicon.core_of(match.phrase)
    named = [at for at in match.at if segment.concepts[at] not in (HEAD, *CANCER)]
    if not named:
        return False
    site = max(named)
    head = _before(segment, min(named))
    follows = segment.concepts[site + 1 : site + 2]
    last = max(match.at)
    if HEAD in core and site < last:
        if follows and follows[0] in CANCER:
            return True  # "colon cancer with mets": the colon is where it began
        begun = min(named) > 0 and segment.concepts[min(named) - 1] in CANCER
        return begun and _parts(segment, site, last)  # "cancer of lung, metastatic"
    if head is None or not follows or follows[0] not in CANCER:
        return False
    if _leads(segment, head, min(named)):
        return False
    usual = any(segment.concepts[at] in USUAL for at in named)
    return usual is (HEAD not in core)


def _parts(segment: Segment, first: int, last: int) -> bool:
    """Whether a comma stands between two positions."""
    low, high = segment.ends[first], segment.starts[last]
    return "," in words_between(segment.words, low, high)


def _before(segment: Segment, at: int) -> int | None:
    """The word for spread directly before a position."""
    return at - 1 if at and segment.concepts[at - 1] == HEAD else None


def _leads(segment: Segment, head: int, site: int) -> bool:
    first, last = segment.ends[head], segment.starts[site]
    return not TO.isdisjoint(words_between(segment.words, first, last))


def _listed_after(segment: Segment, head: int, lexicon: Dictionary) -> Iterator[Match]:
    at, total = head + 1, len(segment.concepts)
    while at < min(total, head + FARTHEST) and not _leads(segment, head, at):
        at += 1  # "metastatic breast cancer to ..."
    while at < total and _leads(segment, head, at):
        found = _site(segment, at, lexicon)
        if found is not None:
            number, size = found
            yield _match(segment, number, head, at, size)
            at += size
        elif segment.concepts[at] in PASSED:
            at += 1
        else:
            return


def _listed_before(segment: Segment, head: int, lexicon: Dictionary) -> Iterator[Match]:
    """ "Liver and lung mets": the sites before the word, without a break."""
    at = head
    while at > 0:
        found = None
        for size in range(min(LONGEST_SITE, at), 0, -1):
            found = _site_of(segment, at - size, size, lexicon)
            if found is not None:
                yield _match(segment, found, head, at - size, size)
                at -= size
                break
        if found is None:
            if at == head or segment.concepts[at - 1] not in PASSED:
                return
            at -= 1


def _origin(segment: Segment, head: int, lexicon: Dictionary) -> Iterator[Match]:
    """ "From lung primary": the cancer that spread."""
    for at in range(head + 1, len(segment.concepts) - 1):
        if segment.concepts[at + 1] in ORIGIN:
            number = lexicon.number_of(frozenset((*CANCER, segment.concepts[at])))
            if number is not None:
                places = (at, at + 1)
                start, end = segment.starts[at], segment.ends[at + 1]
                yield Match(number, places, 0, start, end)


def _site(segment: Segment, at: int, lexicon: Dictionary) -> tuple[int, int] | None:
    for size in range(min(LONGEST_SITE, len(segment.concepts) - at), 0, -1):
        number = _site_of(segment, at, size, lexicon)
        if number is not None:
            return number, size
    return None


def _site_of(segment: Segment, at: int, size: int, lexicon: Dictionary) -> int | None:
    words = segment.concepts[at : at + size]
    if not {HEAD, *CANCER}.isdisjoint(words):
        return None
    return lexicon.number_of(frozenset((HEAD, *words)))


def _match(segment: Segment, number: int, head: int, at: int, size: int) -> Match:
    places = tuple(sorted((head, *range(at, at + size))))
    start = min(segment.starts[one] for one in places)
    end = max(segment.ends[one] for one in places)
    return Match(number, places, 0, start, end)
