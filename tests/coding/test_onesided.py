"""What is set aside takes the side of the coded part, where the chart has only one."""


def test_a_denied_clot_is_of_the_limb_that_is_treated(aside):
    told = aside("HPI: No DVT.\nAssessment: right ankle sprain.")
    assert told["I82.401"] == ("negated", "X1")
    assert "I82.409" not in told


def test_a_clot_of_no_coded_limb_keeps_its_open_side(aside):
    assert "I82.409" in aside("HPI: No DVT.\nAssessment: gout, unspecified.")


def test_the_pain_of_both_coded_knees_is_of_both(aside):
    told = aside("HPI: knee pain.\nAssessment: bilateral knee osteoarthritis.")
    assert told["M25.561"][0] == told["M25.562"][0] == "integral"
    assert "M25.569" not in told


def test_a_denial_beside_both_sides_keeps_its_open_side(aside):
    told = aside("HPI: No DVT.\nAssessment: bilateral knee osteoarthritis.")
    assert "I82.409" in told


def test_a_relatives_side_is_not_the_patients(aside):
    told = aside("FH: mother had DVT.\nAssessment: right ankle sprain.")
    assert "I82.401" not in told


def test_a_part_that_is_coded_without_a_side_lends_none(aside):
    told = aside("HPI: RIGHT ear pain, canal swollen.\nAssessment: left swimmer's ear.")
    assert "H92.09" in told


def test_another_part_of_the_same_side_says_nothing_of_a_joint(aside):
    told = aside("ROS: knee swelling denied.\nAssessment: right shoulder bursitis.")
    assert not any(one.startswith("M25.461") for one in told)
