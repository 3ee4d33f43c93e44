"""The case page and everything done on it, as a browser without JavaScript sees it."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from review import presenters, relations
from review.actions import claims, decisions, signing
from review.models import Decision
from tests.review.conftest import CODES, NOTE, again

pytestmark = pytest.mark.django_db


def act(client, case, name, item=None, htmx=False, shown="", **data):
    """Posts as a form of the page would, with the version the page shows."""
    arguments = [case.pk] + ([item.pk] if item else [])
    headers = {"HX-Request": "true", "Attest-Shown": shown} if htmx else {}
    data = {"version": again(case).version, **data}
    return client.post(reverse(f"review:{name}", args=arguments), data, headers=headers)


def events_since(before):
    return [event.type for event in Event.objects.order_by("pk")[before:]]


@pytest.fixture
def at_work(client, mine, coder):
    client.force_login(coder)
    return mine


def test_the_page_shows_the_note_with_numbered_proof(client, at_work):
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert re.search(r"<mark [^>]*>Moderate persistent asthma[^<]*<sup>1</sup>", page)
    assert "Mother with breast cancer at 61." in page
    assert "0 of 3 decided" in page
    # Who it is stands nowhere until somebody asks.
    assert "Vestergaard" not in page


def test_lines_carry_their_offsets_whatever_ends_them(client, make_case, coder):
    text = "Assessment:\r\nModerate persistent asthma,\r\nnow \U0001fac1 today\n"
    case = make_case((("J45.40", "Moderate persistent asthma", 0.9),), text)
    client.force_login(coder)
    page = client.get(case.get_absolute_url()).content.decode()
    starts = [int(found) for found in re.findall(r'data-start="(\d+)"', page)]
    lines = [text[start:].splitlines()[0] for start in starts]
    assert lines == text.splitlines()


def test_accepting_goes_on_to_the_next_code(client, at_work):
    first, second = at_work.items.all()[:2]
    before = Event.objects.count()
    answer = act(client, at_work, "accept", first)
    assert answer.status_code == 302
    assert f"item={second.pk}" in answer.url
    assert again(first).current.kind == "accept"
    assert events_since(before) == ["decision-made"]


def test_an_htmx_answer_brings_codes_head_foot_and_words(client, at_work):
    first = at_work.items.first()
    answer = act(client, at_work, "accept", first, htmx=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in page
    assert page.count("hx-swap-oob") == 3
    assert f"{first.code} accepted." in page
    assert "1 of 3 decided" in page


def test_a_decision_brings_neither_the_note_nor_what_it_cannot_change(client, at_work):
    first = at_work.items.first()
    page = act(client, at_work, "accept", first, htmx=True).content.decode()
    assert "data-evidence-pane" not in page
    assert 'id="considered"' not in page
    # Panels came with the page, as blanks that a script gives to the codes.
    assert page.count('data-fill="reject"') == 3
    assert 'id="fill-' not in page
    whole = client.get(at_work.get_absolute_url()).content.decode()
    assert whole.count('<template id="fill-') == 4


def marks_on(page):
    return " ".join(re.findall(r'data-as="([0-9a-f]{16})"', page))


def test_what_the_browser_shows_already_is_not_sent_again(client, at_work):
    first, *others = at_work.items.all()
    whole = client.get(at_work.get_absolute_url()).content.decode()
    shown = marks_on(whole)
    assert len(shown.split()) == 4
    page = act(client, at_work, "accept", first, htmx=True, shown=shown)
    page = page.content.decode()
    sent = re.findall(r'<li id="row-([0-9a-f-]{36})" data-as', page)
    kept = re.findall(r'<li id="row-([0-9a-f-]{36})" hx-preserve></li>', page)
    assert sent == [str(first.pk)]
    assert kept == [str(each.pk) for each in others]
    assert f'data-opens="{others[0].pk}"' in page
    assert 'id="case-head"' not in page
    assert '<span id="lease" hx-swap-oob="innerHTML">yours for' in page
    assert len(page) < 12_000 < len(whole)


def test_what_the_browser_shows_otherwise_is_sent(client, at_work):
    first, second, _ = at_work.items.all()
    whole = client.get(at_work.get_absolute_url()).content.decode()
    act(client, at_work, "accept", first)
    page = act(client, at_work, "accept", second, htmx=True, shown=marks_on(whole))
    page = page.content.decode()
    # The first was decided since, on a page that this one knows nothing of.
    assert page.count("hx-preserve></li>") == 1
    assert page.count('data-state="accepted"') == 2


def test_a_refusal_brings_everything_with_what_was_typed(client, at_work):
    first = at_work.items.first()
    whole = client.get(at_work.get_absolute_url()).content.decode()
    why = {"what": "other", "why_other": "negated"}
    answer = act(
        client, at_work, "reject", first, htmx=True, shown=marks_on(whole), **why
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "hx-preserve></li>" not in page
    assert page.count("data-as=") == 4


@pytest.mark.parametrize("name", ["modify", "reject"])
def test_after_a_refusal_there_are_reasons_to_choose_from(client, at_work, name):
    first = at_work.items.first()
    why = {"what": "other", "why_other": "negated", "code": "I10"}
    answer = act(client, at_work, name, first, htmx=True, **why)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<option value="other" selected>' in page
    assert page.count('name="pair"') > 1
    assert '<option value="negated" selected>' in page


def test_marks_that_nobody_gave_are_no_reason_to_leave_anything_out(client, at_work):
    first = at_work.items.first()
    odd = "' OR 1=1 <script> " + "f" * 16
    page = act(client, at_work, "accept", first, htmx=True, shown=odd).content.decode()
    assert "hx-preserve></li>" not in page
    assert "script" not in page


def test_a_decision_takes_few_statements(
    client, at_work, django_assert_max_num_queries
):
    first, second = at_work.items.all()[:2]
    # What a process reads once is read; one of the rest is the test's, for the version.
    act(client, at_work, "accept", first, htmx=True)
    with django_assert_max_num_queries(25):
        act(client, at_work, "accept", second, htmx=True)


def test_rejecting_takes_one_reason_on_each_axis(client, at_work):
    first = at_work.items.first()
    answer = act(client, at_work, "reject", first, what="unsupported", why="negated")
    assert answer.status_code == 302
    made = again(first).current
    assert (made.kind, made.what.code, made.why.code) == (
        "reject",
        "unsupported",
        "negated",
    )


def test_other_needs_words_and_keeps_what_was_typed(client, at_work):
    first = at_work.items.first()
    answer = act(client, at_work, "reject", first, what="other", why_other="negated")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "needs a few words" in page
    assert 'value="other" selected' in page
    words = "seen only in the template header"
    answer = act(
        client, at_work, "reject", first, what="nonsense", why="negated", words=words
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Decision.objects.filter(case=at_work).exists()


def test_modifying_takes_the_code_that_was_picked(client, at_work):
    first = at_work.items.first()
    answer = act(
        client,
        at_work,
        "modify",
        first,
        code="J45.41",
        what="specificity",
        why="misread",
    )
    assert answer.status_code == 302
    assert again(first).current.code == "J45.41"


def test_a_change_proposes_what_and_why_and_the_trail_says_who_spoke(client, at_work):
    first, second = at_work.items.all()[:2]
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert re.search(r'name="why" value="misread"[^>]* checked', page)
    picked = {"code": "J45.41", "what": "", "proposed": "misread"}
    act(client, at_work, "modify", first, why="misread", **picked)
    made = again(first).current
    assert (made.what.code, made.why.code) == ("wrong_code", "misread")
    assert told_last("decision-made")["inferred"] == "yes"
    picked = {"code": "G43.109", "what": "", "proposed": "misread"}
    act(client, at_work, "modify", second, why="historical", **picked)
    assert again(second).current.why.code == "historical"
    assert told_last("decision-made").get("inferred", "no") == "no"


def told_last(kind):
    return json.loads(bytes(Event.objects.filter(type=kind).latest("pk").body))


def test_one_digit_says_what_and_why_and_habit_comes_first(
    client, make_case, coder, monkeypatch
):
    from review import pairs

    case = claims.claim(make_case(), by=coder)
    client.force_login(coder)
    first, second = case.items.all()[:2]
    page = client.get(case.get_absolute_url()).content.decode()
    assert re.search(r'name="pair" value="unsupported negated" data-hotkey="1"', page)
    assert re.search(r'name="pair" value="not_needed judgement" data-hotkey="9"', page)
    act(client, case, "reject", first, pair="symptom guideline")
    made = again(first).current
    assert (made.what.code, made.why.code) == ("symptom", "guideline")
    offered = pairs.ReasonCode.objects.offered()
    # The digits stay where hands remember them until tomorrow.
    assert pairs.pairs_of(coder, offered)[0].value == "unsupported negated"
    tomorrow = timezone.localtime() + timedelta(days=1)
    monkeypatch.setattr(pairs.timezone, "localtime", lambda: tomorrow)
    assert pairs.pairs_of(coder, offered)[0].value == "symptom guideline"
    assert pairs.pairs_of(coder, offered)[-1].value == "not_needed judgement"
    act(client, case, "reject", second, pair="not_needed judgement")
    assert again(second).current.what.label == "Reviewed, not needed"


def test_presence_on_admission_is_said_of_each_code_of_a_stay(client, make_case, coder):
    stay = make_case(setting="inpatient", admission_date=date(2026, 5, 10))
    case = claims.claim(stay, by=coder)
    client.force_login(coder)
    item = case.items.first()
    page = client.get(case.get_absolute_url()).content.decode()
    assert "POA ?" in page
    answer = act(client, case, "say-poa", item, poa="Y", htmx=True)
    assert "POA Y" in answer.content.decode()
    assert again(item).poa == "Y"
    assert told_last("poa-said")["code"] == item.code
    assert act(client, case, "say-poa", item, poa="maybe").status_code == 422
    # It is signed with the code.
    for line in case.items.all():
        act(client, case, "accept", line)
        act(client, case, "say-poa", line, poa="N")
    act(client, case, "finalise")
    assert {row.poa for row in case.code_sets.get().codes.all()} == {"N"}


def test_presence_on_admission_is_not_asked_of_a_visit(client, at_work):
    item = at_work.items.first()
    answer = act(client, at_work, "say-poa", item, poa="Y")
    assert answer.status_code == 422
    assert "hospital stays only" in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "title", "other", "other_title", "what"),
    [
        ("S93.401A", "Sprain", "S93.401D", "Sprain", "seventh_character"),
        ("M17.11", "OA, right knee", "M17.12", "OA, left knee", "laterality"),
        ("J45.909", "Unspecified asthma", "J45.40", "Moderate asthma", "specificity"),
        ("J45.40", "Moderate asthma", "J45.909", "Unspecified asthma", "overspecific"),
        ("J45.40", "Moderate asthma", "J45.41", "With exacerbation", "wrong_code"),
        ("I10", "Hypertension", "I11.9", "Hypertensive heart disease", "wrong_code"),
        ("I10", "Hypertension", "I10", "Hypertension", ""),
    ],
)  # fmt: skip
def test_how_two_codes_differ(code, title, other, other_title, what):
    assert relations.difference(code, title, other, other_title) == what


def test_a_code_that_is_no_code_is_refused_with_the_reason(client, at_work):
    first = at_work.items.first()
    for code, reason in (("Z99.99Q", "is not in"), ("J45", "is a heading")):
        answer = act(
            client, at_work, "modify", first, code=code, what="other", why="other"
        )
        assert answer.status_code == 422
        assert reason in answer.content.decode()


def test_looking_up_offers_billable_codes_to_pick(client, at_work):
    first = at_work.items.first()
    sent = {"q": "migraine with aura", "panel": "modify", "item": first.pk}
    address = reverse("review:lookup", args=[at_work.pk])
    part = client.post(address, sent, headers={"HX-Request": "true"})
    assert 'name="code" value="G43.1' in part.content.decode()
    whole = client.post(address, sent)
    assert 'name="code" value="G43.1' in whole.content.decode()
    assert "migraine with aura" in whole.content.decode()


def test_adding_takes_the_selected_text_as_evidence(client, at_work):
    words = "Continue fluticasone"
    start = NOTE.index(words)
    document = at_work.run.version.documents.get().document_id
    answer = act(
        client,
        at_work,
        "add",
        code="Z79.51",
        what="missed",
        why="not_found",
        quote=words,
        document=document,
        start=start,
        end=start + len(words),
    )
    assert answer.status_code == 302
    added = at_work.items.get(code="Z79.51")
    (span,) = added.current.evidence
    assert (span["start"], span["end"]) == (start, start + len(words))


def test_adding_without_javascript_finds_the_typed_words(client, at_work):
    sent = {"code": "Z79.51", "what": "missed", "why": "not_found"}
    quote = "Plan: Continue  fluticasone."
    assert act(client, at_work, "add", quote=quote, **sent).status_code == 302
    (span,) = at_work.items.get(code="Z79.51").current.evidence
    assert NOTE[span["start"] : span["end"]] == "Plan:\nContinue fluticasone."


def test_words_that_stand_nowhere_are_refused_and_kept(client, at_work):
    sent = {"code": "Z79.51", "what": "missed", "why": "not_found"}
    answer = act(client, at_work, "add", quote="Continue prednisone", **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "do not stand in any document" in page
    assert "Continue prednisone</textarea>" in page


def test_offsets_that_do_not_fit_the_words_are_not_believed(client, at_work):
    document = at_work.run.version.documents.get().document_id
    sent = {"code": "Z79.51", "what": "missed", "why": "not_found"}
    where = {"document": document, "start": 0, "end": 7}
    act(client, at_work, "add", quote="fluticasone", **sent, **where)
    (span,) = at_work.items.get(code="Z79.51").current.evidence
    assert NOTE[span["start"] : span["end"]] == "fluticasone"


def test_a_code_moves_up_and_a_decision_is_undone(client, at_work):
    second = at_work.items.all()[1]
    assert _move(client, at_work, second).status_code == 302
    assert at_work.items.first() == second
    act(client, at_work, "accept", second)
    assert act(client, at_work, "undo").status_code == 302
    assert again(second).current is None


def _move(client, case, item, way="up"):
    address = reverse("review:reorder", args=[case.pk])
    sent = {"version": again(case).version, "item": item.pk, "way": way}
    return client.post(address, sent)


def test_a_code_goes_to_the_place_where_it_was_dropped(client, at_work):
    first, second, third = at_work.items.all()
    address = reverse("review:reorder", args=[at_work.pk])
    for item, to, order in (
        (third, "1", [third, first, second]),
        (third, "2", [first, third, second]),
        (first, "99", [third, second, first]),
    ):
        sent = {"version": again(at_work).version, "item": item.pk, "to": to}
        assert client.post(address, sent).status_code == 302
        assert list(at_work.items.all()) == order
    sent = {"version": 1, "item": first.pk, "to": "1"}
    assert client.post(address, sent).status_code == 409
    sent = {"version": again(at_work).version, "item": "nonsense", "to": "1"}
    assert client.post(address, sent).status_code == 422


def opened(page):
    """The one code that is open on the page."""
    (item,) = re.findall(
        r'data-item="([^"]+)" data-state="\w+"(?: data-unseen)? open', page
    )
    return item


def test_after_undo_and_re_order_the_same_code_is_open(client, at_work):
    first, second, third = at_work.items.all()
    act(client, at_work, "accept", first)
    act(client, at_work, "accept", second)
    undone = act(client, at_work, "undo", htmx=True).content.decode()
    assert opened(undone) == str(second.pk)
    assert f"item={third.pk}" in _move(client, at_work, third).url


@pytest.fixture
def checked(client, make_case, coder):
    """A case with two codes that an Excludes1 note keeps apart, at work."""
    text = "Type 2 diabetes mellitus. Prediabetes.\n"
    codes = (("E11.9", "Type 2 diabetes", 0.9), ("R73.03", "Prediabetes", 0.9))
    case = claims.claim(make_case(codes, text), by=coder)
    client.force_login(coder)
    return case


def test_after_a_check_is_settled_its_undecided_code_stays_open(client, checked, coder):
    shown = presenters.case_page(checked, coder)
    item = next(each for each in shown.items if each.open_findings)
    sent = {
        "key": item.findings[0].key,
        "how": "acknowledge",
        "reason": "guideline",
        "item": item.id,
        "version": checked.version,
    }
    address = reverse("review:settle", args=[checked.pk])
    page = client.post(address, sent, headers={"HX-Request": "true"})
    assert "Acknowledged." in page.content.decode()
    # The script that asked for this opens it.
    assert f'data-opens="{item.id}"' in page.content.decode()


def test_signing_needs_every_code_decided_and_says_so(client, at_work):
    answer = act(client, at_work, "finalise")
    assert answer.status_code == 422
    assert "3 codes have no decision yet." in answer.content.decode()


def test_a_signed_chart_offers_the_next_one(client, at_work):
    for item in at_work.items.all():
        act(client, at_work, "accept", item)
    assert act(client, at_work, "finalise").status_code == 302
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert "Next chart" in page
    assert "Signed by Coder" in page
    assert "Sign, open the next" not in page


def test_an_old_version_is_409_and_nothing_typed_is_lost(client, at_work):
    first = at_work.items.first()
    words = "the note says otherwise"
    for htmx in (False, True):
        answer = act(
            client,
            at_work,
            "reject",
            first,
            htmx=htmx,
            version=at_work.version - 1,
            what="other",
            why="other",
            words=words,
        )
        assert answer.status_code == 409
        assert words in answer.content.decode()
        assert "Open the chart as it is now" in answer.content.decode()
    assert answer["HX-Retarget"] == "#codes"


def test_the_second_person_reads_who_holds_it(client, at_work, person):
    client.force_login(person("second", "coder", certificate="CCS"))
    answer = act(client, at_work, "claim")
    assert answer.status_code == 409
    assert "Coder holds this chart until" in answer.content.decode()
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert "Coder holds this chart until" in page


def test_a_form_without_version_is_refused_outright(client, at_work):
    address = reverse("review:accept", args=[at_work.pk, at_work.items.first().pk])
    assert client.post(address).status_code == 400
    assert client.post(address, {"version": "x"}).status_code == 400


def test_readers_see_every_button_disabled_with_its_reason(client, case, compliance):
    client.force_login(compliance)
    page = client.get(case.get_absolute_url()).content.decode()
    assert page.count("You can read this chart; deciding is for coders.") == 1
    for button in re.findall(r"<button[^>]*data-hotkey=\"a\"[^>]*>", page):
        assert "disabled" in button
        assert "title=" in button


def test_without_a_certificate_one_may_look_and_not_take(client, case, uncertified):
    client.force_login(uncertified)
    answer = act(client, case, "claim")
    assert answer.status_code == 403
    assert "You hold no valid credential" in answer.content.decode()


def test_the_patient_is_shown_once_the_trail_knows(client, at_work):
    before = Event.objects.count()
    answer = act(client, at_work, "reveal-identity", htmx=True, purpose="coding")
    assert "Ida Vestergaard" in answer.content.decode()
    assert events_since(before) == ["identity-viewed"]


def test_the_heartbeat_keeps_the_claim_and_says_when_it_is_gone(
    client, at_work, senior
):
    address = reverse("review:renew", args=[at_work.pk])
    assert client.post(address).content.decode() == "yours for 30 min"
    claims.take_over(again(at_work), by=senior, words="They are away")
    assert client.post(address).status_code == 409


def test_leaving_the_page_lets_the_claim_end_soon(client, at_work):
    before = again(at_work).lease_until
    answer = client.post(reverse("review:step-away", args=[at_work.pk]))
    assert answer.status_code == 204
    assert again(at_work).lease_until < before


def test_hold_asks_what_for_and_leaves_the_worklist_clean(client, at_work):
    assert act(client, at_work, "hold", words=" ").status_code == 422
    answer = act(client, at_work, "hold", words="waits for the operative note")
    assert answer.status_code == 302
    assert again(at_work).state == "held"
    page = client.get(at_work.get_absolute_url()).content.decode()
    assert "by Coder: “waits for the operative note”" in page
    assert act(client, at_work, "resume").status_code == 302
    assert again(at_work).state == "open"


def test_a_senior_opens_a_signed_chart_again(client, at_work, coder, senior):
    for item in at_work.items.all():
        decisions.accept(item, by=coder, version=again(at_work).version)
    signing.finalise(again(at_work), by=coder, version=again(at_work).version)
    client.force_login(senior)
    assert act(client, at_work, "reopen", words="").status_code == 422
    assert act(client, at_work, "reopen", words="the addendum").status_code == 302
    assert again(at_work).state == "reopened"


def test_what_was_not_coded_is_said_with_its_reason(client, make_case, coder, a_gap):
    case = make_case(CODES, gaps=(a_gap,))
    client.force_login(coder)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Missing from the note" in page
    assert "Is the asthma controlled?" in page


def test_queries_do_not_grow_with_the_codes(
    client, make_case, coder, django_assert_max_num_queries
):
    client.force_login(coder)
    one, three = make_case(CODES[:1]), make_case()
    client.get(one.get_absolute_url())
    with django_assert_max_num_queries(30) as few:
        client.get(one.get_absolute_url())
    with django_assert_max_num_queries(len(few)):
        client.get(three.get_absolute_url())


@pytest.mark.parametrize("name", ["modify", "reject", "add", "settle", "hold"])
def test_a_zero_character_in_a_form_breaks_nothing(client, at_work, name):
    fields = ("code", "what", "why", "why_other", "words", "quote", "key", "reason")
    item = at_work.items.first() if name in ("modify", "reject") else None
    sent = {**dict.fromkeys(fields, "\x00"), "code": "J45.40", "how": "acknowledge"}
    assert act(client, at_work, name, item, **sent).status_code in (409, 422)
    sent |= {"what": "wrong_code", "why": "\x00"}
    assert act(client, at_work, name, item, **sent).status_code in (409, 422)


def test_a_high_risk_code_takes_a_word_for_what_supports_it(client, make_case, coder):
    text = "Assessment:\nSepsis due to E. coli.\n"
    case = make_case((("A41.51", "Sepsis due to E. coli", 0.97),), text)
    claims.claim(case, by=coder)
    client.force_login(coder)
    item = case.items.get()
    page = client.get(case.get_absolute_url()).content.decode()
    assert 'name="support" value="treated"' in page
    answer = act(client, case, "accept", item)
    assert answer.status_code == 422
    assert "say what in the note supports it" in answer.content.decode()
    assert act(client, case, "accept", item, support="luck").status_code == 422
    act(client, case, "accept", item, support="treated")
    assert again(item).current.support == "treated"
    told = Event.objects.filter(type="decision-made").latest("pk")
    assert json.loads(bytes(told.body))["support"] == "treated"


def test_after_signing_the_next_chart_is_open(client, at_work, make_case, coder):
    following = make_case()
    for item in at_work.items.all():
        act(client, at_work, "accept", item)
    answer = act(client, at_work, "finalise", then="next")
    assert answer.url == following.get_absolute_url()
    assert again(following).claimed_by == coder
    page = client.get(answer.url).content.decode()
    assert "is signed. This is the next one." in page


def test_signing_may_stay_where_it_is(client, at_work, make_case):
    following = make_case()
    for item in at_work.items.all():
        act(client, at_work, "accept", item)
    assert act(client, at_work, "finalise").url == at_work.get_absolute_url()
    assert again(following).claimed_by is None
