"""Second opinions: who may confirm a finding, and for whom."""

import pytest

from audit.models import Event
from review import codeset, presenters
from review.actions import claims, decisions, findings, signing
from review.refusals import Refused
from tests.review.conftest import again

# Sepsis at an office visit is what audits rarely find supported: R83 wants a second
# coder's word.
VISIT = "Sepsis, on day three of antibiotics.\n"
CODES = (("A41.9", "Sepsis", 0.97),)


@pytest.fixture
def wanting(make_case, coder):
    """A decided case of the coder's that wants a second pair of eyes."""
    mine = claims.claim(make_case(CODES, VISIT), by=coder)
    item = codeset.items_of(mine)[0]
    decisions.accept(item, by=coder, version=mine.version, supported="treated")
    return again(mine)


def second_review(case):
    case = again(case)
    found = codeset.live_findings(
        case,
        codeset.items_of(case),
        codeset.book_of(case),
        codeset.documents_of(case.run.version),
    )
    return next(live for live in found if live.finding.severity == "second_review")


def settle(case, by, how="confirm", **more):
    said = {"reason": "guideline", "version": again(case).version, **more}
    key = second_review(case).key
    return findings.settle(case, finding_key=key, how=how, by=by, **said)


def test_it_stands_in_the_way_until_somebody_confirms(wanting, coder):
    assert any("second coder" in why for why in signing.why_not_yet(wanting, coder))


def test_the_coder_of_the_chart_cannot_confirm_their_own(wanting, coder):
    with pytest.raises(Refused, match="Somebody other"):
        settle(wanting, coder)
    with pytest.raises(Refused, match="second coder"):
        settle(wanting, coder, how="acknowledge")


def test_a_second_coder_confirms_and_the_first_keeps_the_chart(wanting, coder, person):
    second = person("second", "coder", certificate="CPC")
    row = settle(wanting, second)
    assert (row.how, row.settled_by) == ("confirm", second)
    assert Event.objects.latest("pk").content["how"] == "confirmed"
    case = again(wanting)
    assert case.claimed_by == coder
    signing.finalise(case, by=coder, version=case.version)
    told = Event.objects.latest("pk").content["findings"]
    assert "confirmed" in [finding.get("settled") for finding in told]


def test_somebody_without_a_credential_does_not_confirm(wanting, uncertified):
    with pytest.raises(Refused, match="no valid credential"):
        settle(wanting, uncertified)


def test_a_senior_may_confirm_the_chart_they_hold(wanting, senior):
    claims.take_over(wanting, by=senior, words="They are away")
    assert settle(wanting, senior).how == "confirm"


def test_a_settled_finding_is_not_settled_again(wanting, person):
    second = person("second", "coder", certificate="CPC")
    settle(wanting, second)
    with pytest.raises(Refused, match="is settled"):
        settle(wanting, second)


def test_the_page_offers_the_ways_that_are_enough_and_says_why_not(
    wanting, coder, senior
):
    def shown(who):
        page = presenters.case_page(wanting, who)
        everything = [f for item in page.items for f in item.findings]
        return next(
            f for f in [*everything, *page.findings] if f.severity == "second_review"
        )

    assert [b.label for b in shown(coder).buttons] == ["Confirm", "Override"]
    assert not any(button.enabled for button in shown(coder).buttons)
    assert all(button.enabled for button in shown(senior).buttons)


def test_words_of_a_reason_go_to_the_vault(wanting, person):
    second = person("second", "coder", certificate="CPC")
    with pytest.raises(Refused, match="few words"):
        settle(wanting, second, reason="other")
    row = settle(wanting, second, reason="other", words="Seen in the therapist's note")
    assert len(row.words_sha256) == 64
    assert b"therapist" not in bytes(Event.objects.latest("pk").body)
