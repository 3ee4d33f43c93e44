"""What well-known diagnoses count as, for every model and every year that is held.

Every model in every year, so that a map mixed up between models or years shows at once.
These values were settled with the maps at hand; what others published of them, written
down before looking, is in ``test_hcc_published``.
"""

import pytest

from coding import hcc, hccfiles
from coding.hcc import Model, hccs_for
from tests.coding.hcc_tables import made_of

#: code -> V22, V23 and V24, V28, RxHCC V08; "" where it counts for nothing.
ALWAYS = {
    "E11.9": ("19", "19", "38", "31"),  # diabetes without complication
    "E11.22": ("18", "18", "37", "30"),  # with chronic complication
    "I50.22": ("85", "85", "226", "186"),  # heart failure
    "I50.9": ("85", "85", "226", "186"),
    "J44.9": ("111", "111", "280", "229"),  # COPD
    "I48.91": ("96", "96", "238", "193"),  # atrial fibrillation
    "C34.90": ("9", "9", "20", "20"),  # lung cancer
    "N18.4": ("137", "137", "327", "263"),  # chronic kidney disease, stage 4
    "N18.6": ("136", "136", "326", "261"),  # end stage
    "F20.9": ("57", "57", "151", "130"),  # schizophrenia
    "F33.1": ("58", "59", "155", "132"),  # major depression, moderate
    "Z89.511": ("189", "189", "409", ""),  # amputation below the knee
    "I69.351": ("103", "103", "253", ""),  # hemiplegia after a stroke
    "I63.9": ("100", "100", "249", ""),  # stroke
    "B20": ("1", "1", "1", "1"),  # HIV
    "Z94.1": ("186", "186", "221", "396"),  # a transplanted heart
    "E66.01": ("22", "22", "48", ""),  # morbid obesity
    # V28 dropped these, and what was never in a Part C model.
    "I73.9": ("108", "108", "", ""),  # peripheral vascular disease
    "D69.6": ("48", "48", "", ""),  # thrombocytopenia
    "E43": ("21", "21", "", ""),  # severe malnutrition
    "F32.9": ("", "", "", "132"),  # depression, unspecified
    "I10": ("", "", "", "187"),  # hypertension
}
COLUMN = {Model.V22: 0, Model.V23: 1, Model.V24: 1, Model.V28: 2, Model.RXHCC_V08: 3}
#: Codes that came or went: first and last payment year in which they count.
SPANS = {
    # New in October 2020; a year later in V22, which never paid for stage 3.
    (Model.V24, "N18.31"): ("138", 2021, 2026),
    (Model.V28, "N18.31"): ("329", 2024, 2027),
    (Model.V22, "D59.10"): ("46", 2021, 2027),
    # Parkinson's disease was split in October 2023, multiple sclerosis in 2025.
    (Model.V28, "G20.A1"): ("199", 2025, 2027),
    (Model.V24, "G20.A1"): ("78", 2025, 2026),
    (Model.V28, "G20"): ("199", 2024, 2025),
    (Model.V22, "G20"): ("78", 2017, 2025),
    (Model.V28, "G35.A"): ("198", 2026, 2027),
    (Model.V24, "G35.A"): ("77", 2026, 2026),
}


@pytest.fixture(scope="module")
def tables():
    return made_of(tuple(hccfiles.packaged()))


def held_years(tables, model):
    return sorted({each.year for each in tables.held if each.model is model})


def of(tables, model, year, code):
    return "/".join(hcc.hccs_of(hcc.bare(code), tables.table(model, year)))


@pytest.mark.parametrize("model", list(COLUMN))
def test_well_known_diagnoses_in_every_year_held(tables, model):
    wrong = {
        (year, code): found
        for year in held_years(tables, model)
        for code, told in ALWAYS.items()
        if (found := of(tables, model, year, code)) != told[COLUMN[model]]
    }
    assert wrong == {}
    assert held_years(tables, model)


@pytest.mark.parametrize("model", [Model.ESRD_V21, Model.ESRD_V24])
def test_the_models_of_kidney_failure_follow_their_parents(tables, model):
    """As V22 and V24 do, but that V21 counts kidney disease with diabetes twice."""
    parent = {Model.ESRD_V21: 0, Model.ESRD_V24: 1}[model]
    for year in held_years(tables, model):
        for code in ("E11.9", "I50.22", "J44.9", "I48.91", "C34.90", "F33.1", "B20"):
            assert of(tables, model, year, code) == ALWAYS[code][parent]
    twice = {of(tables, Model.ESRD_V21, y, "E11.22") for y in (2019, 2025, 2026, 2027)}
    assert twice == {"18/139"}


@pytest.mark.parametrize(
    ("key", "told"), SPANS.items(), ids=[f"{m}-{c}" for m, c in SPANS]
)
def test_codes_that_came_and_went(tables, key, told):
    model, code = key
    number, first, last = told
    for year in held_years(tables, model):
        expected = number if first <= year <= last else ""
        assert (year, of(tables, model, year, code)) == (year, expected)


def test_every_model_and_year_that_is_held_has_golden_values(tables):
    known = set(COLUMN) | {Model.ESRD_V21, Model.ESRD_V24}
    assert {each.model for each in tables.held} == known


#: A person's diagnoses, and what stays after the hierarchy, by model.
PEOPLE = [
    # Diabetes: the complication stands above, in each model by other numbers.
    (["E11.9", "E11.22"], Model.V22, ["18"]),
    (["E11.9", "E11.22"], Model.V24, ["18"]),
    (["E11.9", "E11.22"], Model.V28, ["37"]),
    # Cancer: lung above breast.
    (["C34.90", "C50.911"], Model.V24, ["9"]),
    (["C34.90", "C50.911"], Model.V28, ["20"]),
    # Kidney disease: the higher stage.
    (["N18.4", "N18.6"], Model.V24, ["136"]),
    (["N18.31", "N18.4"], Model.V28, ["327"]),
    # A transplanted heart above its failure: the pairs that one file lacks.
    (["Z94.1", "I50.22"], Model.V28, ["221"]),
    # Stroke and what it left: two bodies of the hierarchy, both stand.
    (["I63.9", "I69.351"], Model.V24, ["100", "103"]),
    (["I63.9", "I69.351"], Model.V28, ["249", "253"]),
    # One code, two categories: both stand, or one is above the other.
    (["E08.311"], Model.V28, ["37", "298"]),
    (["I70.231"], Model.V28, ["263"]),
]


@pytest.mark.parametrize(("codes", "model", "expected"), PEOPLE)
def test_what_stays_after_the_hierarchy_in_every_year_held(
    tables, codes, model, expected
):
    for year in held_years(tables, model):
        if model is Model.V24 and year < 2021 and "N18.31" in codes:
            continue
        found = [each.hcc for each in hccs_for(codes, model, year, tables, age=70)]
        assert (year, found) == (year, expected)


def test_only_the_models_of_a_year_pay_in_it():
    """V22 in 2017, blends from 2019 to 2021 and in 2024 and 2025, V28 alone after."""
    models = {year: "+".join(hcc.models_for(year)) for year in range(2017, 2028)}
    assert models == {
        2017: "V22",
        2018: "V22",
        2019: "V22+V23",
        2020: "V22+V24",
        2021: "V22+V24",
        2022: "V24",
        2023: "V24",
        2024: "V24+V28",
        2025: "V24+V28",
        2026: "V28",
        2027: "V28",
    }
