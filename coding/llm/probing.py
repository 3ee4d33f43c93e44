"""Trying an endpoint out with a made-up note: does it answer, and what can it do?

Owns the made-up note and what is concluded from the answer. Nothing of a chart is ever
in it. Must not import Django.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from coding.llm.asker import Asker
from coding.llm.faults import Fault, Kind
from coding.llm.prompts import EXTRACTION
from coding.llm.quoting import locate
from coding.llm.schemas import Extraction

#: Nobody's note; what a working model names in it is known.
TEXT = (
    "Assessment:\n1. Seasonal allergic rhinitis.\n2. Mild persistent asthma, stable.\n"
)
NAMES = ("rhinitis", "asthma")
#: Faults that say that structured output does not work, rather than the connection.
UNSTRUCTURED = frozenset({Kind.MALFORMED, Kind.WRONG_SHAPE, Kind.EMPTY, Kind.REJECTED})


@dataclass(frozen=True, slots=True)
class Probe:
    """How an endpoint answered.

    ``structured``: the answer had the form asked for; ``probabilities``: each token
    came with its chance; ``understood``: it named what the note names, in its words.
    """

    fault: Kind | None
    structured: bool = False
    probabilities: bool = False
    understood: bool = False
    calls: int = 0
    microseconds: int = 0

    @property
    def reached(self) -> bool:
        """Whether anything came back that a model could have said."""
        return self.fault is None or self.fault in UNSTRUCTURED | {Kind.TRUNCATED}


def probe(asker: Asker) -> Probe:
    """One question about the made-up note."""
    question = json.dumps(
        {"settings": "outpatient", "section": "assessment", "passage": TEXT}
    )
    try:
        reply = asker.ask(EXTRACTION, question, Extraction)
    except Fault as fault:
        return Probe(fault.kind, calls=asker.use.calls)
    quotes = [one.quote for one in reply.answer.mentions]
    confirmed = " ".join(one.lower() for one in quotes if locate(TEXT, one))
    return Probe(
        fault=None,
        structured=True,
        probabilities=bool(reply.tokens),
        understood=all(name in confirmed for name in NAMES),
        calls=asker.use.calls,
        microseconds=reply.microseconds,
    )
