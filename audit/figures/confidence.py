"""Whether confidence is honest, and what other thresholds would have done.

Owns reading the bins of reliability and the sums of the threshold simulator from the
tables of figures. The formulae are ``audit.metrics``'s. Never writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from audit.figures import answers
from audit.figures.reading import ALL, Question, crossed
from audit.figures.tally import CHART_BY
from audit.metrics.calibration import Reliability
from audit.metrics.counts import Counts
from audit.metrics.intervals import Rate, Share
from audit.metrics.simulation import Outlook, Thresholds

NO_BINS = Reliability(())


class Kind(StrEnum):
    """The three confidences of a suggestion."""

    CONFIDENCE = "confidence"
    EXTRACTION = "extraction"
    ASSIGNMENT = "assignment"

    @property
    def label(self) -> str:
        return {
            "confidence": "the code as suggested",
            "extraction": "the condition was the patient’s",
            "assignment": "the code, where the condition was",
        }[self.value]

    def sums(self, counts: Counts) -> tuple[int, int, int]:
        """Of how many, how many right, and the sum of what was said."""
        if self is Kind.EXTRACTION:
            return counts.suggested, counts.meant, int(counts.extracted)
        if self is Kind.ASSIGNMENT:
            return counts.meant, counts.exact, int(counts.assigned)
        return counts.confident, counts.exact, int(counts.said)


def reliability(
    question: Question, kind: Kind, name: str = ALL
) -> dict[str, Reliability]:
    """Bins by the values of a stratum; all of them under "" without one."""
    found: dict[str, dict[int, tuple[int, int, int]]] = {}
    for (number, value), counts in crossed(question, f"{kind}_bin", name).items():
        if number != "":
            found.setdefault(value, {})[int(number)] = kind.sums(counts)
    return {value: Reliability.from_sums(sums) for value, sums in found.items()}


OUTLOOK = """
SELECT count(*), count(*) FILTER (WHERE gone),
    coalesce(sum(seconds) FILTER (WHERE gone), 0),
    coalesce(sum(seconds) FILTER (WHERE NOT gone), 0),
    coalesce(sum(suggested) FILTER (WHERE gone), 0),
    count(*) FILTER (WHERE gone AND known.weight > 0),
    coalesce(sum(w), 0), coalesce(sum(w * errors), 0), coalesce(sum(w * suggested), 0),
    coalesce(sum(w * errors * w * errors), 0),
    coalesce(sum(w * w * errors * suggested), 0),
    coalesce(sum(w * suggested * w * suggested), 0)
FROM (
    SELECT *, CASE WHEN gone THEN weight ELSE 0 END AS w FROM (
        SELECT *, NOT held AND suggested > 0 AND least_default >= %s
            AND least_hcc >= %s AND least_high >= %s
            AND NOT codes LIKE ANY(%s::text[]) AS gone
        FROM audit_figurechart
        WHERE {where}
    ) charts
) known
"""


def outlook(question: Question, at: Thresholds) -> Outlook:
    """What thresholds would have done with the charts of the question.

    Asks for strata of charts only: a chart leaves whole.
    """
    where, given = _charts(question)
    given = [at.default, at.hcc_bearing, at.high_risk, _stays(at), *given]
    [found] = answers.rows(OUTLOOK.format(where=where), given, question.edition)
    n, gone, leaving, staying, codes, *sums = found
    return Outlook(Share(gone, n), Rate(*sums), leaving, staying, codes)


STEPS = """
SELECT width_bucket(least_default, %s::int[]), count(*), coalesce(sum(seconds), 0),
    coalesce(sum(suggested), 0), count(*) FILTER (WHERE weight > 0),
    coalesce(sum(weight), 0), coalesce(sum(weight * errors), 0),
    coalesce(sum(weight * suggested), 0), coalesce(sum((weight * errors) ^ 2), 0),
    coalesce(sum(weight * weight * errors * suggested), 0),
    coalesce(sum((weight * suggested) ^ 2), 0)
FROM audit_figurechart
WHERE {where} AND NOT held AND suggested > 0 AND least_hcc >= %s AND least_high >= %s
    AND NOT codes LIKE ANY(%s::text[])
GROUP BY 1
"""
WHOLE = (
    "SELECT count(*), coalesce(sum(seconds), 0) FROM audit_figurechart WHERE {where}"
)


def curve(question: Question, steps: Sequence[int], at: Thresholds) -> list[Outlook]:
    """The outlook at each default threshold, lowest first; the others stay as they are.

    Two queries for all steps: what leaves at a step leaves at every lower one too.
    """
    where, given = _charts(question)
    [(n, seconds)] = answers.rows(WHOLE.format(where=where), given, question.edition)
    given = [list(steps), *given, at.hcc_bearing, at.high_risk, _stays(at)]
    stepped = answers.rows(STEPS.format(where=where), given, question.edition)
    found = {row[0]: row[1:] for row in stepped}
    made: list[Outlook] = []
    left = Outlook(Share(0, n), Rate(), 0, seconds, 0)
    for place in range(len(steps), 0, -1):
        gone, spent, codes, *sums = found.get(place, (0, 0, 0, *[0] * 7))
        left = Outlook(
            Share(left.share.hits + gone, n),
            left.errors + Rate(*sums),
            left.seconds_leaving + spent,
            left.seconds_staying - spent,
            left.codes_leaving + codes,
        )
        made.insert(0, left)
    return made


def _stays(at: Thresholds) -> list[str]:
    """Patterns of charts that hold a code which always stays."""
    plain = (each.replace("\\", "").replace("%", "") for each in at.never_auto)
    return [f"% {each.replace('_', '')}%" for each in plain if each]


def _charts(question: Question) -> tuple[str, list[Any]]:
    conditions = ["reference = %s", "week >= %s", "week <= %s"]
    given: list[Any] = [
        question.reference.value,
        question.since,
        question.until,
    ]
    for name, value in question.filters:
        if name in CHART_BY:
            conditions.append(f"{name} = %s")
            given.append(value)
    if question.sites is not None:
        conditions.append("site = ANY(%s)")
        given.append(list(question.sites))
    return " AND ".join(conditions), given
