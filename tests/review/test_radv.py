"""An audit from its list to its outcomes, through the acts of compliance."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from audit.radv.values import Purpose
from review.actions import (
    overpayments,
    radv,
    radv_answers,
    radv_hccs,
    radv_matching,
)
from review.models import (
    CandidateRecord,
    Overpayment,
    PreflightResult,
    RadvAudit,
    RadvImport,
)
from review.radv import dossier, sample
from review.refusals import Refused, StaleCase
from tests.review.conftest import span_of
from tests.review.radv import (
    HEADING,
    audit_of,
    chart_of,
    hcc_of,
    line,
    matched,
    mbi,
    settle_all,
    signed,
)
from tests.review.radv import again as fresh


@pytest.fixture
def number():
    return mbi()


@pytest.fixture
def chart(make_case, number, coder):
    """A signed chart that proves V28 HCCs 37, 280 and 329."""
    return signed(chart_of(make_case, number), coder)


@pytest.fixture
def audit(chart, number, compliance):
    lines = line(number, 37, "E11.22"), line(number, 280, "J44.9")
    return audit_of(compliance, *lines)


@pytest.fixture
def diabetes(audit, compliance):
    """HCC 37 of the enrollee, its records found."""
    matched(audit, compliance)
    return hcc_of(audit, 37)


def events_of(act, *arguments, **more):
    """What an act returns, and the types of the events it left."""
    before = Event.objects.count()
    answer = act(*arguments, **more)
    rows = Event.objects.order_by("pk")[before:]
    return answer, [row.type for row in rows]


# ---- the list


def test_a_list_becomes_an_audit_with_its_enrollees(audit, compliance):
    [enrollee] = audit.enrollees.all()
    assert (audit.contract, audit.payment_year) == ("H0001", 2027)
    assert audit.owner == compliance
    assert enrollee.patient is not None
    assert [h.hcc for h in enrollee.hccs.order_by("pk")] == ["37", "280"]


def test_what_cannot_be_taken_is_named_and_the_original_kept(compliance, number):
    from audit import vault

    data = (HEADING + line(number, 37, "E11.22") + line(number, "x", "E11.22")).encode()
    due = timezone.now().date()
    given = {"name": "two lines", "records_due": due, "by": compliance}
    received, told = events_of(radv.receive_list, data, **given)
    assert told == ["radv-list-received"]
    assert received.refused == [{"line": 3, "why": "not-an-hcc"}]
    assert received.taken == 1
    assert vault.get(received.original_sha256) == data


def test_a_list_of_nothing_is_kept_and_makes_no_audit(compliance):
    received, told = events_of(
        radv.receive_list,
        b"\xff\xfe junk",
        name="junk",
        records_due=timezone.now().date(),
        by=compliance,
    )
    assert told == ["radv-list-received"]
    assert received.audit is None
    assert received.refused == [{"line": 0, "why": "not-text"}]
    assert RadvImport.objects.filter(pk=received.pk, audit=None).exists()


def test_the_same_name_twice_is_refused(audit, compliance, number):
    with pytest.raises(Refused, match="another name"):
        audit_of(compliance, line(number, 37, "E11.22"), name=audit.name)


def test_nothing_of_an_enrollee_stands_in_a_row_or_an_event(audit, number):
    [enrollee] = audit.enrollees.all()
    rows = " ".join(str(vars(each)) for each in (audit, enrollee))
    bodies = b" ".join(bytes(each.body) for each in Event.objects.all())
    # A year alone would stand in random salts and hashes now and then.
    for word in (number, "Quillfeather", "1957-04-11", "04/11/1957", "1957, 4, 11"):
        assert word not in rows
        assert word.encode() not in bodies


@pytest.mark.parametrize("role", ["coder", "senior", "supervisor", "admin", "stranger"])
def test_only_compliance_may_begin_an_audit(role, request, number):
    with pytest.raises(Refused, match="compliance"):
        audit_of(request.getfixturevalue(role), line(number, 37, "E11.22"))
    assert not RadvAudit.objects.exists()


# ---- the sample


def test_a_chart_of_the_sample_is_in_it_until_the_audit_is_closed(
    audit, chart, compliance
):
    assert sample.is_in_open_sample(chart.chart)
    radv.change(audit, state="closed", by=compliance, version=audit.version)
    assert not sample.is_in_open_sample(chart.chart)


def test_another_patient_and_another_year_are_not_in_the_sample(
    make_case, audit, number
):
    other = chart_of(make_case, mbi())
    early = {"service_date": date(2025, 12, 30)}
    earlier = chart_of(make_case, number, external_id="early", **early)
    assert not sample.is_in_open_sample(other.chart)
    assert not sample.is_in_open_sample(earlier.chart)


def test_asking_for_many_charts_is_one_query(
    audit, chart, make_case, django_assert_num_queries
):
    from coding.models import Chart

    chart_of(make_case, mbi())
    with django_assert_num_queries(1):
        assert [c.pk for c in sample.open_samples(Chart.objects.all())] == [
            chart.chart_id
        ]


# ---- finding records


def test_the_record_is_found_tested_and_ranked(diabetes, chart):
    [record] = diabetes.records.all()
    assert (record.chart_id, record.rank) == (chart.chart_id, 1)
    assert record.codes == ["E11.22"]
    assert record.failed == 0
    standing = {each.test: each.standing for each in record.results.all()}
    assert standing["P14"] == standing["P16"] == standing["P15"] == "pass"
    assert standing["P01"] == "pass"
    # The list of acceptable specialties is not loaded here.
    assert standing["P03"] == "ask"


def test_matching_leaves_one_event_and_may_be_done_again(audit, compliance):
    [enrollee] = audit.enrollees.all()
    _, told = events_of(radv_matching.match, enrollee, by=compliance)
    assert told == ["radv-enrollee-matched"]
    radv_matching.match(enrollee, by=compliance)
    assert CandidateRecord.objects.filter(hcc__enrollee=enrollee).count() == 2


def test_what_a_person_settled_stays_when_records_are_sought_again(
    diabetes, compliance
):
    [record] = diabetes.records.all()
    settle_all(record, compliance)
    radv_matching.match(diabetes.enrollee, by=compliance)
    [record] = diabetes.records.all()
    assert (record.failed, record.asked) == (0, 0)
    settled = record.results.get(test="P03")
    assert (settled.result, settled.settled) == ("ask", "pass")
    assert settled.settled_by == compliance


def test_at_most_two_records_are_ranked_and_none_that_fails(
    make_case, coder, compliance
):
    number = mbi()
    for day, modality in ((1, "in-person"), (2, "in-person"), (3, "in-person")):
        facts = {"service_date": date(2026, 6, day), "modality": modality}
        signed(
            chart_of(make_case, number, external_id=f"{number}{day}", **facts), coder
        )
    phoned = {"service_date": date(2026, 6, 9), "modality": "audio-only"}
    chart_of(make_case, number, external_id=f"{number}p", **phoned)
    audit = matched(audit_of(compliance, line(number, 37, "E11.22")), compliance)
    rows = list(hcc_of(audit, 37).records.order_by("place"))
    assert [row.rank for row in rows] == [1, 2, None, None]
    # The best of equals is the latest; the one by telephone is last.
    assert [row.chart_version.service_date.day for row in rows] == [3, 2, 1, 9]
    assert rows[-1].failed >= 2


def test_a_sampled_enrollee_whom_nobody_knows_has_no_records(compliance):
    audit = matched(audit_of(compliance, line(mbi(), 37, "E11.22")), compliance)
    [enrollee] = audit.enrollees.all()
    assert enrollee.patient is None
    assert enrollee.matched_at is not None
    assert not hcc_of(audit, 37).records.exists()


def test_a_chart_that_proves_a_higher_hcc_is_a_candidate(make_case, coder, compliance):
    """V28 HCC 36 to 38 are one hierarchy: E11.22 is 37 and proves 38 as well."""
    number = mbi()
    signed(chart_of(make_case, number), coder)
    audit = matched(audit_of(compliance, line(number, 38, "E11.9")), compliance)
    [record] = hcc_of(audit, 38).records.all()
    assert "above it: HCC 37" in record.results.get(test="P14").says


def test_an_unsigned_chart_is_found_and_not_ranked(make_case, compliance):
    number = mbi()
    chart_of(make_case, number)
    audit = matched(audit_of(compliance, line(number, 37, "E11.22")), compliance)
    [record] = hcc_of(audit, 37).records.all()
    assert record.rank is None
    assert record.results.get(test="P16").result == "fail"


# ---- settling


def test_supported_needs_a_record_that_passes_every_test(diabetes, compliance):
    act = {"standing": "supported", "by": compliance}
    with pytest.raises(Refused, match="settle what waits"):
        radv_hccs.settle(diabetes, version=diabetes.version, **act)
    settle_all(diabetes.records.get(), compliance)
    row = fresh(diabetes)
    done, told = events_of(radv_hccs.settle, row, version=row.version, **act)
    assert told == ["radv-hcc-settled"]
    assert (done.standing, done.settled_by) == ("supported", compliance)


def test_unsupported_is_a_delete_and_an_overpayment_due_in_sixty_days(
    diabetes, compliance
):
    done, told = events_of(
        radv_hccs.settle,
        diabetes,
        standing="unsupported",
        words="The note only lists it.",
        by=compliance,
        version=diabetes.version,
    )
    assert told == ["radv-hcc-settled"]
    owed = Overpayment.objects.get(hcc=done)
    assert owed.codes == ["E11.22"]
    assert owed.due_on - owed.identified_on == timedelta(days=60)
    body = Event.objects.filter(type="radv-hcc-settled").last().fact
    assert body.deleted == ("E11.22",)
    assert body.due == owed.due_on.isoformat()


@pytest.mark.parametrize("standing", ["unsupported", "not_submittable", "query_open"])
def test_anything_but_supported_needs_words(diabetes, compliance, standing):
    with pytest.raises(Refused, match="few words"):
        radv_hccs.settle(
            diabetes, standing=standing, by=compliance, version=diabetes.version
        )


def test_facts_are_not_settled_by_a_person(diabetes, compliance):
    exact = diabetes.records.get().results.get(test="P05")
    with pytest.raises(Refused, match="Facts decide"):
        radv_hccs.settle_test(
            exact, to="pass", words="so", by=compliance, version=diabetes.version
        )


def test_two_people_cannot_settle_over_one_another(diabetes, compliance):
    result = PreflightResult.objects.get(record__hcc=diabetes, test="P03")
    given = {"words": "On the list.", "by": compliance, "version": diabetes.version}
    radv_hccs.settle_test(result, to="pass", **given)
    with pytest.raises(StaleCase):
        radv_hccs.settle_test(result, to="fail", **given)


def test_records_are_chosen_by_a_person_two_at_most(diabetes, compliance):
    [record] = diabetes.records.all()
    row, told = events_of(
        radv_hccs.choose, diabetes, [], by=compliance, version=diabetes.version
    )
    assert told == ["radv-records-ranked"]
    assert fresh(record).rank is None
    with pytest.raises(Refused, match="At most 2"):
        radv_hccs.choose(row, [record.pk] * 2, by=compliance, version=row.version)
    with pytest.raises(Refused, match="not among"):
        radv_hccs.choose(row, [-1], by=compliance, version=row.version)
    # From now on finding records again leaves the choice alone.
    radv_matching.match(row.enrollee, by=compliance)
    assert fresh(record).rank is None


# ---- attestations, intake, outcomes, appeals

PDF = b"%PDF-1.4 attestation"


def unsigned_record(make_case, coder, compliance, **facts):
    number = mbi()
    note = "Marlow Quillfeather\nAssessment:\n1. COPD, continue tiotropium.\n"
    codes = (("J44.9", "COPD", 0.9),)
    signed(chart_of(make_case, number, codes=codes, note=note, **facts), coder)
    audit = matched(audit_of(compliance, line(number, 280, "J44.9")), compliance)
    return hcc_of(audit, 280).records.get()


def test_an_attestation_mends_a_missing_signature(make_case, coder, compliance):
    record = unsigned_record(make_case, coder, compliance)
    assert record.results.get(test="P06").result == "fail"
    _, told = events_of(
        radv_answers.attest,
        record,
        defect="signature",
        signed_on=timezone.now().date(),
        form=PDF,
        by=compliance,
        version=fresh(record.hcc).version,
    )
    assert told == ["radv-attestation-recorded"]
    radv_matching.match(fresh(record.hcc).enrollee, by=compliance)
    assert record.results.get(test="P06").result == "pass"
    assert record.results.get(test="P08").result == "pass"


def test_an_attestation_mends_no_stay_no_diagnosis_and_no_date(
    make_case, coder, compliance
):
    stay = unsigned_record(
        make_case,
        coder,
        compliance,
        setting="inpatient",
        admission_date=date(2026, 6, 12),
        place_of_service="21",
    )
    given = {"signed_on": timezone.now().date(), "by": compliance}
    with pytest.raises(Refused, match="stay"):
        radv_answers.attest(
            stay, defect="signature", form=PDF, version=stay.hcc.version, **given
        )
    visit = unsigned_record(make_case, coder, compliance)
    version = visit.hcc.version
    with pytest.raises(Refused, match="signature or a credential"):
        radv_answers.attest(visit, defect="date", form=PDF, version=version, **given)
    with pytest.raises(Refused, match="PDF"):
        radv_answers.attest(
            visit, defect="signature", form=b"MZ", version=version, **given
        )


def test_a_refused_record_is_sent_again(diabetes, compliance):
    [record] = diabetes.records.all()

    def answer(state, reason=""):
        version = fresh(diabetes).version
        return radv_answers.answer(
            record, state=state, reason=reason, by=compliance, version=version
        )

    with pytest.raises(Refused, match="cannot become accepted"):
        answer("accepted")
    answer("sent")
    with pytest.raises(Refused, match="Intake Feedback"):
        answer("rejected", "because")
    answer("rejected", "bookmarks")
    answer("sent")
    done = answer("accepted")
    assert (done.intake, done.sent) == ("accepted", 2)
    facts = [e.fact for e in Event.objects.filter(type="radv-intake-answered")]
    assert [(f.state, f.time) for f in facts] == [
        ("sent", 1),
        ("rejected", 1),
        ("sent", 2),
        ("accepted", 2),
    ]


@pytest.mark.parametrize(
    ("outcome", "appealable"),
    [
        ("confirmed", False),
        ("confirmed_higher", False),
        ("discrepant", True),
        ("discrepant_lower", True),
        ("administrative_exception", False),
    ],
)
def test_only_adverse_outcomes_can_be_appealed_within_sixty_days(
    diabetes, compliance, outcome, appealable
):
    today = timezone.now().date()
    made = radv_answers.receive_outcome(
        diabetes,
        outcome=outcome,
        received_on=today,
        by=compliance,
        version=diabetes.version,
    )
    assert made.appeal_due == (today + timedelta(days=60) if appealable else None)
    given = {"by": compliance, "version": fresh(diabetes).version}
    if not appealable:
        with pytest.raises(Refused, match="against the plan"):
            radv_answers.appeal(made, filed_on=today, **given)
        return
    with pytest.raises(Refused, match="ended"):
        radv_answers.appeal(made, filed_on=today + timedelta(days=61), **given)
    filed = radv_answers.appeal(made, filed_on=today, **given)
    assert filed.appeal == "reconsideration"


def test_one_outcome_a_round_and_three_rounds(diabetes, audit, compliance):
    today = timezone.now().date()

    def outcome(found):
        version = fresh(diabetes).version
        return radv_answers.receive_outcome(
            diabetes, outcome=found, received_on=today, by=compliance, version=version
        )

    outcome("discrepant")
    with pytest.raises(Refused, match="round 1 is here"):
        outcome("confirmed")
    radv.change(audit, round=2, by=compliance, version=fresh(audit).version)
    assert outcome("confirmed").round == 2


# ---- the audit as a whole


def test_an_audit_is_handed_over_to_somebody_who_works_on_audits(
    audit, compliance, person, coder
):
    colleague = person("colleague", "compliance")
    with pytest.raises(Refused, match="does not work"):
        radv.hand_over(audit, to=coder, by=compliance, version=audit.version)
    done, told = events_of(
        radv.hand_over, audit, to=colleague, by=compliance, version=audit.version
    )
    assert told == ["radv-audit-changed"]
    assert done.owner == colleague
    with pytest.raises(StaleCase):
        radv.change(audit, state="submitted", by=compliance, version=audit.version)


def test_a_closed_audit_is_left_alone(audit, diabetes, compliance):
    radv.change(audit, state="closed", by=compliance, version=fresh(audit).version)
    with pytest.raises(Refused, match="closed"):
        radv_matching.match(diabetes.enrollee, by=compliance)
    with pytest.raises(Refused, match="closed"):
        radv_hccs.settle(
            diabetes, standing="supported", by=compliance, version=diabetes.version
        )


# ---- deletes of signed charts


@pytest.fixture
def deleted(make_case, coder):
    """A signed chart that rejects a billed diagnosis with an HCC."""
    from review import codeset
    from review.actions import claims, decisions

    case = chart_of(make_case, mbi(), billed=("I50.9",))
    case = claims.claim(case, by=coder)
    for item in codeset.items_of(case):
        version = fresh(case).version
        if item.code == "I50.9":
            why = {"what": "unsupported", "why": "misread"}
            decisions.reject(item, by=coder, version=version, **why)
        else:
            decisions.accept(item, by=coder, version=version)
    return sign(case, coder)


def sign(case, coder):
    """Signs a claimed chart whose codes are decided; its findings acknowledged."""
    from review import codeset
    from review.actions import findings, signing

    documents = codeset.documents_of(case.run.version)
    book = codeset.book_of(case)
    for live in codeset.live_findings(case, codeset.items_of(case), book, documents):
        if live.is_open:
            findings.settle(
                case,
                finding_key=live.key,
                how="acknowledge",
                reason="guideline",
                by=coder,
                version=fresh(case).version,
            )
    signing.finalise(case, by=coder, version=fresh(case).version)
    return fresh(case)


def test_the_deletes_of_a_signed_chart_are_found_and_put_on_the_list(
    deleted, compliance
):
    from review.radv import deletes

    [found] = deletes.grouped(deletes.items())
    assert (found.codes, found.bearing) == (("I50.9",), ("I50.9",))
    row, told = events_of(overpayments.identify, deleted.chart, by=compliance)
    assert told == ["overpayment-changed"]
    assert (row.state, row.payment_year) == ("identified", 2027)
    with pytest.raises(Refused, match="already"):
        overpayments.identify(deleted.chart, by=compliance)


def test_an_overpayment_goes_its_way_with_reasons(deleted, compliance):
    row = overpayments.identify(deleted.chart, by=compliance)
    with pytest.raises(Refused, match="few words"):
        overpayments.move(row, to="reported", words="", by=compliance, version=1)
    row = overpayments.move(
        row, to="suspended", words="In the sample.", by=compliance, version=1
    )
    row = overpayments.move(
        row, to="reported", words="Sent.", by=compliance, version=row.version
    )
    with pytest.raises(Refused, match="cannot become"):
        overpayments.move(
            row, to="identified", words="Again.", by=compliance, version=row.version
        )


def settled(hcc, standing, compliance, words=""):
    return radv_hccs.settle(
        fresh(hcc),
        standing=standing,
        words=words,
        by=compliance,
        version=fresh(hcc).version,
    )


def without_ground():
    from review.radv import deletes

    return list(Overpayment.objects.filter(deletes.without_ground()))


def test_an_hcc_that_is_supported_after_all_leaves_its_overpayment_to_a_person(
    diabetes, compliance
):
    settled(diabetes, "unsupported", compliance, "Only listed.")
    owed = Overpayment.objects.get(hcc=diabetes)
    assert without_ground() == []
    best = diabetes.records.order_by("place").first()
    radv_hccs.choose(
        diabetes, [best.pk], by=compliance, version=fresh(diabetes).version
    )
    settle_all(best, compliance)
    settled(diabetes, "supported", compliance)
    assert fresh(owed).state == "identified"
    assert without_ground() == [owed]
    row, told = events_of(
        overpayments.move,
        owed,
        to="not_owed",
        words="A second record proves it.",
        by=compliance,
        version=fresh(owed).version,
    )
    assert (row.state, told) == ("not_owed", ["overpayment-changed"])
    assert without_ground() == []


def test_an_overpayment_found_again_is_due_as_it_first_was(diabetes, compliance):
    settled(diabetes, "unsupported", compliance, "Only listed.")
    owed = Overpayment.objects.get(hcc=diabetes)
    first = date(2026, 1, 2)
    Overpayment.objects.update(identified_on=first, due_on=date(2026, 3, 3))
    overpayments.move(owed, to="not_owed", words="Found it.", by=compliance, version=1)
    settled(diabetes, "open", compliance)
    settled(diabetes, "unsupported", compliance, "Not so.")
    row = fresh(owed)
    assert (row.state, row.identified_on, row.version) == ("identified", first, 3)


@pytest.mark.parametrize("state", ["reported", "suspended"])
def test_settling_an_hcc_again_undoes_nothing_of_its_overpayment(
    diabetes, compliance, state
):
    settled(diabetes, "unsupported", compliance, "Only listed.")
    owed = Overpayment.objects.get(hcc=diabetes)
    overpayments.move(owed, to=state, words="So it is.", by=compliance, version=1)
    settled(diabetes, "unsupported", compliance, "Still so.")
    assert (fresh(owed).state, fresh(owed).version) == (state, 2)


def test_a_chart_that_rejects_nothing_any_more_leaves_its_overpayment_to_a_person(
    deleted, compliance, senior, coder
):
    from review.actions import claims, decisions, signing

    row = overpayments.identify(deleted.chart, by=compliance)
    assert without_ground() == []
    version = fresh(deleted).version
    case = signing.reopen(
        deleted, reason="", words="Seen again.", by=senior, version=version
    )
    assert without_ground() == [], "nobody signed it again yet"
    case = claims.claim(fresh(case), by=coder)
    decisions.add(
        case,
        code="I50.9",
        evidence=[span_of(case, "COPD")],
        by=coder,
        version=fresh(case).version,
    )
    sign(case, coder)
    assert without_ground() == [row]
    assert fresh(row).state == "identified"


def test_a_chart_without_deletes_owes_nothing(chart, compliance):
    with pytest.raises(Refused, match="No signed chart"):
        overpayments.identify(chart.chart, by=compliance)


# ---- appeals, level by level


def adverse(diabetes, compliance, received_on):
    return radv_answers.receive_outcome(
        diabetes,
        outcome="discrepant",
        received_on=received_on,
        by=compliance,
        version=fresh(diabetes).version,
    )


def at(diabetes, compliance):
    return {"by": compliance, "version": fresh(diabetes).version}


def test_each_level_has_sixty_days_from_the_ruling_on_the_one_before(
    diabetes, compliance
):
    today = timezone.now().date()
    found = adverse(diabetes, compliance, today - timedelta(days=50))
    assert found.appeal_due == today + timedelta(days=10)
    radv_answers.appeal(
        found, filed_on=today - timedelta(days=40), **at(diabetes, compliance)
    )
    assert fresh(found).appeal_due is None
    with pytest.raises(Refused, match="waits for its ruling"):
        radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))
    ruled_on = today - timedelta(days=5)
    given = {"ruling": "upheld", "ruled_on": ruled_on} | at(diabetes, compliance)
    ruled, told = events_of(radv_answers.rule, found, **given)
    assert told == ["radv-appeal-ruled"]
    assert ruled.appeal_due == ruled_on + timedelta(days=60)
    filed = radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))
    assert (filed.appeal, filed.ruling, filed.ruled_on) == ("hearing", "", None)


def test_nothing_follows_the_administrator_or_a_reversal(diabetes, compliance):
    today = timezone.now().date()
    found = adverse(diabetes, compliance, today)
    for level in ("reconsideration", "hearing", "administrator"):
        filed = radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))
        assert filed.appeal == level
        given = {"ruling": "upheld", "ruled_on": today} | at(diabetes, compliance)
        ruled = radv_answers.rule(found, **given)
    assert ruled.appeal_due is None
    with pytest.raises(Refused, match="last level"):
        radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))


def test_a_reversed_finding_is_not_appealed(diabetes, compliance):
    today = timezone.now().date()
    found = adverse(diabetes, compliance, today)
    radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))
    given = {"ruling": "overturned", "ruled_on": today} | at(diabetes, compliance)
    assert radv_answers.rule(found, **given).appeal_due is None
    with pytest.raises(Refused, match="reversed"):
        radv_answers.appeal(found, filed_on=today, **at(diabetes, compliance))


@pytest.mark.parametrize(
    ("filed", "ruled", "ruling", "why"),
    [
        (-11, 0, "upheld", "before"),
        (1, 1, "upheld", "future"),
        (-5, -6, "upheld", "before"),
        (-5, 1, "upheld", "future"),
        (-5, 0, "maybe", "stands or is reversed"),
    ],
)
def test_days_and_rulings_that_cannot_be(
    diabetes, compliance, filed, ruled, ruling, why
):
    today = timezone.now().date()
    found = adverse(diabetes, compliance, today - timedelta(days=10))
    days = {n: today + timedelta(days=n) for n in (filed, ruled)}
    with pytest.raises(Refused, match=why):
        radv_answers.appeal(found, filed_on=days[filed], **at(diabetes, compliance))
        radv_answers.rule(
            found, ruling=ruling, ruled_on=days[ruled], **at(diabetes, compliance)
        )


def test_no_ruling_without_an_appeal(diabetes, compliance):
    today = timezone.now().date()
    found = adverse(diabetes, compliance, today)
    with pytest.raises(Refused, match="No appeal waits"):
        radv_answers.rule(
            found, ruling="upheld", ruled_on=today, **at(diabetes, compliance)
        )


def test_a_round_is_not_gone_back_to_once_a_later_one_has_outcomes(
    diabetes, audit, compliance
):
    audit = radv.change(audit, round=2, by=compliance, version=audit.version)
    audit = radv.change(audit, round=1, by=compliance, version=audit.version)
    audit = radv.change(audit, round=2, by=compliance, version=audit.version)
    adverse(diabetes, compliance, timezone.now().date())
    with pytest.raises(Refused, match="after 1"):
        radv.change(audit, round=1, by=compliance, version=audit.version)
    with pytest.raises(Refused, match="3 rounds"):
        radv.change(audit, round=4, by=compliance, version=audit.version)


def test_the_plan_of_a_list_is_in_the_row(compliance, number):
    heading = HEADING.strip() + ",pbp\n"
    row = line(number, 37, "E11.22").strip() + ",7\n"
    received = radv.receive_list(
        (heading + row).encode(),
        name="with plan",
        records_due=timezone.now().date(),
        by=compliance,
    )
    asked = dossier.Asked(Purpose.SUBMISSION, "CMS", "somebody")
    made = dossier.gather(hcc_of(received.audit, 37), asked)
    assert made.audit["pbp"] == "007"
