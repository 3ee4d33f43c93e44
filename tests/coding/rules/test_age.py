"""The families of the age rule hold only codes of the published edit."""

import csv
import gzip

import pytest

from coding.rules.age import AGES

EDITS = "data/official/mce_v41.1_fy2024/mce_v41.1_code_edits_FY2024.csv.gz"
NAMES = {
    "newborns": "Perinatal",
    "children": "Pediatric",
    "mothers": "Maternity",
    "adults": "Adult",
}


@pytest.mark.data
@pytest.mark.parametrize("ages", AGES, ids=lambda ages: ages.name)
def test_every_code_of_the_family_is_in_the_edit(book, shared, ages):
    with gzip.open(shared / EDITS, "rt", encoding="utf-8") as rows:
        published = {
            row["icd_code"]
            for row in csv.DictReader(rows)
            if row["icd_conflict_rule"].startswith(NAMES[ages.name])
        }
    ours = {e.code for e in book if e.billable and e.code.startswith(ages.prefixes)}
    assert ours
    assert ours <= published
