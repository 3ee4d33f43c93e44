"""Forms of the case: what a browser sends when somebody decides.

Owns reading and echoing what was typed. Whether it may be done is for the actions: a
form refuses only what cannot be read at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.core.exceptions import BadRequest

LONGEST = 4000


def stored(text: str) -> str:
    """Without the one character that no column of PostgreSQL takes."""
    return text.replace("\x00", "")


# What a column of whole numbers holds whatever the digits are.
MOST_DIGITS = 18


def whole(said: str) -> int | None:
    """A number or a key as a form sent it; None for what none of ours would send."""
    is_one = said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS
    return int(said) if is_one else None


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a case, to be shown again when it was not saved.

    ``panel`` and ``item`` say where it was typed, so that the same place is open.
    """

    panel: str = ""
    item: str = ""
    what: str = ""
    why: str = ""
    reason: str = ""
    words: str = ""
    citation: str = ""
    code: str = ""
    q: str = ""
    quote: str = ""
    document: str = ""
    start: str = ""
    end: str = ""
    how: str = ""
    purpose: str = ""

    @classmethod
    def read(cls, posted: Mapping[str, str], **known: str) -> Typed:
        said = {f.name: posted.get(f.name, "") for f in fields(cls)} | known
        return cls(**{name: stored(text)[:LONGEST] for name, text in said.items()})

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """What is worth keeping when the page it was typed on is out of date."""
        labels = (
            ("Code", self.code),
            ("What was wrong", self.what),
            ("Why", self.why or self.reason),
            ("Words", self.words),
            ("Citation", self.citation),
            ("Quoted text", self.quote),
        )
        return tuple((label, value) for label, value in labels if value)


NOTHING_TYPED = Typed()


class Versioned(forms.Form):
    """Every form about a case carries the version it was made from."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    @classmethod
    def version_of(cls, posted: Mapping[str, Any]) -> int:
        """The version sent, or 400: no page of ours leaves it out."""
        form = cls({"version": posted.get("version")})
        if not form.is_valid():
            raise BadRequest("The form carries no version of the case.")
        version: int = form.cleaned_data["version"]
        return version


@dataclass(frozen=True, slots=True)
class Span:
    """Where selected text stands, as the browser counted it."""

    document: str
    start: int
    end: int


class SpanForm(forms.Form):
    document = forms.RegexField(r"^[0-9a-f]{64}$")
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> Span | None:
        form = cls(posted)
        return Span(**form.cleaned_data) if form.is_valid() else None
