"""Whether each code can be reported at all: R01, R02, R03 and R04.

Owns the checks of a code against its release. Must not look at what codes mean.
"""

from __future__ import annotations

from collections.abc import Iterator

from coding.rules.base import Context, Hit, about, rule
from coding.values import CodedLine, Severity


@rule(
    "R01",
    guideline="I.A.2, I.A.3, IV.F",
    severity=Severity.BLOCK,
    summary="A code must exist in the release that covers the date of service.",
    looks_at="The code, letter for letter, in the release chosen for the encounter.",
)
def code_in_release(context: Context) -> Iterator[Hit]:
    edition = context.book.release.edition
    for line in context.lines:
        if context.book.get(line.code) is None:
            yield about(
                line,
                f"{line.code} is not a code of {context.book.release.system} {edition},"
                " the release for this date of service.",
                "Choose a code from the release, or correct the date of service.",
            )


@rule(
    "R02",
    guideline="I.A.3, I.B.2",
    severity=Severity.BLOCK,
    summary="A code must be carried to its full number of characters.",
    looks_at="Whether the release has codes below this one.",
)
def code_complete(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        entry = context.book.get(line.code)
        if entry is not None and not entry.billable:
            yield about(
                line,
                f"{line.code} is a heading, not a complete code: more characters"
                " are needed.",
                f"Choose one of the codes below {line.code}; if the record does not"
                " say which, an unspecified one or a query.",
            )


@rule(
    "R03",
    guideline="I.A.4, I.A.5",
    severity=Severity.BLOCK,
    summary="A 7th character stands in the seventh place and is one the code allows.",
    looks_at=(
        "Codes missing from the release whose beginning takes 7th characters there."
    ),
)
def seventh_character(context: Context) -> Iterator[Hit]:
    for line in context.lines:
        if context.book.get(line.code) is None:
            stem = _stem(context, line.code)
            allowed = context.book.seventh_characters(stem) if stem else {}
            if allowed:
                yield about(
                    line,
                    f"Codes under {stem} end in a 7th character"
                    f" ({', '.join(sorted(allowed))}), after X in any empty place;"
                    f" {line.code} does not.",
                    "Fill empty places with X and end with the 7th character for"
                    " this encounter.",
                )


def _stem(context: Context, code: str) -> str:
    """The longest beginning of an unknown code that the release knows."""
    beginnings = (code[:length].rstrip(".") for length in range(len(code), 2, -1))
    return next((stem for stem in beginnings if context.book.get(stem)), "")


@rule(
    "R04",
    guideline="I.B.12",
    severity=Severity.BLOCK,
    summary="A code is reported once for an encounter.",
    looks_at="The codes of the set.",
)
def code_once(context: Context) -> Iterator[Hit]:
    seen: dict[str, CodedLine] = {}
    for line in context.lines:
        if line.code in seen:
            yield about(
                line,
                f"{line.code} stands on the list more than once.",
                "Keep one of them, with the evidence of both.",
            )
        seen[line.code] = line


FAMILY = (code_in_release, code_complete, seventh_character, code_once)
