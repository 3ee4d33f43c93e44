"""What holds for a stay only: R25, R48, R71, R72 and R73.

Owns the inpatient rules that read where in the record a code's text stands. Must not
say where that is when it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, Reach, about, between, rule
from coding.rules.documentation import CONFIRMED_ONLY
from coding.rules.reading import sections, sources
from coding.values import Assertion, CodedLine, Severity

AT_DISCHARGE = ("discharge", "final", "death")
DISCHARGE_SECTIONS = frozenset({"discharge_diagnosis", "postop_diagnosis"})
EARLIER = ("admission", "consult", "emergency", "h&p", "history", "nursing", "progress")
EARLIER_SECTIONS = frozenset(
    {"admission_diagnosis", "chief_complaint", "hospital_course", "hpi", "imaging"}
    | {"indication", "labs", "past_history", "preop_diagnosis", "problem_list"}
)
PAST = frozenset({"past_history", "surgical_history", "problem_list"})
RESULTS = frozenset({"labs", "imaging"})
RESULTS_AUTHORS = ("laboratory", "pathologist", "radiologist", "technician")

#: Conditions that count in every stay: lasting, and weighed whenever a patient is
#: treated; or codes that a history is the right place for.
LASTING = (
    *("B20", "B18", "C", "D57", "D66", "D67", "D68", "E03", "E08", "E09", "E10"),
    *("E11", "E13", "E66", "E78", "E84", "F", "G", "H54", "I10", "I11", "I12", "I13"),
    *("I25", "I27", "I48", "I50", "I69", "I73", "J43", "J44", "J45", "J84", "K50"),
    *("K51", "K70", "K74", "M05", "M06", "M32", "N18", "Q", "U09", "Z"),
)
#: Chapters and conditions whose own order comes before that of respiratory failure.
GO_FIRST = ("A40", "A41", "B20", "O", "P", *(f"T{n}" for n in range(36, 66)))
#: Where rehabilitation is still looked for, though no code stands for it any more.
AFTERCARE = "Z51.89"
ACUTE_BEFORE_REHABILITATION = ("I60", "I61", "I62", "I63", "S")


@rule(
    "R25",
    guideline="II.H, III.C",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary=(
        "For inpatients a diagnosis still uncertain at discharge is coded as if it"
        " existed."
    ),
    looks_at=(
        "Inpatient lines marked as uncertain whose text does not stand in a discharge"
        " document or section: it says whether the text is from earlier in the stay"
        " (history, course, progress note) or of unknown place. The conditions of R27"
        " are left to it."
    ),
)
def uncertain_at_discharge(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    for line in context.lines:
        confirmed = line.code.startswith(tuple(CONFIRMED_ONLY))
        uncertain = line.assertion is Assertion.UNCERTAIN and not confirmed
        if uncertain and context.documents and not _at_discharge(context, line):
            place = (
                "the cited text is from earlier in the stay"
                if _is_earlier(context, line)
                else "when in the stay the cited text was written is not known"
            )
            yield about(
                line,
                f"{line.code} rests on an uncertain statement, which counts if it still"
                f" stood at discharge; {place}.",
                "Cite the discharge summary, or remove it if it was ruled out.",
            )


def _at_discharge(context: Context, line: CodedLine) -> bool:
    named = any(word in _source_names(context, line) for word in AT_DISCHARGE)
    return named or bool(sections(line) & DISCHARGE_SECTIONS)


def _is_earlier(context: Context, line: CodedLine) -> bool:
    named = any(word in _source_names(context, line) for word in EARLIER)
    return named or bool(sections(line) & EARLIER_SECTIONS)


def _source_names(context: Context, line: CodedLine) -> str:
    """What the cited documents are called and said to be, in lower case."""
    cited = sources(context, line)
    return " / ".join(f"{one.name} {one.kind}".lower() for one in cited)


@rule(
    "R48",
    guideline="I.C.10.b",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary=(
        "Acute respiratory failure leads only if it occasioned the admission and no"
        " chapter has an order of its own."
    ),
    looks_at=(
        "J96.0- and J96.2- as principal diagnosis beside sepsis, HIV disease, a"
        " poisoning, or a code of pregnancy or the newborn."
    ),
)
def respiratory_failure_leads(context: Context) -> Iterator[Hit]:
    first = context.first
    if first is None or not context.facts.setting.is_inpatient:
        return
    others = [one for one in context.starting(*GO_FIRST) if not _adverse(context, one)]
    if first.code.startswith(("J96.0", "J96.2")) and others:
        yield between(
            f"{first.code} leads; {others[0].code} has an order of its own that usually"
            " puts it first.",
            f"Put {others[0].code} first, unless it was not present on admission.",
            first,
            others[0],
        )


def _adverse(context: Context, line: CodedLine) -> bool:
    title = context.book.title(line.code).lower()
    return title.startswith(("adverse effect", "underdosing"))


@rule(
    "R71",
    guideline="II.I, II.J, II.K",
    severity=Severity.INFO,
    reach=Reach.PARTIAL,
    summary=(
        "A stay after outpatient surgery or for rehabilitation is led by its own"
        " reason."
    ),
    looks_at=(
        "Rehabilitation stays (by specialty or place of service 61) led by an acute"
        " stroke or an injury in active treatment, and stays led by Z51.89 with one"
        " behind it. Admission from observation or"
        " outpatient surgery is not among the facts of a chart."
    ),
)
def rehabilitation_leads(context: Context) -> Iterator[Hit]:
    facts, first = context.facts, context.first
    if first is None or not facts.setting.is_inpatient:
        return
    settles = "I69 with the deficit after a stroke, the injury with D after an injury."
    for_it = "rehab" in facts.specialty.lower() or facts.place_of_service == "61"
    if for_it and _is_acute(first):
        yield about(
            first,
            f"{first.code} is the acute event; a rehabilitation stay is led by what"
            " remains of it.",
            settles,
        )
    acute = [line for line in context.lines if _is_acute(line)]
    if first.code == AFTERCARE and acute:
        yield between(
            f"{first.code} leads as aftercare of {acute[0].code}, which is the acute"
            " event; a rehabilitation stay is led by what remains of it.",
            settles,
            first,
            acute[0],
        )


def _is_acute(line: CodedLine) -> bool:
    after = line.code.endswith(("D", "G", "K", "P", "S"))
    return line.code.startswith(ACUTE_BEFORE_REHABILITATION) and not after


@rule(
    "R72",
    guideline="III",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        "A secondary diagnosis of a stay was evaluated, treated, studied, or made the"
        " stay or the nursing longer."
    ),
    looks_at=(
        "Inpatient secondary codes cited only from a past history or problem list,"
        " lasting conditions and Z codes apart. That more text speaks of them it does"
        " not see, and where the section of a quote is not known it is silent."
    ),
)
def secondary_mattered(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    for line in context.lines[1:]:
        kinds = sections(line)
        if kinds and kinds <= PAST and not line.code.startswith(LASTING):
            yield about(
                line,
                f"{line.code} is cited only from a history or problem list, which does"
                " not show that it mattered in this stay.",
                "Cite text that shows evaluation, treatment or monitoring, or remove"
                f" {line.code}.",
            )


@rule(
    "R73",
    guideline="III.B",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A finding of a stay is coded if the provider says that it counts.",
    looks_at=(
        "Inpatient codes cited only from sections of results, or from documents by a"
        " laboratory, radiologist or pathologist; quotes of no known section it leaves"
        " alone. Outpatients' interpreted reports may be coded and are not looked at."
    ),
)
def finding_counts(context: Context) -> Iterator[Hit]:
    if not context.facts.setting.is_inpatient:
        return
    for line in context.lines:
        kinds = sections(line)
        if (kinds and kinds <= RESULTS) or _by_results_authors(context, line):
            yield about(
                line,
                f"{line.code} is cited only from results; for inpatients the provider"
                " says whether a finding counts.",
                "Cite the provider's own statement, or query the provider.",
            )


def _by_results_authors(context: Context, line: CodedLine) -> bool:
    roles = [one.author_role.lower() for one in sources(context, line)]
    return bool(roles) and all(role in RESULTS_AUTHORS for role in roles)


FAMILY = (
    uncertain_at_discharge,
    respiratory_failure_leads,
    rehabilitation_leads,
    secondary_mattered,
    finding_counts,
)
