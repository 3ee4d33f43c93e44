"""Diagnoses as programs that listen to a visit write them: kinds, sides and causes."""

import pytest

from coding.pipeline import code
from tests.coding.notes import note, suggested


def codes(engine, text):
    return sorted(suggested(code(note(text), engine)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Depression, recurrent, moderate.", ["F33.1"]),
        ("Recurrent depression, severe.", ["F33.2"]),
        ("Depression, moderate.", ["F32.1"]),
        ("Recurrent depression.", ["F33.9"]),
    ],
)
def test_a_recurrent_depression_keeps_its_severity(engine, text, expected):
    assert codes(engine, f"Assessment: {text}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Crohn's of the small and large intestine. Crohn's disease: stable.",
            "K50.80",
        ),
        ("Ear infections. Right acute suppurative otitis media.", "H66.001"),
        ("Ulcerative pancolitis. Ulcerative colitis: continue mesalamine.", "K51.00"),
    ],
)
def test_the_plain_name_gives_way_to_the_one_with_its_place(engine, text, expected):
    assert codes(engine, f"Assessment: {text}") == [expected]


def test_plaques_and_arthritis_of_psoriasis_are_both_coded(engine):
    text = "Assessment: Plaque psoriasis with psoriatic arthritis."
    assert codes(engine, text) == ["L40.0", "L40.50"]


def test_of_two_kinds_of_psoriatic_arthritis_the_plain_one_goes(engine):
    text = "Assessment: Psoriatic arthritis mutilans. Psoriatic arthritis."
    assert codes(engine, text) == ["L40.52"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Carpal tunnel syndrome, bilateral. Right carpal tunnel syndrome first.",
            ["G56.03"],
        ),
        (
            "Bilateral knee osteoarthritis. Inject right knee osteoarthritis.",
            ["M17.0"],
        ),
        (
            "Bilateral hip osteoarthritis. Post-traumatic arthritis of the right hip.",
            ["M16.0", "M16.51"],
        ),
        ("Right carpal tunnel syndrome.", ["G56.01"]),
    ],
)
def test_one_side_goes_where_both_are_coded(engine, text, expected):
    assert codes(engine, f"Assessment: {text}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Polyneuropathy due to amyloidosis.", ["E85.9", "G63"]),
        (
            "Vitamin B12 deficiency. The polyneuropathy is due to the B12 deficiency.",
            ["E53.8", "G63"],
        ),
        ("Polyneuropathy. Vitamin B12 deficiency.", ["E53.8", "G62.9"]),
        ("Polyneuropathy due to a drug. Hypothyroidism.", ["E03.9", "G62.9"]),
    ],
)
def test_a_neuropathy_is_a_sign_of_what_it_is_laid_to(engine, text, expected):
    found = codes(engine, f"Assessment: {text}")
    assert [
        one for one in found if one in ("E03.9", "E53.8", "E85.9", "G62.9", "G63")
    ] == (expected)


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("Hypotension due to lisinopril and metoprolol.", ["T44.7X5A", "T46.4X5A"]),
        ("Leg edema from amlodipine and furosemide was started.", ["T46.1X5A"]),
        ("Hypertension on amlodipine and metoprolol.", []),
        ("Hypotension due to lisinopril. Metoprolol goes on.", ["T46.4X5A"]),
    ],
)
def test_both_drugs_are_blamed_where_both_are_named(engine, text, drugs):
    found = codes(engine, f"Assessment: {text}")
    assert [one for one in found if one.startswith("T")] == drugs


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("MRI left knee: complex tear of the medial meniscus.", "S83.232A"),
        ("MRI left knee: complex tear of the lateral meniscus.", "S83.242A"),
        ("MRI left knee: tear of the medial meniscus.", "S83.242A"),
    ],
)
def test_the_images_tell_the_kind_of_a_torn_meniscus(engine, told, expected):
    text = f"Results: {told}\n\nAssessment: Left medial meniscus tear."
    found = codes(engine, text)
    assert expected in found


@pytest.mark.parametrize(
    ("story", "worn"),
    [
        ("He has been on an insulin pump for 4 years.", True),
        ("She uses an Omnipod.", True),
        ("She is thinking about an insulin pump.", False),
        ("She was referred for an insulin pump.", False),
        ("She does not use an insulin pump.", False),
    ],
)
def test_a_pump_is_coded_where_it_is_worn(engine, story, worn):
    found = codes(engine, f"HPI: {story}\n\nAssessment: Type 1 diabetes.")
    assert ("Z96.41" in found) is worn


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Candidal diaper dermatitis.", ["B37.2", "L22"]),
        ("Intertriginous candidiasis.", ["B37.2"]),
        ("Aspirin exacerbated respiratory disease.", ["J45.909", "Z88.6"]),
        ("Asthma.", ["J45.909"]),
        ("ADHD, combined type. ODD: counseling.", ["F90.2", "F91.3"]),
        ("Left thumb sprain, MCP joint.", ["S63.642A"]),
        ("Sprain of the MCP joint of the right thumb.", ["S63.641A"]),
        ("Parkinson's disease with dyskinesia. The dyskinesia is mild.", ["G20.B1"]),
        ("Tardive dyskinesia.", ["G24.01"]),
    ],
)
def test_names_that_say_two_things_or_one(engine, text, expected):
    assert codes(engine, f"Assessment: {text}") == expected


def test_a_plan_tells_the_symptoms_of_an_enlarged_prostate(engine):
    text = (
        "Assessment: BPH with lower urinary tract symptoms.\n\n"
        "Plan:\n- BPH with nocturia and weak stream: add finasteride."
    )
    assert codes(engine, text) == ["N40.1", "R35.1", "R39.12"]


def test_a_formulation_and_plan_assesses(engine):
    text = "HPI: He had gout.\n\nFormulation and Plan:\nGeneralized anxiety disorder."
    assert codes(engine, text) == ["F41.1"]


def test_an_odd_rash_in_capitals_is_no_disorder(engine):
    assert codes(engine, "ASSESSMENT: ODD LOOKING RASH.") == ["R21"]
