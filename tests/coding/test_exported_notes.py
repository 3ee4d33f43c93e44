"""Notes as record systems export them: what heads a table, a list, a specimen."""

import pytest

from coding.misread import is_misread
from coding.pipeline import code
from tests.coding.notes import note, suggested

NOTES = {
    "a column of a copied list is no assessment": (
        "Patient Active Problem List\nDiagnosis\n- GERD\n- Plantar fasciitis\n\n"
        "Past Medical History:\nDiagnosis | Date\nDiverticulitis | 2018\n\n"
        "Assessment & Plan\nMixed hyperlipidemia: rosuvastatin 10 mg",
        "E78.2",
    ),
    "a diagnosis told on the line of its heading is one": (
        "Past Medical History:\nDiagnosis: Mixed hyperlipidemia, rosuvastatin 10 mg",
        "E78.2",
    ),
    "diagnoses and their orders": (
        "Active Ambulatory Problems     Diagnosis     Date Noted\n"
        "    Migraine without aura     06/14/2019\n\n"
        "Encounter Diagnoses and Associated Orders\n1. Hypokalemia (Primary)",
        "E87.6",
    ),
    "what is considered in one line leaves the next alone": (
        "Assessment & Plan:\n\nActinic keratosis, scalp\n DDX: psoriasis vs lichen"
        " planus\n LN2 x 3\n\nSeborrheic keratoses\n reassurance",
        "L57.0 L82.1",
    ),
    "a therapist's precautions are no diagnoses": (
        "Treatment diagnosis: Stiffness of right shoulder\n\nPrecautions: fall risk\n",
        "M25.611",
    ),
    "what was found in a specimen is of the place above it": (
        "FINAL DIAGNOSIS\nA. SKIN, RIGHT NASAL ALA, SHAVE BIOPSY:\n"
        "- Basal cell carcinoma, nodular type",
        "C44.311",
    ),
    "a carcinoma of ducts is where its specimen is from": (
        "FINAL DIAGNOSIS\nA. LEFT BREAST, 2:00, CORE BIOPSY:\n"
        "   - Invasive ductal carcinoma, grade 2",
        "C50.912",
    ),
    "one is not of the breast by its name": (
        "FINAL DIAGNOSIS\nPANCREAS, HEAD, FNA: Invasive ductal carcinoma",
        "",
    ),
    "a movement is no rupture of membranes, sleep is no fall": (
        "A/P: Adhesive capsulitis right shoulder. PROM R shoulder: flex 95. Trouble"
        " falling asleep.",
        "M75.01",
    ),
    "varicose veins with an ulcer and inflammation have one code": (
        "Diagnoses addressed today\n1. Varicose veins of left lower extremity with"
        " ulcer of ankle and inflammation; non-pressure chronic ulcer left ankle with"
        " fat layer exposed\n2. Type 2 diabetes mellitus",
        "I83.223 L97.322 E11.9",
    ),
    "the more exact arthritis is the only one": (
        "Assessment: Rheumatoid arthritis with rheumatoid factor of multiple sites"
        " without organ or systems involvement",
        "M05.79",
    ),
    "surveillance of polyps is a screening": (
        "INDICATIONS: High risk colon cancer surveillance: Personal history of"
        " adenomatous colonic polyps.\nIMPRESSION: Internal hemorrhoids, grade I",
        "Z12.11 Z86.0101 K64.0",
    ),
    "a mammogram with a result is no reason for one": (
        "CLINICAL HISTORY\nScreening mammogram BI-RADS 4.\n"
        "FINAL DIAGNOSIS\nRIGHT BREAST: Fibroadenoma.",
        "D24.1",
    ),
    "a source that is not seen denies no anemia": (
        "Impression: Iron deficiency anemia, source not seen",
        "D50.9",
    ),
}


@pytest.mark.parametrize(("text", "codes"), NOTES.values(), ids=NOTES)
def test_an_exported_note_is_read_as_it_is_meant(engine, text, codes):
    assert set(suggested(code(note(text), engine))) == set(codes.split())


@pytest.mark.parametrize(
    ("text", "word", "misread"),
    [
        ("PROM R shoulder 95", "PROM", True),
        ("AROM/PROM full", "PROM", True),
        ("PROM, leaking since 4 AM", "PROM", False),
        ("trouble falling asleep", "falling", True),
        ("she keeps falling at home", "falling", False),
        ("Gout, ICD-10 M10.9", "ICD", True),
        ("Shocked twice by his ICD", "ICD", False),
    ],
)
def test_the_words_beside_a_word_tell_what_it_is(text, word, misread):
    start = text.index(word)
    assert is_misread(text, start, start + len(word)) is misread
