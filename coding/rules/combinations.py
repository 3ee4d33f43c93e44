"""Conditions that the classification joins: R11, R15, R16, R17 and R40.

Owns the tables of pairs, each short and chosen for being certain, and says so: silence
here does not mean that no combination exists. Hypertension, coronary disease and
pregnancy have modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coding.rules.base import Context, Hit, Reach, between, listed, rule
from coding.values import Severity

DIABETES = ("E08", "E09", "E10", "E11", "E13")


@dataclass(frozen=True, slots=True)
class Joined:
    """Two groups of codes and what to report for them."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    instead: str


#: What diabetes is presumed to have caused, and the ending of the code that says so.
WITH_DIABETES = (
    Joined(DIABETES, ("N18",), "22"),
    Joined(DIABETES, ("G62.9", "G63"), "42"),
    Joined(DIABETES, ("G58.9", "G59"), "41"),
    Joined(DIABETES, ("K31.84", "G90.9", "G99.0"), "43"),
    Joined(DIABETES, ("I73.9", "I70.2"), "5"),
    Joined(DIABETES, ("I96",), "52"),
    Joined(DIABETES, ("L97.4", "L97.5"), "621"),
    Joined(DIABETES, ("L97.1", "L97.2", "L97.3", "L97.8", "L97.9", "L98.4"), "622"),
    Joined(DIABETES, ("H35.00", "H36"), "3"),
)

#: Components that one code reports together.
COMBINATIONS = (
    Joined(("J96.0",), ("J96.1",), "J96.2-"),
    Joined(("I50.21",), ("I50.22",), "I50.23"),
    Joined(("I50.31",), ("I50.32",), "I50.33"),
    Joined(("I50.41",), ("I50.42",), "I50.43"),
    Joined(("I50.2",), ("I50.3",), "I50.4-"),
    Joined(("K81.0",), ("K81.1",), "K81.2"),
    Joined(("K80.20",), ("K81.0",), "K80.00"),
    Joined(("K80.20",), ("K81.1",), "K80.10"),
    Joined(("N30.00",), ("R31",), "N30.01"),
    Joined(("N30.90",), ("R31",), "N30.91"),
)

#: A code that only says less than another beside it.
SAYS_LESS = {
    "E08.9": ("E08.",),
    "E09.9": ("E09.",),
    "E10.9": ("E10.",),
    "E11.9": ("E11.",),
    "E13.9": ("E13.",),
    "J44.9": ("J44.0", "J44.1"),
    "K21.9": ("K21.0",),
    "N18.9": ("N18.",),
}

#: The acute and the chronic form of one condition, coded apart and acute first.
ACUTE_AND_CHRONIC = (
    (("J01",), ("J32",)),
    (("J02",), ("J31.2",)),
    (("J03",), ("J35.0",)),
    (("J04.0",), ("J37.0",)),
    (("J20",), ("J41", "J42")),
    (("K85",), ("K86.0", "K86.1")),
    (("M86.0", "M86.1"), ("M86.3", "M86.4", "M86.5", "M86.6")),
    (("N10",), ("N11",)),
    (("N41.0",), ("N41.1",)),
)

LUNG_INFECTION = ("J12", "J13", "J14", "J15", "J16", "J17", "J18")

#: Symptoms that belong to a disease and are not added to it.
INTEGRAL = (
    (("J09", "J10", "J11", *LUNG_INFECTION), ("R05", "R06.02", "R50.9", "R09.02")),
    (("A40", "A41"), ("R50.9",)),
    (("J45",), ("R05", "R06.02", "R06.2")),
    (("J44",), ("R05", "R06.02", "R06.2")),
    (("J00", "J06.9"), ("R05", "R09.81", "R09.82")),
    (("J02", "J03"), ("R07.0",)),
    (("I50",), ("R06.0", "R60")),
    (("I20", "I21"), ("R07.2", "R07.89", "R07.9")),
    (("A08", "A09", "K52"), ("R11", "R19.7")),
    (("K21",), ("R12",)),
    (("K35",), ("R10.31", "R10.813")),
    (("N30",), ("R30.0", "R35.0", "R39.15")),
    (("N39.0",), ("R30.0", "R35.0")),
    (("G40",), ("R56.9",)),
    (("G43",), ("R51",)),
    (("E08", "E09", "E10", "E11", "E13"), ("R73",)),
)

LEVELS = {"9": "use", "1": "abuse", "2": "dependence"}
SUBSTANCES = ("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19")


@rule(
    "R11",
    guideline="I.A.15",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary=(
        'Conditions that the index joins by "with" are presumed related unless the'
        " record denies it."
    ),
    looks_at=(
        "Diabetes beside kidney disease, neuropathy, gastroparesis, peripheral"
        " vascular disease, gangrene, skin ulcer or retinopathy without the diabetes"
        " code that joins them, and COPD beside pneumonia without J44.0. It cannot"
        " see a denial in the record."
    ),
)
def presumed_related(context: Context) -> Iterator[Hit]:
    for pair in WITH_DIABETES:
        yield from _joined_to_diabetes(context, pair)
    obstructive, infection = context.starting("J44"), context.starting(*LUNG_INFECTION)
    if obstructive and infection and not context.has("J44.0"):
        yield between(
            f"COPD with an acute lower respiratory infection is J44.0;"
            f" {obstructive[0].code} does not say so.",
            f"J44.0 with {infection[0].code}, or a statement that they are unrelated.",
            obstructive[0],
            infection[0],
        )


def _joined_to_diabetes(context: Context, pair: Joined) -> Iterator[Hit]:
    diabetes, other = context.starting(*pair.one), context.starting(*pair.other)
    if not diabetes or not other:
        return
    category = diabetes[0].code[:3]
    right = f"{category}.{pair.instead}"
    if not context.has(*(f"{one.code[:3]}.{pair.instead}" for one in diabetes)):
        whole = f"{right}-" if context.book.children(right) else right
        yield between(
            f"Diabetes and {other[0].code} are presumed related, and no {whole} code"
            " joins them.",
            f"{whole}, or a statement by the provider that they are unrelated.",
            diabetes[0],
            *other,
        )


@rule(
    "R15",
    guideline="I.B.5, I.C.18.b",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="A symptom that belongs to a coded disease is not added to it.",
    looks_at=(
        "A short table of diseases and the symptoms that always go with them. Other"
        " pairs, and a symptom with a cause of its own, are not recognised."
    ),
)
def integral_symptom(context: Context) -> Iterator[Hit]:
    for diseases, symptoms in INTEGRAL:
        known = context.starting(*diseases)
        for line in context.starting(*symptoms) if known else ():
            yield between(
                f"{line.code} is a symptom that belongs to {known[0].code}.",
                f"Remove {line.code}, unless the record gives it another cause.",
                known[0],
                line,
                subject=line.code,
            )


@rule(
    "R16",
    guideline="I.B.8",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Of an acute and a chronic form of one condition the acute comes first.",
    looks_at="The order of a short table of acute and chronic pairs.",
)
def acute_before_chronic(context: Context) -> Iterator[Hit]:
    for acute_codes, chronic_codes in ACUTE_AND_CHRONIC:
        acute, chronic = (
            context.starting(*acute_codes),
            context.starting(*chronic_codes),
        )
        if acute and chronic and chronic[0] in context.before(acute[0]):
            yield between(
                f"{acute[0].code} is the acute form of what {chronic[0].code} calls"
                " chronic; the acute code comes first.",
                f"Move {acute[0].code} before {chronic[0].code}.",
                acute[0],
                chronic[0],
            )


@rule(
    "R17",
    guideline="I.B.9, I.C.18.c",
    severity=Severity.WARN,
    reach=Reach.PARTIAL,
    summary="Where one code says it all, its parts are not coded separately.",
    looks_at=(
        "A table of common pairs, and the unspecified codes of diabetes, COPD, reflux"
        " and chronic kidney disease beside a code of theirs that says more."
    ),
)
def one_code_says_it_all(context: Context) -> Iterator[Hit]:
    for pair in COMBINATIONS:
        one = context.starting(*pair.one)
        other = context.starting(*pair.other) if one else ()
        if one and other:
            yield between(
                f"{one[0].code} and {other[0].code} are reported together by"
                f" {pair.instead}.",
                f"Report {pair.instead} alone, unless they are of two occasions.",
                one[0],
                other[0],
            )
    for vague, exact in SAYS_LESS.items():
        lines = context.starting(vague)
        more = [one for one in context.starting(*exact) if one.code != vague]
        if lines and more:
            yield between(
                f"{vague} says less than {listed(one.code for one in more)}, which"
                " stands beside it.",
                f"Remove {vague}.",
                lines[0],
                *more,
            )


@rule(
    "R40",
    guideline="I.C.5.b.2",
    severity=Severity.WARN,
    summary="Of use, abuse and dependence on one substance only the highest is coded.",
    looks_at="F10 to F16, F18 and F19 codes of one category.",
)
def highest_level_of_use(context: Context) -> Iterator[Hit]:
    for category in SUBSTANCES:
        by_level = {level: context.starting(f"{category}.{level}") for level in LEVELS}
        *lower, highest = [level for level in LEVELS if by_level[level]] or [""]
        if lower:
            extra = [line for level in lower for line in by_level[level]]
            yield between(
                f"Only the highest level for a substance is coded:"
                f" {by_level[highest][0].code} ({LEVELS[highest]}) stands for all.",
                f"Remove {listed(line.code for line in extra)}.",
                *by_level[highest],
                *extra,
            )


FAMILY = (
    presumed_related,
    integral_symptom,
    acute_before_chronic,
    one_code_says_it_all,
    highest_level_of_use,
)
