"""Readers of command line arguments that several commands share.

Owns no command and no default; argparse turns the errors into a usage message.
"""

import os
from argparse import ArgumentTypeError
from pathlib import Path


def count(text: str) -> int:
    """A whole number of things, from 1."""
    if text.isascii() and text.isdigit() and int(text[:9]) >= 1:
        return int(text[:9])
    raise ArgumentTypeError(f"{text!r} is not a number from 1")


def writable(text: str) -> Path:
    """A file that can be written, by its folder; told before the work, not after."""
    path = Path(text)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise ArgumentTypeError(f"{text!r} cannot be written")
    return path
