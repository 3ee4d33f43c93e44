"""What programs leave in a note: markup, page breaks, stamps of time.

Owns putting blanks for all that no writer wrote, and line breaks where the markup had
them, so that every offset stays. Must not join lines that a margin broke, nor know
of headings' meaning or conditions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import unescape

#: Blanks of other widths, and marks nobody sees, each as one blank.
_BLANKS = dict.fromkeys((0xA0, 0x202F, 0xFEFF, *range(0x2000, 0x200E)), " ")
_RETURN = re.compile(r"\r(?!\n)")


def cleaned(text: str) -> str:
    """A text of the same length without what a program left in it."""
    if not text.isascii():
        text = text.translate(_BLANKS)
    if "\r" in text:
        text = _RETURN.sub("\n", text)
    if "<" in text or "&" in text:
        text = _unmarked(text)
    if "\\par" in text:
        text = _led(_CONTROL.sub(_controlled, text))
    if _PAGED.search(text):
        text = _unpaged(text)
    if _STAMP.search(text, 0, NEAR):
        text = _unstamped(text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


#: The blanks that markup leaves before a line: the break goes behind them.
_INDENT = re.compile(r"\n([ \t]+)(?=\S)")


def _led(text: str) -> str:
    return _INDENT.sub(lambda match: match[1] + "\n", text)


# ---- markup of pages

_BOLD = r"(?:b|strong|u|i|em|span|font)"
#: A few bold words that begin a line, as exports write their headings.
_HEAD = re.compile(
    rf"(?:^|(?<=>))([ \t]*<{_BOLD}\b[^<>\n]{{0,200}}>)([A-Za-z][A-Za-z /&]{{1,40}})"
    rf"((?:</{_BOLD}>)+)([ \t]*:?)",
    re.MULTILINE | re.IGNORECASE,
)
_TAG = re.compile(
    r"<(/?)(br|hr|p|div|li|ul|ol|tr|table|tbody|thead|td|th|h[1-6]|html|body|head|title"
    r"|meta|b|strong|u|i|em|span|font|a|sup|sub|small|center|pre|o:p)\b"
    r"[^<>\n]{0,200}>",
    re.IGNORECASE,
)
_NAMED = re.compile(r"&(?:[a-z]{2,6}|#\d{2,5});(s\b)?", re.IGNORECASE)
#: What ends a line when it is closed, and what begins one.
_CLOSES = frozenset("p div tr li h1 h2 h3 h4 h5 h6 title ul ol table pre".split())
_BREAKS = frozenset(("br", "hr"))


def _unmarked(text: str) -> str:
    changed = _HEAD.sub(_headed, text)
    changed = _TAG.sub(_tagged, changed)
    marked = changed != text
    changed = _NAMED.sub(_named, changed)
    return _led(changed) if marked else changed


def _headed(match: re.Match[str]) -> str:
    before, name, close, colon = match.groups()
    return " " * len(before) + (name + ":").ljust(len(name + close + colon))


def _tagged(match: re.Match[str]) -> str:
    size, name = len(match.group()), match[2].lower()
    if name in _BREAKS or (match[1] and name in _CLOSES):
        rest = match.string[match.end() : match.end() + 2].lstrip(" \r")
        return " " * size if rest[:1] == "\n" else "\n".rjust(size)
    if name == "li":
        return "\n - ".ljust(size)
    if match[1] and name in ("td", "th"):
        return " |".ljust(size)
    return " " * size


def _named(match: re.Match[str]) -> str:
    meant = unescape(match.group())
    if len(meant) > len(match.group()) or not meant.isprintable():
        meant = " "
    size = len(match.group())
    return meant.rjust(size) if meant in ("<", ">") else meant.ljust(size)


# ---- controls of rich text

_CONTROL = re.compile(r"\\'[0-9a-f]{2}|\\([a-z]{1,16})-?\d{0,6} ?|[{}]")


def _controlled(match: re.Match[str]) -> str:
    breaks = match[1] in ("par", "line", "row", "page")
    after = match.string[match.end() : match.end() + 1]
    if not breaks or after in ("\n", "\r"):
        return _blank(match)
    return "\n".rjust(len(match.group()))


# ---- pages

_PAGED = re.compile(
    r"^[ \t\f-]*page:? ?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?[ \t\r\f-]*$", re.I | re.M
)
#: What tells whose page it is.
_WHOSE = re.compile(
    r"\b(?:MRN|DOB|acct|account|patient(?: name| id)?:|visit note|printed|confidential"
    r"|continued|date of birth|medical record)\b",
    re.IGNORECASE,
)
#: As many lines may head or end a page.
LINES = 4
_DIGITS = re.compile(r"\d+")


#: A line of a list is never whose page it is.
_ITEM = re.compile(r"\s*(?:[-*#\u2022]|\d{1,2}[.)] )")


def _unpaged(text: str) -> str:
    """Without the lines at which pages meet: their numbers and whose they are."""
    lines = text.split("\n")
    pages = [number for number, line in enumerate(lines) if _PAGED.fullmatch(line)]
    same = Counter(
        (near, _DIGITS.sub("", lines[page + near]))
        for page in pages
        for near in range(-LINES, LINES + 1)
        if 0 <= page + near < len(lines)
    )
    gone = {near for page in pages for near in _met(lines, page, same)}
    return "".join(_kept(lines, gone))


def _met(
    lines: list[str], page: int, same: Mapping[tuple[int, str], int]
) -> Iterator[int]:
    """The numbers of the lines about a page's number that belong to no note.

    They are empty, tell whose page it is, or stand at the same place of another page.
    """
    yield page
    for step in (-1, 1):
        for near in range(step, step * (LINES + 1), step):
            line = lines[page + near] if 0 <= page + near < len(lines) else "-"
            again = same.get((near, _DIGITS.sub("", line)), 0) > 1 and not _ITEM.match(
                line
            )
            if line.strip() and not again and not _WHOSE.search(line):
                break
            yield page + near


def _kept(lines: list[str], gone: set[int]) -> Iterator[str]:
    """The lines with blanks for those that go; a break stands behind them all."""
    for number, line in enumerate(lines):
        yield " " * len(line) if number in gone else line
        if number + 1 < len(lines):
            yield " " if number + 1 in gone else "\n"


# ---- stamps of time

_STAMP = re.compile(
    r"^[ \t]*\[?(?:(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d),?[ T])?"
    r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?\]?(?:[ \t]+-)?[ \t]+(?=\S)",
    re.MULTILINE,
)
#: Where the first stamp stands, in letters, and how many lines have one.
NEAR, SEVERAL = 300, 3


def _unstamped(text: str) -> str:
    """Without the times before the lines of a log, if most lines have one."""
    stamped = len(_STAMP.findall(text))
    written = sum(bool(line.strip()) for line in text.split("\n"))
    if stamped < SEVERAL or 2 * stamped < written:
        return text
    return _led(_STAMP.sub(_blank, text))
