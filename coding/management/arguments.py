"""Readers of command line arguments that several commands share.

Owns no command and no default; argparse turns the errors into a usage message.
"""

from argparse import ArgumentTypeError


def count(text: str) -> int:
    """A whole number of things, from 1."""
    if text.isascii() and text.isdigit() and int(text[:9]) >= 1:
        return int(text[:9])
    raise ArgumentTypeError(f"{text!r} is not a number from 1")
