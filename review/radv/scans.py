"""Scanned pages of an original record: whether a file is one, and what of it is kept.

Owns reading pictures that somebody hands in: PNG and JPEG only, one page a file, within
bounds that no scanner needs to pass. What a camera or a scanner wrote beside the
picture (places, names, times) is left out; the picture itself is kept as it came, a
JPEG to the byte of its compressed data. Knows no database.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

#: A page at 300 dots an inch, in colour, is far below either.
LARGEST, MOST_PIXELS = 12 * 1024 * 1024, 40_000_000
#: Pages of one record, and their bytes together: a package is made in memory.
MOST_PAGES, MOST_BYTES = 200, 64 * 1024 * 1024
SMALLEST_SIDE, LONGEST_SIDE = 100, 20_000

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg"}
#: The tag of EXIF for how a picture was held, and the turn that each value asks for.
_ORIENTATION = 0x0112
#: In compressed data 0xFF is followed by 0 or a restart marker, else it ends there.
_MARKER, _END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]"), b"\xff\xd9"
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}


class Unfit(ValueError):  # noqa: N818  reads better where it is caught
    """A file is no scanned page; the message says why, for whoever handed it in."""


@dataclass(frozen=True, slots=True, repr=False)
class ScannedPage:
    """A page as it is kept; ``turned``: degrees clockwise until it is upright."""

    data: bytes
    media_type: str
    turned: int


def read(data: bytes) -> ScannedPage:
    """The page in a file's bytes; ``Unfit`` for anything else."""
    if len(data) > LARGEST:
        raise Unfit("A scanned page may have 12 MB.")
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a picture that would fill the memory.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(data)
    except Unfit:
        raise
    except Exception as error:
        # Decoders raise whatever they like on damaged files.
        raise Unfit("The file is no PNG or JPEG picture that can be read.") from error


def _read(data: bytes) -> ScannedPage:
    with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as image:
        wide, high = image.size
        sides = SMALLEST_SIDE <= min(wide, high) <= max(wide, high) <= LONGEST_SIDE
        if not sides or wide * high > MOST_PIXELS:
            raise Unfit("The picture is smaller or larger than any scanned page.")
        if getattr(image, "n_frames", 1) != 1:
            raise Unfit("The picture moves; a scanned page stands still.")
        turned = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        if turned is None:
            raise Unfit("The picture is mirrored; scan the page again.")
        kind = str(image.format)
        image.load()
        kept = _bare_jpeg(data) if kind == "JPEG" else _bare_png(image)
    return ScannedPage(kept, FORMATS[kind], turned)


def _bare_png(image: Image.Image) -> bytes:
    """The picture alone, on white where it was transparent."""
    plain = image.convert("RGBA") if "A" in image.getbands() else image
    if plain.mode == "RGBA":
        white = Image.new("RGBA", plain.size, "white")
        plain = Image.alpha_composite(white, plain)
    grey = image.mode in ("1", "L", "LA", "I", "I;16")
    out = io.BytesIO()
    plain.convert("L" if grey else "RGB").save(out, "PNG")
    return out.getvalue()


def _bare_jpeg(data: bytes) -> bytes:
    """The picture without what was written beside it; nothing is compressed anew."""
    return data[:2] + b"".join(_needed(data))


def _needed(data: bytes) -> Iterator[bytes]:
    """The segments that a decoder needs, up to and with the end of the picture.

    What comes after it (a camera puts previews and its own notes there) stays out.
    """
    place = 2
    while place + 4 <= len(data):
        mark, kind, length = struct.unpack_from(">BBH", data, place)
        if mark != 0xFF:
            raise Unfit("The JPEG is damaged.")
        end = place + 2 + length
        if kind == 0xDA:
            end = _end_of_scan(data, end)
        # The Adobe segment says how colours are meant; others only tell of the file.
        told = 0xE0 <= kind <= 0xEF and kind not in (0xE0, 0xEE)
        if not told and kind != 0xFE:
            yield data[place:end]
        if kind == 0xDA and data[end : end + 2] in (b"", _END):
            yield _END
            return
        place = end
    raise Unfit("The JPEG is damaged.")


def _end_of_scan(data: bytes, start: int) -> int:
    """Where compressed data ends: at the next marker that is no part of it."""
    found = _MARKER.search(data, start)
    return found.start() if found else len(data)
