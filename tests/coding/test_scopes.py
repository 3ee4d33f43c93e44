"""What an operation of this visit tells of its diagnosis, and what it does not."""

import pytest

# ---- scopes of the bowel


def test_diverticula_that_a_colonoscopy_saw_are_of_the_colon(codes):
    found = "POSTOPERATIVE DIAGNOSIS: Diverticulosis."
    assert codes(f"{found}\nPROCEDURE: Colonoscopy to the cecum.") == ["K57.30"]
    assert codes(f"{found}\nPROCEDURE: Enteroscopy.") == ["K57.90"]
    assert codes("ASSESSMENT: Diverticulosis. Colonoscopy in 2010.") == ["K57.90"]


def test_hemorrhoids_that_a_scope_saw_inside_are_internal(codes):
    done = "POSTOPERATIVE DIAGNOSIS: Hemorrhoids.\nPROCEDURE: Colonoscopy."
    assert codes(f"{done}\nFINDINGS: Small internal hemorrhoids.") == ["K64.8"]
    assert codes(f"{done}\nFINDINGS: No polyps.") == ["K64.9"]


# ---- ears and joints


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("Bilateral myringotomies with tubes", "H65.23"),
        ("BMT", "H65.23"),
        ("Adenoidectomy", "H65.20"),
    ],
)
def test_tubes_in_both_ears_are_for_both(codes, operation, code):
    ill = "POSTOPERATIVE DIAGNOSIS: Chronic serous otitis media."
    assert codes(f"{ill}\nPROCEDURE: {operation}.") == [code]


def test_the_operation_on_a_torn_ligament_is_active_treatment(codes):
    story = "INDICATIONS: The swelling is healing."
    torn = "Anterior cruciate ligament rupture, left knee."
    assert codes(f"{story}\nPOSTOPERATIVE DIAGNOSIS: {torn}") == ["S83.512A"]
    assert codes(f"{story}\nASSESSMENT: {torn} It is healing.") == ["S83.512D"]


# ---- what is of another time, or said already


def test_an_earlier_stay_was_for_what_is_over(codes):
    text = "ASSESSMENT: Emphysema. He has recently been admitted with pneumonia."
    assert codes(text) == ["J43.9"]


def test_dialysis_for_an_acute_injury_is_no_dependence_on_it(codes):
    acute = "ASSESSMENT: Acute kidney injury, on hemodialysis."
    assert codes(acute) == ["N17.9"]
    lasting = "ASSESSMENT: End stage renal disease, on hemodialysis."
    assert codes(lasting) == ["N18.6", "Z99.2"]


@pytest.mark.parametrize("heading", ["PREMEDICATIONS", "PROCEDURES DONE"])
def test_what_was_done_is_told_under_a_heading_of_its_own(codes, heading):
    text = f"POSTOPERATIVE DIAGNOSIS: Rectal polyp.\n{heading}: She had a headache."
    assert codes(text) == ["K62.1"]


def test_a_scar_that_is_cut_away_on_the_way_is_none_of_the_skin(codes):
    text = "POSTOPERATIVE DIAGNOSIS: Lumbar stenosis. Lysis of scar tissue."
    assert codes(text) == ["M48.061"]
    assert codes("ASSESSMENT: Scar of the forearm.") == ["L90.5"]
