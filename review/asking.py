"""A question to the provider, and what makes it a fair one.

Owns the parts of a query and the checks that it must pass before it is sent, after the
practice brief on compliant queries of AHIMA and ACDIS (2022): the clinical indicators
are quoted, the title and the question lead nowhere, every option rests on indicators of
its own, "other" and "unable to determine" are always there, and nothing speaks of
payment, of codes or of categories. Pure; whether a quote stands in the document is for
``review.actions.queries`` to verify.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from review.querystates import Topic

OTHER = "Other (please state)"
UNDETERMINED = "Unable to determine"
#: What every query ends with, whoever wrote it.
ALWAYS = (OTHER, UNDETERMINED)

MOST_OPTIONS = 8
MOST_INDICATORS = 12
LONGEST_TITLE = 80
LONGEST = 500

TITLES: Mapping[Topic, str] = {
    Topic.SPECIFICITY: "Request for further detail",
    Topic.CONFLICT: "Clarification of differing entries",
    Topic.CLINICAL_VALIDITY: "Clarification of clinical findings",
    Topic.POA: "Clarification of timing",
}

#: What a new query asks until somebody words it for the case.
WORDS: Mapping[Topic, str] = {
    Topic.SPECIFICITY: "Can what is quoted here be described in more detail?",
    Topic.CONFLICT: "Which of the quoted entries describes the patient at this visit?",
    Topic.CLINICAL_VALIDITY: (
        "In your judgement, what do the quoted findings say about the condition?"
    ),
    Topic.POA: "Was this present when the order to admit was written?",
}
STARTING: Mapping[Topic, tuple[str, ...]] = {
    Topic.CLINICAL_VALIDITY: ("It is confirmed", "It was ruled out"),
    Topic.POA: ("Yes", "No"),
}

# Only questions of when, or of which of two entries holds, may be asked with yes or no.
YES_NO = frozenset({Topic.POA, Topic.CONFLICT})

_MONEY = re.compile(
    r"(?i)\b(?:pay(?:s|er|ers|ment|ments|ing)?|paid|reimburs\w*|revenue|bill(?:s|ed|ing)?|"
    r"money|dollars?|financ\w*|capitation|denial|denied claim|drgs?|ms-?drg|apr-?drg|"
    r"hccs?|rafs?|risk adjust\w*|risk score\w*|case[- ]mix|cmi|mccs?|ccs|"
    r"quality (?:score|metric|measure)s?|star ratings?|incentives?|bonus\w*|"
    r"cod(?:e|es|ed|ing|er|ers)|icd(?:-?10)?(?:-?cm|-?pcs)?|cpt|hcpcs|"
    r"upcod\w*|medicare advantage)\b|\$|€|£"
)
_CODE = re.compile(r"\b[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b|\b[A-TV-Z]\d{3,6}[A-Z]?\b")
_LEADING = re.compile(
    r"(?i)\b(?:please (?:document|add|confirm|agree|update|state that|specify that)|"
    r"(?:do|would|don't|wouldn't|can) you (?:not )?(?:agree|confirm|document|add)|"
    r"is(?:n't| it not)|should (?:be|we|this)|we (?:believe|think|suggest|need)|"
    r"we recommend|needs? to (?:be|say|read)|must (?:be|say)|obviously|clearly|"
    r"supports? a diagnosis|in order to|so that we|more specific diagnosis|higher|"
    r"maximi[sz]e|optimi[sz]e)\b"
)
# Words of a title that name nothing clinical; all others must stand in a quote.
_NEUTRAL = frozenset(
    "a about an and any as at between by clarification clarify clinical concerning"
    " condition conditions detail details diagnoses diagnosis differing documentation"
    " documented entries entry evaluation findings finding follow for from further how"
    " in information is it its laterality medical meaning more note notes of on or"
    " order patient present procedure provider query question record recorded regarding"
    " relation report reported request results severity side significance site"
    " specificity stage status summary symptom symptoms test that the their this"
    " timing to treatment type up visit was what when whether which with acuity cause"
    " admission".split()
)
_WORD = re.compile(r"[^\W\d_][\w'-]+")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quote of the record: ``words == document[start:end]``, in code points."""

    document: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen, and the indicators (from 0) that speak for it."""

    words: str
    rests_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A whole query as the provider will read it."""

    topic: Topic
    title: str
    words: str
    indicators: tuple[Indicator, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """What the provider may choose from, in order."""
        return (*(option.words for option in self.options), *ALWAYS)

    def to_plain(self) -> dict[str, Any]:
        """For the vault, as JSON can hold it."""
        return {
            "topic": self.topic.value,
            "title": self.title,
            "words": self.words,
            "indicators": [
                {
                    "document": each.document,
                    "start": each.start,
                    "end": each.end,
                    "words": each.words,
                }
                for each in self.indicators
            ],
            "options": [
                {"words": each.words, "rests_on": list(each.rests_on)}
                for each in self.options
            ],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Question:
        """The question that ``to_plain`` spelt out."""
        return cls(
            topic=Topic(plain["topic"]),
            title=plain["title"],
            words=plain["words"],
            indicators=tuple(Indicator(**each) for each in plain["indicators"]),
            options=tuple(
                Option(each["words"], tuple(each["rests_on"]))
                for each in plain["options"]
            ),
        )


def begun(
    topic: Topic,
    indicators: tuple[Indicator, ...],
    words: str = "",
    options: tuple[str, ...] = (),
) -> Question:
    """A draft to work on: every option rests on all that is quoted so far."""
    rests_on = tuple(range(len(indicators)))
    return Question(
        topic=topic,
        title=TITLES[topic],
        words=words or WORDS[topic],
        indicators=indicators,
        options=tuple(
            Option(each, rests_on) for each in options or STARTING.get(topic, ())
        ),
    )


def problems(question: Question) -> tuple[str, ...]:
    """What must be mended before it may be sent, one sentence each; empty when fair."""
    return tuple(
        dict.fromkeys(
            (
                *_of_form(question),
                *_of_payment(question),
                *_of_leading(question),
                *_of_options(question),
            )
        )
    )


def _of_form(question: Question) -> Iterator[str]:
    if not question.title.strip():
        yield "The query needs a title."
    elif len(question.title) > LONGEST_TITLE:
        yield f"The title is longer than {LONGEST_TITLE} characters."
    if not question.words.strip():
        yield "The query asks nothing yet."
    elif not question.words.rstrip().endswith("?"):
        yield "The question does not end in a question mark."
    if not question.indicators:
        yield "No clinical indicator is quoted: select words of the record."
    if len(question.indicators) > MOST_INDICATORS:
        yield f"More than {MOST_INDICATORS} indicators; quote those that matter."


def _of_payment(question: Question) -> Iterator[str]:
    for place, words in _written(question):
        found = _MONEY.search(words) or _CODE.search(words)
        if found:
            yield (
                f"{place} says “{found.group()}”: a query speaks neither of payment nor"
                " of codes."
            )


def _written(question: Question) -> Iterator[tuple[str, str]]:
    """Everything that a person wrote; quotes of the record are the record's."""
    yield "The title", question.title
    yield "The question", question.words
    for number, option in enumerate(question.options, start=1):
        yield f"Option {number}", option.words


def _of_leading(question: Question) -> Iterator[str]:
    for place, words in (("title", question.title), ("question", question.words)):
        if found := _LEADING.search(words):
            yield f"The {place} leads: “{found.group()}”."
    quoted = " ".join(each.words for each in question.indicators).lower()
    documented = {_stem(word) for word in _WORD.findall(quoted)}
    for word in _WORD.findall(question.title.lower()):
        if word not in _NEUTRAL and _stem(word) not in documented:
            yield f"The title says “{word}”, which no quoted indicator says."


def _stem(word: str) -> str:
    return word.rstrip("s") if len(word) > 3 else word


def _of_options(question: Question) -> Iterator[str]:
    spoken = [option.words.strip().lower() for option in question.options]
    if len(spoken) == 1:
        yield "A single option leads: give another that the record supports, or none."
    if len(spoken) > MOST_OPTIONS:
        yield f"More than {MOST_OPTIONS} options."
    if len(set(spoken)) < len(spoken):
        yield "Two options are the same."
    if set(spoken) & {"yes", "no"} and question.topic not in YES_NO:
        yield "Yes and no may be offered only for timing or for differing entries."
    for number, option in enumerate(question.options, start=1):
        yield from _of_option(number, option, len(question.indicators))


def _of_option(number: int, option: Option, indicators: int) -> Iterator[str]:
    if not option.words.strip():
        yield f"Option {number} is empty."
    if not option.rests_on:
        yield f"Option {number} rests on no indicator: tick what speaks for it."
    if any(not 0 <= each < indicators for each in option.rests_on):
        yield f"Option {number} rests on an indicator that is not there."
