"""A record as one plain PDF: its pages in order, then where the evidence stands.

Owns drawing. Scanned pages of the original come first, then the text of each document
as it was received. The file has no bookmarks, no form, no script, nothing embedded, no
encryption and no rotation, because the intake of CMS refuses those; and no date or
random number, so that the same record always gives the same bytes. The last pages are a
guide and say that they are not part of the record. Must not import Django.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from audit.radv import layout
from audit.radv.layout import Line
from audit.radv.values import Diagnosis, Page, Quote, RecordPart, Scan

FONT = "AttestMono"
WIDTH, HEIGHT = letter
MARGIN, TOP, BOTTOM = 54, HEIGHT - 60, 60
SIZE, LEADING = 8, 10.5
INK, QUIET, WASH, RULE = 0.0, 0.35, (1.0, 0.93, 0.55), (0.85, 0.55, 0.0)
#: The width of a cell is the same for every character of this typeface.
CELL = 0.60205 * SIZE
COLUMNS = int((WIDTH - 2 * MARGIN) / CELL)
PER_SHEET = int((TOP - BOTTOM) / LEADING)
#: A scan fills the sheet but for an edge and the line below it.
EDGE, FOOT = 18, 48
#: Lines shown before and after a quotation on the guide.
AROUND = 4
#: Documents up to this length are laid out once for all HCCs of an enrollee.
KEPT = 100_000

GUIDE = "Guide to the evidence. Made for the reviewer; not part of the medical record."
REPLACED = "Characters that the typeface lacks are shown by number, as <U+4E2D>."


def record_pdf(record: RecordPart, guide: str = "") -> bytes:
    """The bytes of one record's PDF; ``guide`` heads the pages of evidence."""
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1, pageCompression=1)
    canvas.setTitle("Medical record")
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("Attest")
    for number, scan in enumerate(record.scans, 1):
        _scanned(canvas, scan, number, len(record.scans))
    for number, page in enumerate(record.pages, 1):
        _document(canvas, page, number, len(record.pages))
    _guide(canvas, record, guide)
    canvas.save()
    return out.getvalue()


def places(record: RecordPart) -> Mapping[Quote, str]:
    """Where each quotation is drawn: "page: left,bottom,right,top", one a line.

    Pages count from 1; points from the lower left corner.
    """
    first, found = len(record.scans) + 1, dict[Quote, str]()
    quotes = [quote for each in record.diagnoses for quote in each.quotes]
    for page in record.pages:
        lines = _laid(page.text, COLUMNS)
        for quote in quotes:
            if quote.document == page.sha256:
                found[quote] = "; ".join(_boxes(lines, quote, first))
        first += _sheets_of(lines)
    return found


def _boxes(lines: Sequence[Line], quote: Quote, first: int) -> Iterator[str]:
    for n, line in enumerate(lines):
        marked = line.marked(quote.start, quote.end)
        if marked is not None:
            sheet, row = divmod(n, PER_SHEET)
            left, right = (MARGIN + column * CELL for column in marked)
            bottom = TOP - row * LEADING - 3
            yield (
                f"{first + sheet}: {left:.1f},{bottom:.1f},{right:.1f},"
                f"{bottom + LEADING:.1f}"
            )


@cache
def _register() -> TTFont:
    file = resources.files("audit.radv") / "fonts" / "DejaVuSansMono.ttf"
    font = TTFont(FONT, io.BytesIO(file.read_bytes()))
    pdfmetrics.registerFont(font)
    return font


def can_draw(character: str) -> bool:
    """Whether the typeface holds the character."""
    return ord(character) in _register().face.charToGlyph


def _laid(text: str, columns: int) -> tuple[Line, ...]:
    return (_kept if len(text) <= KEPT else _made)(text, columns)


def _made(text: str, columns: int) -> tuple[Line, ...]:
    return tuple(layout.lines(text, columns, can_draw))


@lru_cache(maxsize=8)
def _kept(text: str, columns: int) -> tuple[Line, ...]:
    return _made(text, columns)


def _sheets_of(lines: Sequence[Line]) -> int:
    return -(-len(lines) // PER_SHEET)


def _scanned(canvas: Canvas, scan: Scan, number: int, of: int) -> None:
    """One scanned page, upright, as large as the sheet allows, nothing laid over it."""
    image = ImageReader(io.BytesIO(scan.data))
    wide, high = image.getSize()
    on_side = scan.turned in (90, 270)
    across, up = (high, wide) if on_side else (wide, high)
    scale = min((WIDTH - 2 * EDGE) / across, (HEIGHT - EDGE - FOOT) / up)
    canvas.saveState()
    canvas.translate(WIDTH / 2, FOOT + (HEIGHT - EDGE - FOOT) / 2)
    canvas.rotate(-scan.turned)
    canvas.drawImage(
        image, -wide * scale / 2, -high * scale / 2, wide * scale, high * scale
    )
    canvas.restoreState()
    said = f"scanned page {number} of {of} · as received, sha256 {scan.sha256[:16]}…"
    _footer(canvas, said)
    canvas.showPage()


def _document(canvas: Canvas, page: Page, number: int, of: int) -> None:
    """One document, on as many sheets as it needs, nothing added above or in it."""
    lines = _laid(page.text, COLUMNS)
    sheets = _sheets_of(lines)
    for sheet in range(sheets):
        y = TOP
        for line in lines[sheet * PER_SHEET : (sheet + 1) * PER_SHEET]:
            _text(canvas, MARGIN, y, line.cells)
            y -= LEADING
        said = f"document {number} of {of}, sheet {sheet + 1} of {sheets}"
        _footer(canvas, f"{said} · text as received, sha256 {page.sha256[:16]}…")
        canvas.showPage()


class _Pen:
    """Where on the guide the next line goes; a new sheet when one is full."""

    def __init__(self, canvas: Canvas, head: str) -> None:
        self.canvas, self.head, self.sheet = canvas, head, 0
        self.begin()

    def begin(self) -> None:
        self.sheet += 1
        self.y = TOP
        _text(self.canvas, MARGIN, self.y, GUIDE[:COLUMNS])
        self.y -= LEADING
        _text(self.canvas, MARGIN, self.y, self.head[:COLUMNS], QUIET)
        self.y -= LEADING / 2
        self.canvas.setStrokeGray(QUIET)
        self.canvas.line(MARGIN, self.y, WIDTH - MARGIN, self.y)
        self.y -= 1.5 * LEADING

    def room(self, lines: int) -> None:
        """Goes to a new sheet unless so many lines still fit."""
        if self.y - lines * LEADING < BOTTOM:
            self.end()
            self.begin()

    def write(self, text: str, gray: float = INK) -> None:
        _text(self.canvas, MARGIN, self.y, text, gray)
        self.y -= LEADING

    def end(self) -> None:
        _footer(self.canvas, f"guide, sheet {self.sheet} · {REPLACED}")
        self.canvas.showPage()


def _guide(canvas: Canvas, record: RecordPart, head: str) -> None:
    pen = _Pen(canvas, _plain(head))
    if not record.diagnoses:
        pen.write("No quotation is held for this record.", QUIET)
    for diagnosis in record.diagnoses:
        for n, quote in enumerate(diagnosis.quotes, 1):
            _passage(pen, record, diagnosis, quote, n)
    pen.end()


def _passage(
    pen: _Pen, record: RecordPart, diagnosis: Diagnosis, quote: Quote, n: int
) -> None:
    number, page = next(
        (k, p) for k, p in enumerate(record.pages, 1) if p.sha256 == quote.document
    )
    shown = _near(_laid(page.text, COLUMNS - 6), quote)
    pen.room(min(len(shown), 30) + 3)
    pen.write(f"{diagnosis.code}  {_plain(diagnosis.title)}"[:COLUMNS])
    where = f"document {number}, characters {quote.start} to {quote.end}"
    section = f", section {quote.section}" if quote.section else ""
    pen.write(f"quotation {n} of {len(diagnosis.quotes)}: {where}{section}", QUIET)
    for line in shown:
        pen.room(1)
        _numbered(pen, line, quote)
    pen.y -= LEADING


def _near(lines: Sequence[Line], quote: Quote) -> Sequence[Line]:
    held = [n for n, line in enumerate(lines) if line.holds(quote.start, quote.end)]
    if not held:
        return ()
    return lines[max(held[0] - AROUND, 0) : held[-1] + AROUND + 1]


def _numbered(pen: _Pen, line: Line, quote: Quote) -> None:
    left = MARGIN + 6 * CELL
    marked = line.marked(quote.start, quote.end)
    if marked is not None:
        first, last = marked
        pen.canvas.setFillColorRGB(*WASH)
        across = (last - first) * CELL
        pen.canvas.rect(
            left + first * CELL, pen.y - 3, across, LEADING, stroke=0, fill=1
        )
        # A rule beside the line, for whoever sees or prints no colours.
        pen.canvas.setFillColorRGB(*RULE)
        pen.canvas.rect(left - CELL, pen.y - 3, 2, LEADING, stroke=0, fill=1)
    _text(pen.canvas, MARGIN, pen.y, f"{line.number:>4}", QUIET)
    _text(pen.canvas, left, pen.y, line.cells)
    pen.y -= LEADING


def _plain(text: str) -> str:
    """One line that can be drawn whole."""
    drawn = layout.lines(" ".join(text.split()), 400, can_draw)
    return next(drawn).cells


def _text(canvas: Canvas, x: float, y: float, text: str, gray: float = INK) -> None:
    canvas.setFillGray(gray)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(x, y, text)


def _footer(canvas: Canvas, text: str) -> None:
    canvas.setFillGray(QUIET)
    canvas.setFont(FONT, 7)
    canvas.drawString(MARGIN, 36, text)
