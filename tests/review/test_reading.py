"""What counts as read, for whom, and what waits for it."""

import json
from hashlib import sha256

import pytest
from django.urls import reverse

from audit.models import Event
from review import codeset, presenters
from review.actions import (
    attesting,
    claims,
    decisions,
    overread_lines,
    policy,
    reading,
    signing,
)
from review.actions import overreads as acts
from review.models import ReadDocument
from review.refusals import Refused
from tests.review.conftest import CODES, NOTE, again, amended
from tests.review.overreading import drawn, sign

pytestmark = pytest.mark.django_db

LAB = "Laboratory:\nEosinophils raised.\n"
LETTER = "Letter:\nThank you for referring her.\n"


def hash_of(text):
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def three(make_case, coder):
    """Three documents, claimed by the coder."""
    return claims.claim(make_case(CODES, NOTE, LAB, LETTER), by=coder)


def names(case, user):
    return [each.name for each in presenters.case_page(case, user).unread]


def told():
    found = Event.objects.filter(type="chart-viewed").order_by("pk")
    return [json.loads(bytes(event.body)) for event in found]


def test_nothing_is_read_until_it_was_on_the_screen(three, coder, senior):
    assert names(three, coder) == ["Note 1", "Note 2", "Note 3"]
    reading.read(three, documents={hash_of(LAB)}, by=coder)
    assert names(three, coder) == ["Note 1", "Note 3"]
    # Each person reads for themselves.
    assert names(three, senior) == ["Note 1", "Note 2", "Note 3"]


def test_reading_is_in_the_trail_and_once_only(three, coder):
    reading.read(three, documents={hash_of(LAB)}, by=coder)
    assert told()[-1]["documents"] == [hash_of(LAB)]
    assert told()[-1]["page"] == "document"
    before = Event.objects.count()
    reading.read(three, documents={hash_of(LAB)}, by=coder)
    reading.read(three, documents={"f" * 64, "no hash"}, by=coder)
    assert Event.objects.count() == before
    assert ReadDocument.objects.get().document == hash_of(LAB)


def test_the_only_document_is_read_with_its_page(client, make_case, coder):
    case = make_case()
    client.force_login(coder)
    client.get(case.get_absolute_url())
    client.get(case.get_absolute_url())
    assert told()[-1]["documents"] == [hash_of(NOTE)]
    assert names(case, coder) == []


def test_without_a_script_a_link_opens_the_next_document(client, three, coder):
    client.force_login(coder)
    page = client.get(three.get_absolute_url()).content.decode()
    assert "<span data-count-unread>3</span> unread" in page
    here = three.get_absolute_url()
    assert f'href="{here}?document=1#document-1" data-hotkey="o"' in page
    page = client.get(f"{here}?document=1").content.decode()
    assert f'href="{here}?document=2#document-2" data-hotkey="o"' in page
    assert names(three, coder) == ["Note 2", "Note 3"]
    for odd in ("0", "4", "-1", "9" * 30, "²", "x"):
        assert (
            client.get(three.get_absolute_url(), {"document": odd}).status_code == 200
        )
    assert names(three, coder) == ["Note 2", "Note 3"]


def test_the_page_tells_what_was_on_the_screen(client, three, coder, stranger):
    address = reverse("review:read", args=[three.pk])
    client.force_login(coder)
    sent = {"document": [hash_of(NOTE), hash_of(LETTER)]}
    assert client.post(address, sent).status_code == 204
    assert names(three, coder) == ["Note 2"]
    client.force_login(stranger)
    assert client.post(address, sent).status_code == 403


def test_an_amended_document_is_unread_again(make_case, coder):
    case = make_case(CODES, NOTE, LAB)
    reading.read(case, documents={hash_of(NOTE), hash_of(LAB)}, by=coder)
    case = amended(case, NOTE, LAB + "Repeat in a week.\n")
    assert names(case, coder) == ["Note 2"]


def accept_all(case, by):
    for item in codeset.items_of(case):
        decisions.accept(item, by=by, version=again(case).version)
    return again(case)


def test_out_of_the_box_a_chart_is_signed_with_documents_unread(three, coder):
    case = accept_all(three, coder)
    assert signing.why_not_yet(case, coder) == []
    signing.finalise(case, by=coder, version=case.version)


def test_by_policy_every_document_is_opened_before_signing(three, coder, supervisor):
    policy.ask_every_document(asked=True, by=supervisor, words="Payer asks for it.")
    case = accept_all(three, coder)
    reading.read(case, documents={hash_of(NOTE)}, by=coder)
    said = "Unread: document 2 (progress note), 3 (progress note)."
    assert said in signing.why_not_yet(case, coder)[0]
    with pytest.raises(Refused, match=r"Unread: document 2 \(progress note\), 3"):
        signing.finalise(case, by=coder, version=case.version)
    reading.read(case, documents={hash_of(LAB), hash_of(LETTER)}, by=coder)
    assert signing.why_not_yet(case, coder) == []
    signing.finalise(case, by=coder, version=case.version)


def test_the_signature_lists_what_is_unread(client, three, coder, supervisor):
    accept_all(three, coder)
    client.force_login(coder)
    page = client.get(three.get_absolute_url()).content.decode()
    assert "You have not opened every document." in page
    assert "data-waits-for-reading" not in page
    policy.ask_every_document(asked=True, by=supervisor, words="Payer asks for it.")
    page = client.get(three.get_absolute_url()).content.decode()
    assert "Every document has to be opened before you sign." in page
    assert page.count("disabled data-waits-for-reading") == 2
    sent = {"version": again(three).version}
    answer = client.post(reverse("review:finalise", args=[three.pk]), sent)
    assert answer.status_code == 422
    assert "Unread: document 1 (progress note), 2" in answer.content.decode()


def test_the_fast_lane_waits_for_the_documents_too(three, coder, supervisor):
    from review.models import Case

    policy.ask_every_document(asked=True, by=supervisor, words="Payer asks for it.")
    Case.objects.filter(pk=three.pk).update(lane="fast_lane")
    seen = {str(item.pk) for item in codeset.items_of(again(three))}
    with pytest.raises(Refused, match="Open every document"):
        attesting.attest(
            again(three), seen=seen, by=coder, version=again(three).version
        )


@pytest.fixture
def second(make_case, coder, supervisor, person):
    """A chart of three documents, being coded a second time; with its reader."""
    reader = person("reader", "coder", certificate="CCS")
    case = sign(make_case(CODES, NOTE, LAB, LETTER), coder)
    return acts.start(drawn(case, supervisor), by=reader), reader


def test_a_second_coder_reads_for_themselves(client, second, coder, stranger):
    over_read, reader = second
    client.force_login(reader)
    page = client.get(over_read.get_absolute_url()).content.decode()
    assert "<span data-count-unread>3</span> unread" in page
    address = reverse("review:over-read-read", args=[over_read.pk])
    assert f'data-read="{address}"' in page
    sent = {"document": [hash_of(NOTE), hash_of(LAB), "f" * 64]}
    assert client.post(address, sent).status_code == 204
    assert set(told()[-1]["documents"]) == {hash_of(NOTE), hash_of(LAB)}
    page = client.get(over_read.get_absolute_url(), {"document": "3"}).content.decode()
    assert told()[-1]["documents"] == [hash_of(LETTER)]
    assert told()[-1]["page"] == "over-read"
    assert "data-count-unread" not in page
    mine = ReadDocument.objects.filter(person=reader)
    assert set(mine.values_list("document", flat=True)) == {
        hash_of(each) for each in (NOTE, LAB, LETTER)
    }
    for other in (coder, stranger):
        client.force_login(other)
        assert client.post(address, sent).status_code in (403, 404)
    assert not ReadDocument.objects.exclude(person=reader).exists()


def test_a_second_coder_finds_words_and_no_words_are_kept(client, second, coder):
    over_read, reader = second
    address = reverse("review:over-read-find", args=[over_read.pk])
    client.force_login(reader)
    page = client.post(address, {"words": "eosinophils"}).content.decode()
    assert "data-found" in page and "Note 2" in page
    part = client.post(address, {"words": "asthma"}, headers={"HX-Request": "true"})
    assert "2 places" in part.content.decode() and b"<main" not in part.content
    told = Event.objects.filter(type="chart-searched").order_by("pk")
    bodies = [bytes(event.body) for event in told]
    assert len(bodies) == 2 and not any(b"asthma" in body for body in bodies)
    client.force_login(coder)
    assert client.post(address, {"words": "asthma"}).status_code in (403, 404)


def test_by_policy_a_second_coder_opens_every_document_too(second, supervisor, client):
    over_read, reader = second
    policy.ask_every_document(asked=True, by=supervisor, words="Payer asks for it.")
    for line in over_read.lines.all():
        version = again(over_read).version
        overread_lines.accept(line, by=reader, version=version)
    client.force_login(reader)
    page = client.get(over_read.get_absolute_url()).content.decode()
    assert "disabled data-waits-for-reading" in page
    with pytest.raises(Refused, match="before you complete the over-read. Unread"):
        acts.complete(over_read, by=reader, version=again(over_read).version)
    read = {hash_of(each) for each in (NOTE, LAB, LETTER)}
    reading.over_read_read(over_read, documents=read, by=reader)
    page = client.get(over_read.get_absolute_url()).content.decode()
    assert "data-waits-for-reading" not in page
    done = acts.complete(over_read, by=reader, version=again(over_read).version)
    assert done.stage == "agreed"


def test_only_a_supervisor_sets_the_policy_with_a_reason(client, coder, supervisor):
    with pytest.raises(Refused):
        policy.ask_every_document(asked=True, by=coder, words="x")
    with pytest.raises(Refused, match="few words"):
        policy.ask_every_document(asked=True, by=supervisor, words=" ")
    client.force_login(supervisor)
    address = reverse("review:policy-documents")
    sent = {"asked": "yes", "words": "Payer asks for it."}
    page = client.post(address, sent, follow=True).content.decode()
    assert "every document is opened" in page
    assert "Every document opened before signing: no → yes" in page
    page = client.post(address, sent, follow=True).content.decode()
    assert "closed already" in page


# -- words in the chart


def search(client, case, words, htmx=True):
    headers = {"HX-Request": "true"} if htmx else {}
    address = reverse("review:find", args=[case.pk])
    return client.post(address, {"words": words}, headers=headers)


def test_words_are_found_in_every_document_with_section_and_place(
    client, make_case, coder
):
    case = make_case(CODES, NOTE, "Plan:\r\nStop \U0001fac1 FLUTICASONE\r\n now.\r\n")
    client.force_login(coder)
    page = search(client, case, "fluticasone").content.decode()
    assert "2 places" in page
    assert "plan, Note 1" in page and "plan, Note 2" in page
    first, second = NOTE.index("fluticasone"), 14
    assert f'href="#document-1-{first}"' in page
    # Offsets count code points, as all evidence does.
    assert f'data-from="{second}" data-to="{second + 11}"' in page
    assert "Stop \U0001fac1 <b>FLUTICASONE</b>" in page


def test_blanks_and_line_ends_between_words_do_not_matter(client, case, coder):
    client.force_login(coder)
    assert "1 place<" in search(client, case, " plan:  continue ").content.decode()


def test_without_a_script_the_page_comes_with_the_places_marked(client, case, coder):
    client.force_login(coder)
    page = search(client, case, "asthma", htmx=False).content.decode()
    start = NOTE.index("asthma")
    assert f'<mark id="document-1-{start}" data-state="found" data-found' in page
    assert 'value="asthma"' in page
    # In a proof of a code the place is marked too, and the proof stays one.
    assert page.count("data-found title") == 2


def test_a_search_is_in_the_trail_without_its_words(client, case, coder, caplog):
    client.force_login(coder)
    with caplog.at_level("DEBUG"):
        answer = search(client, case, "Moderate persistent")
    body = json.loads(bytes(Event.objects.latest("pk").body))
    assert (body["type"], body["places"]) == ("chart-searched", 1)
    assert "persistent" not in json.dumps(body)
    assert "persistent" not in caplog.text
    assert "persistent" not in answer.headers.get("HX-Push-Url", "")
    before = Event.objects.count()
    search(client, case, "   ")
    assert Event.objects.count() == before


def test_hostile_words_find_themselves_or_nothing(client, case, coder):
    client.force_login(coder)
    for words in ("(a+)+$", "[", "\\", "\x00", "<script>", "%s", "\U0001fac1" * 500):
        answer = search(client, case, words)
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode()


def test_only_the_first_places_are_listed_and_that_is_said(client, make_case, coder):
    from review.searching import MOST

    case = make_case(CODES, NOTE, "word " * (MOST + 1))
    client.force_login(coder)
    page = search(client, case, "word").content.decode()
    assert f"the first {MOST} places" in page
