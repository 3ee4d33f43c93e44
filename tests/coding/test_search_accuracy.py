"""How often the search puts first what was meant: floors, from a seed.

Four hundred billable codes, each official description changed in every way that
``perturbing`` knows; ``docs/search.md`` has the figures of two thousand.
"""

import json
import random
from pathlib import Path

import pytest

from coding import codes
from coding.search import search
from tests.coding import perturbing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SEED = 2026
WORDINGS = Path(__file__).with_name("wordings.jsonl")


@pytest.fixture(scope="module")
def described(book):
    there = sorted((entry.code, entry.title) for entry in book if entry.billable)
    return random.Random(SEED).sample(there, 400)


def first_ones(queries, ten=10):
    release = codes.newest_release()
    first = held = 0
    for query, gold in queries:
        found = [hit.code for hit in search(query, release, ten)]
        first += bool(found) and found[0] in gold
        held += any(code in gold for code in found)
    return first / len(queries), held / len(queries)


@pytest.mark.parametrize(
    ("kind", "first", "ten"),
    [
        ("exact", 0.99, 0.995),
        ("typo", 0.975, 0.99),
        ("reordered", 0.98, 0.99),
        ("synonym", 0.97, 0.99),
        ("abbreviated", 0.95, 0.98),
        ("all_four", 0.94, 0.98),
        ("clipped", 0.93, 0.98),
    ],
)
def test_a_changed_description_finds_its_code(described, short, kind, first, ten):
    sample = described[:60] if short else described
    queries = [
        (perturbing.perturbed(title, kind, SEED), [code]) for code, title in sample
    ]
    got_first, got_ten = first_ones(queries)
    slack = 0.05 if short else 0.0
    assert got_first >= first - slack
    assert got_ten >= ten - slack


def test_wordings_of_other_origin_find_their_code():
    rows = [json.loads(line) for line in WORDINGS.read_text().splitlines()]
    first, ten = first_ones([(row["query"], row["gold_dx"]) for row in rows])
    assert first >= 0.87
    assert ten >= 0.97


def test_changes_come_from_the_seed_alone():
    title = "Displaced fracture of neck of right radius, initial encounter"
    for kind in perturbing.KINDS:
        assert perturbing.perturbed(title, kind, 1) == perturbing.perturbed(
            title, kind, 1
        )
