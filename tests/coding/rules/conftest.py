"""The packaged release as a code book, and one rule at a time."""

import pytest

from coding import rules
from coding.values import Assertion
from tests.coding.rules.sets import facts, lines, packaged_book


@pytest.fixture(scope="session")
def book():
    return packaged_book()


@pytest.fixture
def fired(book):
    """``fired("R42", "I10 I50.9")``: the findings of one rule for a code set."""

    def run(rule, codes, setting="outpatient", documents=(), lists=rules.NONE, **more):
        changes = {code: {} for code in codes.split()}
        for code, assertion in more.pop("says", {}).items():
            changes[code]["assertion"] = Assertion(assertion)
        for field in ("poa", "evidence"):
            for code, value in more.pop(field, {}).items():
                changes[code][field] = value
        found = rules.check(
            lines(codes, setting, **changes),
            facts(setting, **more),
            book,
            documents=documents,
            lists=lists,
        )
        return [finding for finding in found if finding.rule == rule]

    return run
