"""What one release says otherwise than the one before it, told once and completely."""

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import SYSTEM
from coding import codehistory, codes, editions
from coding.codebook import CodeBook, CodeEntry, Note, ReleaseInfo
from coding.editions import Change
from coding.loader import load
from coding.tabular import Tabular
from tests.coding.test_release import edition

OLD, NEW = "2031-10-01", "2032-10-01"


def tree(*leaves):
    """A chapter and a category of these (code, title): a heading where one continues
    another."""
    named = [("1", "chapter", "A chapter"), ("A00", "category", "Cholera")]
    named += [(code, "subcategory", title) for code, title in leaves]
    codes_of = [code for code, _, _ in named]
    entries = []
    for n, (code, kind, title) in enumerate(named):
        beneath = [c for c in codes_of if code == "1" or c.startswith(code)]
        end = max(codes_of.index(c) for c in beneath)
        above = [c for c in codes_of[1:n] if code.startswith(c)]
        parent = "" if code == "1" else (above[-1] if above else "1")
        leaf = kind != "chapter" and end == n
        entries.append(CodeEntry(code, title, kind, parent, leaf, "1", n, end))
    return tuple(entries)


def book(name, leaves, *notes):
    day = date.fromisoformat(name)
    last = date(day.year + 1, 9, 30)
    info = ReleaseInfo("ICD-10-CM", name, day, last, day, "0" * 64)
    return CodeBook(info, tree(*leaves), notes)


def changes(old, new):
    found = editions.compare(old, new).changes
    return {(each.code, each.change): each for each in found}


def test_added_deleted_and_retitled():
    old = book(OLD, [("A00.0", "Classical"), ("A00.1", "El Tor")])
    new = book(NEW, [("A00.0", "Classical cholera"), ("A00.9", "Unspecified")])
    found = changes(old, new)
    assert set(found) == {
        ("A00.1", Change.DELETED),
        ("A00.0", Change.REVISED),
        ("A00.9", Change.ADDED),
    }
    revised = found["A00.0", Change.REVISED]
    assert (revised.was, revised.now) == (("Classical",), ("Classical cholera",))
    assert editions.compare(old, new).unusable() == ("A00.1",)


def test_a_code_that_is_divided_can_be_billed_no_more():
    old = book(OLD, [("A00.0", "Classical")])
    new = book(NEW, [("A00.0", "Classical"), ("A00.01", "Mild")])
    assert set(changes(old, new)) == {
        ("A00.0", Change.DIVIDED),
        ("A00.01", Change.ADDED),
    }
    assert editions.compare(old, new).unusable() == ("A00.0",)
    # And the reverse: a heading that is a code now.
    assert ("A00.0", Change.BILLABLE) in changes(new, old)
    assert editions.compare(new, old).unusable() == ("A00.01",)


def test_notes_are_told_line_by_line_where_they_are_printed():
    leaves = [("A00.0", "Classical")]
    old = book(OLD, leaves, Note("A00", "excludes1", "this"), Note("1", "note", "x"))
    new = book(
        NEW, leaves, Note("A00", "excludes1", "that"), Note("A00", "code_first", "y")
    )
    found = changes(old, new)
    notes = found["A00", Change.NOTES]
    assert notes.was == ("Excludes1: this",)
    assert notes.now == ("Excludes1: that", "Code first: y")
    assert found["1", Change.NOTES].was == ("Note: x",)


def test_the_same_notes_in_another_order_are_no_change():
    leaves = [("A00.0", "Classical")]
    both = (Note("A00", "note", "one", 0), Note("A00", "note", "two", 1))
    assert changes(book(OLD, leaves, *both), book(NEW, leaves, *both[::-1])) == {}


titles = st.dictionaries(
    st.sampled_from(["A00.0", "A00.1", "A00.2", "A00.01", "A00.02"]),
    st.sampled_from(["one", "two"]),
)


@given(titles, titles)
def test_the_changes_turn_the_old_list_into_the_new(was, now):
    old, new = book(OLD, sorted(was.items())), book(NEW, sorted(now.items()))
    made = dict(was)
    for each in editions.compare(old, new).changes:
        if each.change is Change.DELETED:
            del made[each.code]
        elif each.change in (Change.ADDED, Change.REVISED):
            made[each.code] = each.now[0]
    assert made == now
    found = editions.compare(old, new)
    bills = {e.code for e in old if e.billable} - {e.code for e in new if e.billable}
    assert set(found.unusable()) == bills
    again = editions.load(editions.dump(found))
    assert (again.changes, again.old, again.new) == (
        found.changes,
        found.old,
        found.new,
    )


def test_a_damaged_comparison_is_made_anew():
    data = editions.dump(editions.Comparison("a", "b", ()))
    with pytest.raises(editions.Unreadable):
        editions.load(data[:-2] + b"x}")


# -- releases that are loaded


@pytest.fixture
def two(db, settings, tmp_path):
    """Two small releases, of which the second deletes A00.2."""
    settings.VAR = tmp_path

    def one(year, *leaves):
        first, last = date(year, 10, 1), date(year + 1, 9, 30)
        said = edition(
            edition=first.isoformat(),
            effective_from=first,
            effective_to=last,
            exact_from=first,
            sha256=hashlib.sha256(repr(leaves).encode()).hexdigest(),
        )
        made = load(said, Tabular(tree(*leaves), ()), by=SYSTEM, progress=print)
        return made.release

    old = one(2031, ("A00.0", "Classical"), ("A00.2", "El Tor"))
    return old, one(2032, ("A00.0", "Classical"), ("A00.9", "Unspecified"))


def test_the_first_release_has_nothing_to_be_compared_with(db):
    assert codehistory.changes(codes.newest_release()) is None


def test_a_release_is_compared_with_the_one_exact_before_it(two):
    old, new = two
    assert codehistory.before(new) == old
    found = codehistory.changes(new)
    assert (found.old, found.new) == (str(old), str(new))
    assert found.unusable() == ("A00.2",)
    # From the file that the first process wrote.
    codehistory._kept.clear()
    assert codehistory.changes(new).changes == found.changes


def test_a_code_is_valid_as_long_as_releases_hold_it(two):
    (span,) = codehistory.spans("ICD-10-CM", "A00.2")
    assert (span.first, span.last) == (date(2031, 10, 1), date(2032, 9, 30))
    # The packaged release has A00.0 too, and a gap before the others.
    first, later = codehistory.spans("ICD-10-CM", "A00.0")
    assert first.last == date(2026, 9, 30)
    assert (later.first, later.last) == (date(2031, 10, 1), date(2033, 9, 30))
    assert len(later.releases) == 2
    assert codehistory.spans("ICD-10-CM", "nothing") == ()
