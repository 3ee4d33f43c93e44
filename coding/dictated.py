"""What was dictated without a mark: headings, lists and clauses by their words.

Owns finding, in one long line, the blanks before spoken headings, before the numbers
that count items and before the words a clause begins with; the words are data in
``knowledge/dictated.toml``. Must not say what a heading means or read conditions.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from coding.sections import kind_of
from coding.wordlists import either, words_of

#: What stands before a heading, where a sentence has ended.
ENDED = frozenset(".!?)]%;")
#: A line with fewer marks than one in so many letters was dictated without them.
SPARSE = 150
#: No sentence is longer, in letters.
SENTENCE = 600
_POINT = re.compile(r"[.,;:] ")
_NAMES = (
    rf"({either('dictated', 'headings')})[.;|]?(?: -{{2}})?(?= )"
    rf"(?! {either('dictated', 'goes_on')}[ .]| (?:(?:19|20)\d\d|\d{{1,2}}/\d))"
)
_SPOKEN = re.compile(rf" (?<=\S )(?=[a-z]){_NAMES}", re.IGNORECASE)
#: The same at the start of a line, and the letters that may stand for them.
_LEADING = re.compile(rf"^{_NAMES}", re.IGNORECASE | re.MULTILINE)
_LETTERS = re.compile(r"^([soap]) (?=[a-z\d])", re.IGNORECASE | re.MULTILINE)
#: What stands before such a word where it is no heading.
_SAID = words_of("dictated", "said")
#: What stands before an examination that is the visit, and before an embolism.
_OF_VISIT = words_of("dictated", "of_visit")
_OF_LUNG = words_of("dictated", "of_lung")
#: A number that counts an item: no measure of time, dose or size stands behind it.
BARE_NUMBER = re.compile(
    rf" (?=([1-9]) (?!{either('dictated', 'measures')}\b)[a-z])", re.IGNORECASE
)
#: A list that counts, right behind its heading.
_LISTS = re.compile(r"#?1[.)]? ?[a-z]", re.IGNORECASE)
#: As many items as make a list whose heading is not told.
ITEMS = 3
#: What a clause begins with: a denial, a verb of the plan, the patient.
_TURN = re.compile(rf" (?<=\S )(?={either('dictated', 'turns')} )", re.IGNORECASE)
#: What stands before such a word where no clause begins.
_LEADS_ON = words_of("dictated", "leads_on")
#: The end of what is told of a drug: how much of it, and how often.
_DOSED = re.compile(
    rf"\b\d[\d./,-]{{0,40}} ?{either('dictated', 'doses')}\b"
    rf"(?: {either('dictated', 'often')})* (?=[a-z])",
    re.IGNORECASE,
)
#: Letters that head the parts of a note, as they are spoken.
_PLAN_LETTER = re.compile(r" (?=p [a-z])", re.IGNORECASE)
_ASSESS_LETTER = re.compile(r" (?=a [a-z\d])", re.IGNORECASE)


def is_sparse(line: str) -> bool:
    """Whether a line has as few marks as one that was dictated without them.

    One that ends with a full stop is a long sentence, unless it is a whole note.
    """
    if len(line) < SENTENCE and line.rstrip().endswith("."):
        return False
    return len(_POINT.findall(line)) * SPARSE < len(line)


def turns(line: str) -> Iterator[int]:
    """The blanks before words a clause begins with, and behind the dose of a drug."""
    for match in _TURN.finditer(line):
        if word_before(line, match.start()).lower() not in _LEADS_ON:
            yield match.start()
    yield from (one.end() - 1 for one in _DOSED.finditer(line))


def spoken(line: str, sparse: bool) -> Iterator[int]:
    """The blanks around headings that were only spoken.

    Where there are marks, such a heading stands behind the end of a sentence. Behind
    the assessment nothing goes back to what is told before it ("1 annual exam"), and
    between the items of a list that counts no plan begins.
    """
    numbers = bare_numbers(line)
    assesses, last = False, 0
    for match in _SPOKEN.finditer(line):
        name, start = match[1].lower(), match.start()
        again = name.startswith(_ASSESSING)
        planned = name.endswith("plan") and start > last
        told = line[start - 1] in ENDED and name.startswith(_TOLD)
        if assesses and not (again or planned or told):
            continue
        if _is_heading(line, match, sparse):
            longer = f"{word_before(line, start)} {name}"
            start -= len(longer) - len(name) if kind_of(longer) else 0
            items = list(counted(numbers, match.end()))
            assesses, last = assesses or again, max([last, *items])
            yield from (start, match.end(), *items)


#: What begins the names of parts that no sentence of a plan begins with ("labs").
_TOLD = ("hpi", "ros", "review", "pmh", "psh", "past", "family", "fh", "social", "phys")
#: What begins the name of the part that assesses.
_ASSESSING = ("assess", "imp", "a/p", "a&p", "dx", "diagnos")


def _is_heading(line: str, match: re.Match[str], sparse: bool) -> bool:
    name, before = match[1].lower(), word_before(line, match.start()).lower()
    if before[-1:] in ENDED or _LISTS.match(line, match.end() + 1):
        return True
    if sparse and name.startswith(("a/p", "a&p", "my ")):
        return True
    if not sparse or before in _SAID:
        return False
    if name == "pe":
        return before not in _OF_LUNG
    return "exam" not in name or before not in _OF_VISIT


def headed(text: str) -> Iterator[int]:
    """The blanks behind headings that begin a line and that nothing closes.

    Only in lines without marks, of which few end with a full stop: "Physical
    examination revealed" begins a sentence.
    """
    if not is_sparse(text) or 5 * text.count(".\n") > text.count("\n"):
        return
    yield from (one.end() for one in _LEADING.finditer(text))
    letters = list(_LETTERS.finditer(text))
    if "".join(one[1].lower() for one in letters) in ("soap", "sap", "oap", "ap"):
        yield from (one.end() - 1 for one in letters)


def listed(line: str) -> Iterator[int]:
    """The blanks before the items of a list of bare numbers, three or more."""
    due: list[int] = []
    for match in BARE_NUMBER.finditer(line):
        number = int(match[1])
        if number == len(due) + 1:
            due.append(match.start())
        elif number == 1 and len(due) < ITEMS:
            due = [match.start()]
    yield from due if len(due) >= ITEMS else ()


def lettered(line: str) -> Iterator[int]:
    """The blanks before a spoken "a" and "p" that head assessment and plan.

    The one "p" of the line, and the last "a" before it.
    """
    plans = [one.start() for one in _PLAN_LETTER.finditer(line)]
    if len(plans) != 1:
        return
    assessed = [one.start() for one in _ASSESS_LETTER.finditer(line, 0, plans[0])]
    yield from (*assessed[-1:], *plans) if assessed else ()


def word_before(line: str, end: int) -> str:
    """What stands between an offset and the blank before it."""
    return line[line.rfind(" ", 0, end) + 1 : end]


def bare_numbers(line: str) -> list[list[int]]:
    """The blanks before each number from one to nine, in order.

    Read once: a line may hold as many headings as numbers, and hostile ones do.
    """
    found: list[list[int]] = [[] for _ in range(9)]
    if " 1 " not in line:
        return found
    for match in BARE_NUMBER.finditer(line):
        found[int(match[1]) - 1].append(match.start())
    return found


def counted(numbers: list[list[int]], start: int) -> Iterator[int]:
    """The blanks before the numbers that count the items behind a heading.

    The first stands right behind it; each further one is the next of its kind.
    """
    at = bisect_left(numbers[0], start)
    if numbers[0][at : at + 1] != [start]:
        return
    yield start
    for places in numbers[1:]:
        at = bisect_left(places, start + 1)
        if at == len(places):
            return
        start = places[at]
        yield start
