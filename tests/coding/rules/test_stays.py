"""What holds of a stay: sections, order, and present on admission."""

import pytest

from coding.rules import DatedList, Lists
from coding.values import Severity
from tests.coding.rules.sets import document, quoting

STAY = "inpatient"


def exempt(*codes, late=False):
    entries = dict.fromkeys(codes, ("",))
    return Lists(poa_exempt=DatedList("exempt list", "2031", entries, late))


def test_an_uncertain_diagnosis_counts_if_it_stood_at_discharge(fired):
    said = {"says": {"J18.9": "uncertain"}, "evidence": {"J18.9": quoting("? PNA")}}
    early = [document("? PNA", kind="history and physical")]
    [finding] = fired("R25", "J18.9", STAY, documents=early, **said)
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(
    ("section", "about", "said"),
    [
        ("hospital_course", {}, "is from earlier in the stay"),
        ("assessment", {"name": "Progress note, day 2"}, "is from earlier in the stay"),
        ("", {"kind": "consultation"}, "is from earlier in the stay"),
        ("", {}, "was written is not known"),
        ("assessment", {"name": "scan0001.pdf"}, "was written is not known"),
    ],
)
def test_text_is_called_early_only_where_its_place_is_known(
    fired, section, about, said
):
    uncertain = {
        "says": {"J18.9": "uncertain"},
        "evidence": {"J18.9": quoting("? PNA", section)},
        "documents": [document("? PNA", **about)],
    }
    [finding] = fired("R25", "J18.9", STAY, **uncertain)
    assert said in finding.message


@pytest.mark.parametrize("setting", ["inpatient", "outpatient"])
def test_at_discharge_or_certain_nothing_is_said(fired, setting):
    said = {"J18.9": quoting("? PNA")}
    late = [document("? PNA", kind="discharge summary")]
    uncertain = {"J18.9": "uncertain"}
    assert fired("R25", "J18.9", setting, documents=late, evidence=said) == []
    if setting == STAY:
        told = {"says": uncertain, "evidence": said, "documents": late}
        assert fired("R25", "J18.9", setting, **told) == []


def test_respiratory_failure_gives_way_to_a_chapter_with_its_own_order(fired):
    [finding] = fired("R48", "J96.01 A41.9", STAY)
    assert finding.severity is Severity.INFO
    assert fired("R48", "J96.01 T40.2X1A", STAY)
    assert fired("R48", "J96.01 T40.2X5A", STAY) == []
    assert fired("R48", "J96.01 J18.9", STAY) == []
    assert fired("R48", "A41.9 J96.01", STAY) == []
    assert fired("R48", "J96.01 A41.9", "emergency") == []


def test_a_symptom_does_not_lead_the_stay_that_explained_it(fired):
    assert fired("R69", "R07.9 I21.4", STAY)
    assert fired("R69", "R41.82 G93.41", STAY)
    assert fired("R69", "I21.4 R07.9", STAY) == []
    assert fired("R69", "R07.9 I10", STAY) == []
    assert fired("R69", "R07.9 I21.4") == []
    assert fired("R14", "R41.82 G93.41", STAY) == []


def test_a_device_that_caused_the_infection_comes_first(fired):
    present = {"T83.511A": "Y", "N39.0": "Y"}
    assert fired("R70", "N39.0 T83.511A", STAY, poa=present)
    assert fired("R70", "T83.511A N39.0", STAY, poa=present) == []
    assert fired("R70", "N39.0 T83.511A", STAY, poa={"T83.511A": "N"}) == []
    assert fired("R70", "N39.0 T83.511A", poa=present) == []


def test_rehabilitation_is_led_by_what_remains(fired):
    rehab = {"specialty": "Rehabilitation medicine"}
    assert fired("R71", "I63.9", STAY, **rehab)
    assert fired("R71", "S72.001A", STAY, place_of_service="61")
    assert fired("R71", "S72.001D", STAY, **rehab) == []
    assert fired("R71", "I69.351", STAY, **rehab) == []
    assert fired("R71", "I63.9", STAY) == []
    [finding] = fired("R71", "Z51.89 I10 I63.9", STAY)
    assert finding.codes == ("Z51.89", "I63.9")
    assert fired("R71", "Z51.89 I69.351", STAY) == []
    assert fired("R71", "Z51.89 S72.001D", STAY) == []
    assert fired("R71", "Z51.89 I63.9") == []


@pytest.mark.parametrize(
    ("code", "section", "setting", "doubtful"),
    [
        ("K21.9", "past_history", STAY, True),
        ("K21.9", "problem_list", STAY, True),
        ("K21.9", "assessment", STAY, False),
        ("K21.9", "", STAY, False),
        ("E11.9", "past_history", STAY, False),
        ("Z90.49", "past_history", STAY, False),
        ("K21.9", "past_history", "outpatient", False),
    ],
)
def test_a_secondary_diagnosis_mattered(fired, code, section, setting, doubtful):
    said = {code: quoting("text", section)}
    assert bool(fired("R72", f"I21.4 {code}", setting, evidence=said)) is doubtful


def test_the_principal_diagnosis_is_not_a_secondary_one(fired):
    said = {"K21.9": quoting("text", "past_history")}
    assert fired("R72", "K21.9", STAY, evidence=said) == []


def test_a_finding_counts_if_the_provider_says_so(fired):
    results = {"E87.6": quoting("K 3.0", "labs")}
    assert fired("R73", "E87.6", STAY, evidence=results)
    assert fired("R73", "E87.6", evidence=results) == []
    stated = {"E87.6": quoting("Hypokalemia", "assessment")}
    assert fired("R73", "E87.6", STAY, evidence=stated) == []
    film = [document("text", author_role="radiologist")]
    assert fired("R73", "R91.1", STAY, documents=film)
    mine = [document("text", author_role="physician")]
    assert fired("R73", "R91.1", STAY, documents=mine) == []


# ---- present on admission


def test_without_a_list_a_missing_indicator_is_only_shown(fired):
    [finding] = fired("R77", "J18.9 I10 Z66", STAY, poa={"I10": "Y"})
    assert (finding.severity, finding.codes) == (Severity.INFO, ("J18.9",))
    assert "no list of exempt codes is loaded" in finding.message
    assert fired("R77", "Z66 W19.XXXA", STAY) == []
    assert fired("R77", "J18.9 I10") == []


def test_by_the_list_of_the_date_a_missing_indicator_blocks(fired):
    [finding] = fired("R77", "J18.9 Z66", STAY, lists=exempt("Z66"))
    assert (finding.severity, finding.subject) == (Severity.BLOCK, "J18.9")
    assert "exempt list, edition 2031" in finding.message
    given = {"J18.9": "W", "Z66": "1"}
    assert fired("R77", "J18.9 Z66", STAY, poa=given, lists=exempt("Z66")) == []


def test_an_older_list_warns_and_spares_new_codes_of_exempt_categories(fired):
    old = exempt("Z79.4", late=True)
    [finding] = fired("R77", "J18.9 Z79.85", STAY, lists=old)
    assert (finding.severity, finding.subject) == (Severity.WARN, "J18.9")
    assert "out of date" in finding.message


def test_an_exempt_code_takes_no_indicator(fired):
    [finding] = fired("R77", "Z66", STAY, poa={"Z66": "Y"}, lists=exempt("Z66"))
    assert finding.severity is Severity.WARN
    late = exempt("Z66", late=True)
    assert fired("R77", "Z66", STAY, poa={"Z66": "Y"}, lists=late) == []


def test_an_indicator_is_one_of_the_four(fired):
    [finding] = fired("R77", "J18.9", STAY, poa={"J18.9": "X"})
    assert finding.severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("code", "poa", "shown"),
    [
        ("L89.153", "N", True),
        ("L89.153", "Y", False),
        ("L89.152", "N", False),
        ("T83.511A", "U", True),
        ("T80.211A", "N", True),
        ("E11.00", "N", True),
        ("E11.9", "N", False),
    ],
)
def test_what_was_acquired_in_hospital_is_shown(fired, code, poa, shown):
    assert bool(fired("R78", f"J18.9 {code}", STAY, poa={code: poa})) is shown
    assert fired("R78", f"J18.9 {code}", poa={code: poa}) == []


def test_a_visit_has_no_principal_diagnosis_and_surgery_what_it_found(fired):
    before = {"N63.10": quoting("breast mass", "preop_diagnosis")}
    both = before | {"D24.1": quoting("fibroadenoma", "postop_diagnosis")}
    [finding] = fired("R76", "D24.1 N63.10", evidence=both)
    assert finding.subject == "N63.10"
    assert fired("R76", "N63.10", evidence=before) == []
    assert fired("R76", "D24.1 N63.10", STAY, evidence=both) == []
    assert fired("R75", "Z79.4 E11.9", STAY) == []
