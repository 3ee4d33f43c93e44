"""The words that labelled charts give as evidence of a code, as places in the text.

Owns the names under which files hold them. A place that is none is passed over: it is
something to learn from, never something to quote. Must not check it against the text.
"""

from __future__ import annotations

from coding.codebook import normalise

#: Names under which files give the places of evidence.
_SPANS = ("spans", "en_sentence_spans_auto")


def read(told: object) -> dict[str, list[tuple[int, int]]]:
    """The places given for each code; what is not a place is passed over."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in told if isinstance(told, list) else ():
        if not isinstance(row, dict) or not isinstance(row.get("code"), str):
            continue
        for name in _SPANS:
            places = row.get(name)
            for place in places if isinstance(places, list) else ():
                if _is_place(place):
                    code = normalise(row["code"])
                    found.setdefault(code, []).append((place[0], place[1]))
    return found


def _is_place(told: object) -> bool:
    return (
        isinstance(told, list)
        and len(told) == 2
        and all(isinstance(each, int) for each in told)
    )
