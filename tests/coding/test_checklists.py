"""The dated lists as the rules are handed them, from the database."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from audit.actions import SYSTEM
from coding import checklists, listloader, pipeline
from coding.index import Entry
from coding.listloader import Edition
from coding.values import Facts, Note, NoteDocument, Setting

pytestmark = pytest.mark.django_db

EDITS = Edition(
    kind="mce",
    edition="2025-10-01",
    effective_from=date(2025, 10, 1),
    effective_to=date(2026, 9, 30),
    source_name="edits.csv",
    sha256="ab" * 32,
)
EXEMPT = replace(EDITS, kind="poa-exempt", sha256="cd" * 32)


def load(edition, *entries):
    """Each content under a hash of its own: what a file says is kept in the process."""
    sha256 = hashlib.sha256(repr((edition.kind, entries)).encode()).hexdigest()
    edition = replace(edition, sha256=sha256)
    listloader.load(edition, entries, by=SYSTEM, progress=lambda what: None)


def test_what_is_not_loaded_is_not_there():
    assert checklists.lists_on(date(2026, 5, 1)) == checklists.lists_on(date.min)
    assert checklists.lists_on(date(2026, 5, 1)).mce is None


def test_each_list_comes_in_the_newest_edition_for_the_date():
    load(EDITS, Entry("A00.0", "age:0-0"))
    load(replace(EDITS, edition="late", effective_from=date(2026, 4, 1)))
    load(EXEMPT, Entry("A00.9"))
    winter, summer = (checklists.lists_on(date(2026, m, 1)) for m in (1, 5))
    assert winter.mce.said("A00.0") == ("age:0-0",)
    assert summer.mce.edition == "late"
    assert "A00.9" in winter.poa_exempt and "A00.0" not in winter.poa_exempt


def test_an_edition_past_its_last_day_says_so_and_may_not_block():
    load(EDITS, Entry("A00.0", "manifestation"))
    late = checklists.lists_on(date(2026, 10, 1))
    assert late.mce.out_of_date and late.current_mce is None
    assert checklists.lists_on(date(2026, 9, 30)).current_mce is not None


def test_both_lists_take_one_query(django_assert_num_queries):
    load(EDITS, Entry("A00.0", "age:0-0"))
    load(EXEMPT, Entry("A00.9"))
    checklists.lists_on(date(2026, 5, 1))
    with django_assert_num_queries(1):
        checklists.lists_on(date(2026, 5, 1))


def test_the_engine_proposes_an_indicator_where_the_list_asks_for_one(engine):
    text = "Assessment:\nPneumonia. DNR status.\n"
    facts = Facts(Setting.INPATIENT, date(2026, 5, 2), date(2026, 5, 1))
    note = Note((NoteDocument("d" * 64, text),), facts)
    load(EXEMPT, Entry("J18.9"))
    given = replace(engine, lists=checklists.lists_on(facts.service_date))
    told = {one.code: one.poa for one in pipeline.code(note, given).suggestions}
    assert (told["J18.9"], told["Z66"]) == ("", "Y")
    bare = {one.code: one.poa for one in pipeline.code(note, engine).suggestions}
    assert (bare["J18.9"], bare["Z66"]) == ("Y", "")
