"""What a coded disease is said to be without would have made another code of it."""

import pytest


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Assessment: Parkinson's disease without dyskinesia.", "G20.B1"),
        ("HPI: never any aura.\nAssessment: migraine without aura.", "G43.109"),
        (
            "Exam: no foreign body.\n"
            "Assessment: laceration of the left thumb, initial visit.",
            "S61.022A",
        ),
        (
            "Exam: no DME.\nAssessment: type 1 diabetes with mild"
            " nonproliferative retinopathy of both eyes.",
            "E10.3213",
        ),
        (
            "HPI: no flare this year.\nAssessment: mild intermittent asthma.",
            "J45.21",
        ),
        (
            "Findings: diverticula without bleeding.\n"
            "Assessment: sigmoid diverticulosis.",
            "K57.31",
        ),
    ],
)
def test_the_worse_code_of_the_disease_is_denied(aside, text, other):
    assert aside(text)[other] == ("negated", "X1")


def test_what_the_chart_does_not_speak_of_is_not_named(aside):
    assert "J45.21" not in aside("Assessment: mild intermittent asthma.")


def test_what_is_there_is_not_denied(aside):
    text = "HPI: a flare in spring.\nAssessment: mild intermittent asthma."
    assert aside(text).get("J45.21", ("",))[0] != "negated"
