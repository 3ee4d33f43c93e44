"""What a doubt is about, where its sentence says so: "I suspect the cough is from X".

Owns finding where in a sentence a doubt begins, and verbs that doubt what follows them.
Must not know cues or conditions: words in, positions out.
"""

from __future__ import annotations

Word = tuple[str, int, int]
VERBS = frozenset({"is", "are", "was"})
#: "The tremor is likely essential tremor" doubts what follows.
DOUBTING = frozenset({"likely", "probably"})
SUSPECTS = frozenset({"suspect", "suspects"})
#: What a thing is laid to follows these words.
LAID = frozenset({"from", "due", "related", "secondary", "caused", "because", "coming"})


#: "Likely due to" doubts the cause, but no disease that is known without it.
LAYING = frozenset({"to", "from", "by", "2", "t"})
LAYS = frozenset(
    "likely most probably possibly presumed presumably thought felt suspect suspected"
    " may might could question ?".split()
)
KNOWN = frozenset(
    "known underlying longstanding her his their existing preexisting established"
    " uncontrolled poorly worsening progression progressive diabetes diabetic dm dm2"
    " t2dm t1dm type hypertension hypertensive htn ckd esrd obesity smoking tobacco"
    " alcohol etoh pregnancy age aging".split()
)


def is_of_known_cause(words: list[Word], first: int, last: int) -> bool:
    """ "Likely due to her diabetes": that she has it is not in doubt."""
    if not _lays(words, first, last):
        return False
    return last + 1 < len(words) and words[last + 1][0] in KNOWN


def _lays(words: list[Word], first: int, last: int) -> bool:
    return first < last and words[last][0] in LAYING and words[first][0] in LAYS


#: Joins the last item of a list to those before it.
JOINING = frozenset({"and", "or", "vs", "versus", "&"})


def end(words: list[Word], first: int, last: int, high: int) -> int:
    """Where a doubted cause ends: at a comma, unless a list of causes goes on."""
    if not _lays(words, first, last):
        return high
    told = [word for word, _, _ in words[last + 1 : high]]
    if "," not in told or not JOINING.isdisjoint(told[told.index(",") :]):
        return high
    return last + 1 + told.index(",")


#: What these doubt stands before them, unless they begin the sentence.
OPENING = frozenset({"unlikely", "doubtful"})


def opens(words: list[Word], first: int) -> bool:
    """ "Unlikely pulmonary embolism": nothing stands before the doubt."""
    return first == 0 and words[0][0] in OPENING


def is_of_what_follows(words: list[Word], first: int, last: int) -> bool:
    """Whether a doubt that could look back is one of what its verb goes on to say."""
    return words[first][0] in VERBS and words[last][0] in DOUBTING


def begin(words: list[Word], last: int, high: int) -> int:
    """Where what a doubt is of begins: behind its cue, or where a cause is named."""
    told = {word for word, _, _ in words[max(0, last - 1) : last + 1]}
    for at in range(last + 1, high - 1) if told & SUSPECTS else ():
        if words[at][0] in VERBS and words[at + 1][0] in LAID:
            return at + 1
    return last + 1
