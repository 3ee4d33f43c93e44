"""The packaged release, read once for all tests that need no database."""

from datetime import date
from importlib import util
from pathlib import Path

import pytest

from coding import officialfiles, tabular
from coding.codebook import CodeBook, ReleaseInfo
from coding.lexicon import Lexicon
from coding.pipeline import Engine, code, knowledge_engine
from tests.coding.notes import note, set_aside, suggested


@pytest.fixture(scope="session")
def tabular_list() -> tabular.Tabular:
    folder = Path(util.find_spec("simple_icd_10_cm").origin).parent / "data"
    return tabular.parse(
        officialfiles.read(folder / "icd10c-tabular-April-1-2026.xml"),
        (folder / "code-list-April-2026.txt").read_text("utf-8"),
    )


@pytest.fixture(scope="session")
def book(tabular_list: tabular.Tabular) -> CodeBook:
    info = ReleaseInfo(
        system="ICD-10-CM",
        edition="2026-04-01",
        effective_from=date(2025, 10, 1),
        effective_to=date(2026, 9, 30),
        exact_from=date(2026, 4, 1),
        sha256="0" * 64,
    )
    return CodeBook(info, tabular_list.entries, tabular_list.notes)


@pytest.fixture(scope="session")
def lexicon(book: CodeBook) -> Lexicon:
    return Lexicon.of_book(book)


@pytest.fixture(scope="session")
def engine(book: CodeBook, lexicon: Lexicon) -> Engine:
    return knowledge_engine(book, lexicon)


@pytest.fixture
def codes(engine):
    """What the engine suggests for these documents."""

    def of(*texts, **facts):
        return suggested(code(note(*texts, **facts), engine))

    return of


@pytest.fixture
def aside(engine):
    """What the engine sets aside for these documents, each with reason and rule."""

    def of(*texts, **facts):
        return set_aside(code(note(*texts, **facts), engine))

    return of
