"""House notes and comments: two people behind a note, words only in the vault."""

import json
from datetime import date

import pytest
from django.urls import reverse

from audit.models import Event
from review.actions import comments, decisions, housenotes
from review.models import HouseNote
from review.refusals import Refused
from tests.review.conftest import again

pytestmark = pytest.mark.django_db
WORDS = "We report asthma only with its severity."


def told_last(kind):
    return json.loads(bytes(Event.objects.filter(type=kind).latest("pk").body))


def drafted(by, **more):
    said = {
        "kind": "site_policy",
        "code": "J45",
        "words": WORDS,
        "effective_from": date(2026, 1, 1),
    }
    return housenotes.draft(housenotes.Draft(**{**said, **more}), by=by)


def test_a_note_counts_once_a_senior_who_did_not_write_it_approves(
    coder, senior, person
):
    other = person("other", "coder", "senior_coder", certificate="CCS")
    note = drafted(senior)
    with pytest.raises(Refused, match="Only a senior coder"):
        housenotes.approve(note, by=coder)
    with pytest.raises(Refused, match="You wrote this note"):
        housenotes.approve(note, by=senior)
    assert not HouseNote.objects.in_force(date(2026, 5, 1)).exists()
    housenotes.approve(note, by=other)
    assert HouseNote.objects.in_force(date(2026, 5, 1)).get() == note
    assert not HouseNote.objects.in_force(date(2025, 5, 1)).exists()
    housenotes.retire(note, by=senior)
    assert not HouseNote.objects.in_force(date(2026, 5, 1)).exists()
    kinds = Event.objects.order_by("pk").values_list("type", flat=True)
    assert list(kinds)[-3:] == [
        "house-note-drafted",
        "house-note-approved",
        "house-note-retired",
    ]
    assert WORDS.encode() not in b"".join(bytes(e.body) for e in Event.objects.all())


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"code": "XYZ"}, "no code or category"),
        ({"words": "  "}, "what the note says"),
        ({"kind": "rumour"}, "site policy"),
        ({"kind": "coding_clinic"}, "needs its citation"),
        ({"effective_to": date(2025, 1, 1)}, "cannot end before"),
    ],
)
def test_a_note_that_nobody_could_use_is_refused(coder, said, why):
    with pytest.raises(Refused, match=why):
        drafted(coder, **said)


def test_it_stands_beside_the_code_and_the_decision_keeps_it(
    client, mine, coder, senior
):
    note = housenotes.approve(drafted(coder), by=senior)
    elsewhere = drafted(coder, site="Another hospital", words="Not for you.")
    housenotes.approve(elsewhere, by=senior)
    client.force_login(coder)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert page.count(WORDS) == 1
    assert "Not for you." not in page
    asthma, migraine = mine.items.all()[:2]
    made = decisions.accept(asthma, by=coder, version=again(mine).version)
    assert made.house_notes == [note.pk]
    assert told_last("decision-made")["house_notes"] == [str(note.pk)]
    made = decisions.accept(migraine, by=coder, version=again(mine).version)
    assert made.house_notes == []
    book = client.get(reverse("review:code", args=["J45.40"]) + "?on=2026-05-14")
    assert WORDS in book.content.decode()


def test_the_page_writes_and_approves(client, coder, senior):
    client.force_login(coder)
    address = reverse("review:house-notes")
    form = {
        "code": "I10",
        "kind": "coding_clinic",
        "words": "As they ruled.",
        "effective_from": "2026-01-01",
    }
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "needs its citation" in answer.content.decode()
    answer = client.post(address, {**form, "citation": "2025, second quarter, p. 3"})
    assert answer.status_code == 302
    note = HouseNote.objects.get()
    page = client.get(address).content.decode()
    assert "waits for a senior" in page
    client.force_login(senior)
    client.post(reverse("review:house-note", args=[note.pk]))
    assert again(note).approved_by == senior
    client.post(reverse("review:house-note", args=[note.pk]), {"retire": "1"})
    assert again(note).retired_by == senior


def test_a_comment_stands_with_its_code_and_only_its_hash_in_the_trail(
    client, mine, coder, senior
):
    client.force_login(senior)
    item = mine.items.first()
    address = reverse("review:comment", args=[mine.pk, item.pk])
    words = "The pulmonologist disagrees, see the letter."
    version = again(mine).version
    assert client.post(address, {"words": " "}).status_code == 422
    assert client.post(address, {"words": words}).status_code == 302
    # Saying something changes nothing that a colleague has open.
    assert again(mine).version == version
    client.force_login(coder)
    page = client.get(mine.get_absolute_url()).content.decode()
    assert words in page and "1 said" in page
    body = bytes(Event.objects.filter(type="code-commented").get().body)
    assert words.encode() not in body


def test_who_may_not_read_a_chart_says_nothing_of_it(mine, stranger):
    with pytest.raises(Refused):
        comments.say(mine.items.first(), words="hello", by=stranger)
