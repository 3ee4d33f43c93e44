"""What others published of codes and HCCs, against every map that is held.

Nothing here was read off the maps: each value stands in a source outside of this
repository, named beside it, that was written before it and for other ends. Where a
source gives a year, that year is asked; where it speaks of a model, every year of the
model that knows the code.
"""

import pytest

from coding import hcc, hccfiles
from coding.hcc import Model, hccs_for
from tests.coding.hcc_tables import made_of

#: pyriskadjust, tests of its model_2018_v22, after CMS's software V2218O1M.
PYRISK = "AlgorexHealth/hcc_risk_models, pyriskadjust, V22 of payment year 2018"
#: risk_adjustment_model, whose tests were checked against CMS's own Python software of
#: payment years 2026 and 2027; its README gives an example of payment year 2024.
PFEHLINGER = "pfehlinger/risk_adjustment_model, tests and README"
#: A table of codes, HCCs and V24's factors (community, not dual, aged) by disease.
TABLE = "danarteaga/hcc, knowledgeBase/hcc, V24 as of payment year 2020"
#: Brian Murphy of Norwood, "Ease the transition from V24 to V28".
NORWOOD = "norwood.com, codes that V28 counts and V24 did not"
#: HCC Buddy, pages of categories and conditions for payment year 2026. Its list of the
#: ten most common HCCs is left out: it puts E11.65 into HCC 37, where CMS has 38, "with
#: glycemic, unspecified or no complications", and numbers heart failure and COPD wrong.
BUDDY = "hccbuddy.com, V28 of payment year 2026"
#: Tests against frozen outputs of CMS's stock software of payment year 2027.
STOCK = "acceptance tests against CMS's stock software, payment year 2027"
RX_TABLE = "a table of RxHCCs of type 2 diabetes for payment year 2026"


@pytest.fixture(scope="module")
def tables():
    return made_of(tuple(hccfiles.packaged()))


def years(tables, model):
    return sorted({each.year for each in tables.held if each.model is model})


def of(tables, model, year, code, age=None, sex=""):
    name = hcc.bare(code)
    return hcc.hccs_of(name, tables.table(model, year), age=age, sex=sex)


#: model, code, the HCC, source. In every year in which the map has the code at all.
PAIRS = [
    *((Model.V22, *each, PFEHLINGER) for each in [
        ("E11.69", "18"), ("D61.811", "47"), ("A36.81", "85"), ("A07.2", "6"),
    ]),
    *((Model.V22, *each, PYRISK) for each in [
        ("E11.69", "18"), ("I50.30", "85"), ("I50.9", "85"), ("I20.9", "88"),
    ]),
    *((Model.V24, *each, PFEHLINGER) for each in [
        ("E11.69", "18"), ("I20.9", "88"), ("A36.81", "85"), ("I44.2", "96"),
        ("L97.101", "161"), ("M00.00", "39"), ("G36.0", "77"), ("A07.2", "6"),
        ("D61.811", "47"), ("F20.0", "57"), ("A02.1", "2"), ("A48.1", "114"),
    ]),
    *((Model.V24, *each, TABLE) for each in [
        ("C94.02", "8"), ("C91.00", "8"), ("C92.A2", "8"), ("F20.2", "57"),
        ("F25.9", "57"), ("F23", "58"), ("F53.1", "58"), ("F10.14", "55"),
        ("F10.150", "54"), ("F19.10", "56"), ("F19.11", "56"), ("F19.20", "55"),
        ("F19.27", "54"), ("T40.991A", "55"), ("I47.0", "96"), ("I48.0", "96"),
        ("I48.1", "96"), ("I48.2", "96"), ("I48.91", "96"), ("I49.01", "84"),
        ("I49.2", "96"), ("I49.5", "96"), ("Z94.1", "186"), ("Z94.4", "186"),
        ("T86.5", "186"), ("Z48.21", "186"), ("T86.842", "176"), ("I25.760", "87"),
        ("I25.751", "88"), ("D47.Z1", "48"), ("C80.2", "12"), ("Z99.2", "134"),
        ("T83.512A", "176"), ("Z91.15", "134"), ("N18.4", "137"), ("N18.5", "136"),
        ("N18.6", "136"), ("I12.0", "136"), ("I13.0", "85"), ("I13.2", "85"),
        ("I13.2", "136"), ("I13.11", "136"), ("N18.3", "138"), ("M05.572", "75"),
    ]),
    *((Model.V28, *each, PFEHLINGER) for each in [
        ("E08.311", "37"), ("D86.87", "93"), ("E08.10", "36"), ("I50.84", "222"),
    ]),
    *((Model.V28, *each, BUDDY) for each in [
        ("N18.5", "326"), ("N18.4", "327"), ("N18.32", "328"), ("N18.31", "329"),
        ("E11.22", "37"), ("E11.21", "37"), ("E11.311", "37"), ("E11.42", "37"),
    ]),
    (Model.V28, "I50.22", "226", STOCK),
    *((Model.ESRD_V21, *each, PFEHLINGER) for each in [
        ("E11.69", "18"), ("N18.5", "136"), ("A36.81", "85"),
    ]),
    *((Model.ESRD_V24, *each, PFEHLINGER) for each in [
        ("E11.69", "18"), ("A36.81", "85"),
    ]),
    *((Model.RXHCC_V08, *each, PFEHLINGER) for each in [
        ("E11.69", "30"), ("B20", "1"),
    ]),
    *((Model.RXHCC_V08, *each, RX_TABLE) for each in [
        ("E11.9", "31"), ("E11.42", "30"),
    ]),
    (Model.RXHCC_V08, "I50.22", "186", STOCK),
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "code", "number", "source"),
    PAIRS,
    ids=[f"{model}-{code}-{number}" for model, code, number, _ in PAIRS],
)
def test_a_published_pair_holds_in_every_year(tables, model, code, number, source):
    found = {year: of(tables, model, year, code) for year in years(tables, model)}
    known = {year: hccs for year, hccs in found.items() if hccs}
    assert known, f"no map of {model} has {code}, as {source}"
    assert {year: number in hccs for year, hccs in known.items()} == dict.fromkeys(
        known, True
    )


#: Codes that count for nothing, by the source.
NOTHING = [
    (Model.V28, "I20.9", BUDDY),
    (Model.V28, "J45.901", NORWOOD),
    (Model.V28, "N18.1", BUDDY),
    (Model.V28, "N18.2", BUDDY),
    (Model.V28, "N18.9", BUDDY),
    (Model.RXHCC_V08, "E11.A", RX_TABLE),
]


@pytest.mark.parametrize(
    ("model", "code", "source"), NOTHING, ids=[f"{m}-{c}" for m, c, _ in NOTHING]
)
def test_a_code_that_is_said_to_count_for_nothing_does(tables, model, code, source):
    assert {
        year: hccs
        for year in years(tables, model)
        if (hccs := of(tables, model, year, code))
    } == {}


@pytest.mark.parametrize("code", ["K70.10", "K70.11", "J91.0", "K83.1", "J45.50"])
def test_what_v28_counts_anew(tables, code):
    """By ``NORWOOD``: these fell into no category of V24."""
    assert not any(of(tables, Model.V24, y, code) for y in years(tables, Model.V24))
    assert all(of(tables, Model.V28, y, code) for y in years(tables, Model.V28))


#: A person's codes and what is left of them, with the payment year of the source.
PEOPLE = [
    (Model.V22, 2018, "E1169 I5030 I509 I211 I209 R05", ["18", "85", "88"], PYRISK),
    (Model.V22, 2026, "E1169 I5030 I509 I2111", ["18", "85", "86"], PFEHLINGER),
    (Model.V22, 2027, "E1169 I5030 I509 I2111", ["18", "85", "86"], PFEHLINGER),
    (Model.V24, 2024, "E1169 I5030 I509 I2111 I209", ["18", "85", "86"], PFEHLINGER),
    (Model.V28, 2024, "T82522A", [], PFEHLINGER),
    (Model.V28, 2024, "T82522A I5023", ["223"], PFEHLINGER),
    (Model.ESRD_V24, 2026, "N185", [], PFEHLINGER),
    (Model.ESRD_V21, 2026, "N185", ["136"], PFEHLINGER),
]


@pytest.mark.parametrize(("model", "year", "codes", "expected", "source"), PEOPLE)
def test_a_published_person(tables, model, year, codes, expected, source):
    found = hccs_for(codes.split(), model, year, tables, age=70, sex="M")
    assert [each.hcc for each in found] == expected, source


#: By age and sex: model, code, age, sex, HCC; all from ``PFEHLINGER``.
EDITS = [
    (Model.V22, "D66", 67, "F", "48"),
    (Model.V22, "D66", 67, "M", "46"),
    (Model.V22, "J43.0", 17, "M", "112"),
    (Model.V22, "J43.0", 30, "M", "111"),
    (Model.V22, "F34.81", 10, "M", "58"),
    (Model.V22, "F34.81", 25, "M", ""),
    (Model.V24, "D66", 67, "F", "48"),
    (Model.V24, "J43.0", 17, "M", "112"),
    (Model.V24, "F34.81", 25, "M", ""),
    (Model.V28, "D66", 67, "F", "112"),
    (Model.V28, "J43.0", 17, "M", ""),
    (Model.V28, "C50.229", 47, "F", "22"),
    (Model.V28, "P04.49", 5, "M", ""),
    (Model.ESRD_V24, "D66", 67, "F", "48"),
    (Model.ESRD_V24, "D66", 67, "M", "46"),
    (Model.ESRD_V24, "J43.0", 10, "M", "112"),
    (Model.ESRD_V24, "J43.0", 30, "M", "111"),
    (Model.ESRD_V24, "F34.81", 25, "M", ""),
    (Model.ESRD_V21, "D66", 67, "F", "48"),
    (Model.ESRD_V21, "D66", 67, "M", "46"),
    (Model.ESRD_V21, "J43.0", 10, "M", "112"),
    (Model.ESRD_V21, "J43.0", 30, "M", "111"),
    (Model.ESRD_V21, "F34.81", 25, "M", ""),
]


@pytest.mark.parametrize(
    ("model", "code", "age", "sex", "number"),
    EDITS,
    ids=[f"{m}-{c}-{a}{s}" for m, c, a, s, _ in EDITS],
)
def test_a_published_edit_by_age_or_sex(tables, model, code, age, sex, number):
    year = max(each for each in years(tables, model) if each <= 2026)
    assert "/".join(of(tables, model, year, code, age, sex)) == number


def test_how_many_codes_a_category_has(tables):
    """By ``BUDDY`` for payment year 2026: 34 in HCC 226 and a single one in HCC 222."""
    held = tables.table(Model.V28, 2026).hccs
    count = {n: sum(n in hccs for hccs in held.values()) for n in ("222", "226")}
    assert count == {"222": 1, "226": 34}


def test_what_stands_above_and_below_heart_failure(tables):
    """By ``BUDDY`` of HCCs 222 and 226."""
    below = tables.table(Model.V28, 2026).below
    assert below["222"] == {"223", "224", "225", "226", "227"}
    assert below["226"] == {"227"}
    assert {p for p, c in below.items() if "226" in c} == {
        "221",
        "222",
        "223",
        "224",
        "225",
    }


def test_no_map_is_held_of_a_model_that_is_not_published_about_here(tables):
    told = {model for model, *_ in PAIRS}
    # V23 is V24 without dementia and pressure ulcers: its pairs stand there.
    assert {each.model for each in tables.held} - told == {Model.V23}
