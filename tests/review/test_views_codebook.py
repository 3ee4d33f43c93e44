"""The code book: search, hierarchy, notes of all ancestors, beside a note as well."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder)
    return coder


def test_search_finds_by_words_and_by_code(client, signed_in):
    for query in ("type 2 diabetes with diabetic nephropathy", "E11.21"):
        answer = client.get(reverse("review:codebook"), {"q": query})
        assert b"<code>E11.21</code>" in answer.content


def test_without_a_query_the_chapters_are_listed(client, signed_in):
    answer = client.get(reverse("review:codebook"))
    assert b"Endocrine, nutritional and metabolic diseases" in answer.content


def test_nothing_found_is_said(client, signed_in):
    answer = client.get(reverse("review:codebook"), {"q": "qqqqzzzz"})
    assert "Nothing in ICD-10-CM" in answer.content.decode()


def test_a_code_shows_notes_of_all_its_ancestors(client, signed_in):
    page = client.get(reverse("review:code", args=["E11.22"])).content.decode()
    assert "from E11 Type 2 diabetes mellitus" in page
    assert "Excludes1" in page
    assert "code to identify stage of chronic kidney disease" in page
    assert "Use additional code" in page


def test_a_heading_says_that_it_is_not_billable(client, signed_in):
    page = client.get(reverse("review:code", args=["E11.2"])).content.decode()
    assert "not billable" in page
    assert "E11.22" in page


def test_seventh_characters_are_spelled_out(client, signed_in):
    page = client.get(reverse("review:code", args=["S93.491A"])).content.decode()
    assert "7th character" in page
    assert "initial encounter" in page


@pytest.mark.parametrize("code", ["Z99.99Q", "\x00", "E11.\x0022", "é" * 300, "%"])
def test_an_unknown_code_is_not_found(client, signed_in, code):
    assert client.get(reverse("review:code", args=[code])).status_code == 404


def test_a_seventh_character_is_offered_with_its_key_and_the_code_it_makes(
    client, signed_in
):
    page = client.get(reverse("review:code", args=["S06.347"])).content.decode()
    assert "<code>S06.347A</code><span>initial encounter</span><kbd>a</kbd>" in page
    # The list defines D; the release has no such code, so there is nothing to press.
    assert "no such code in this release" in page
    assert "S06.347D" not in page


def test_inclusion_terms_of_a_stem_hold_for_the_codes_it_completes(client, signed_in):
    for code in ("M84.58", "M84.58XA"):
        page = client.get(reverse("review:code", args=[code])).content.decode()
        assert "Pathological fracture in neoplastic disease, vertebrae" in page


def test_notes_of_every_kind_come_from_every_level_above(client, signed_in):
    page = client.get(reverse("review:code", args=["S93.491A"])).content.decode()
    for kind in ("Use additional code", "Code also", "Excludes2", "Includes"):
        assert kind in page
    for origin in ("from 19 ", "from S90-S99 ", "from S93 ", "from S93.4 "):
        assert origin in page


def test_a_date_outside_every_release_says_so(client, signed_in):
    answer = client.get(reverse("review:codebook"), {"q": "asthma", "on": "2031-01-01"})
    assert "no release covers this day" in answer.content.decode()


def test_beside_a_note_only_the_panel_is_sent(client, signed_in):
    headers = {"HX-Request": "true", "HX-Target": "beside"}
    address = reverse("review:code", args=["E11.22"])
    page = client.get(address, headers=headers).content.decode()
    assert "<html" not in page
    assert 'data-use-code="E11.22"' in page
    headers["HX-Target"] = "beside-book"
    part = client.get(reverse("review:codebook"), {"q": "asthma"}, headers=headers)
    assert b'hx-target="#beside-book"' in part.content


@pytest.mark.parametrize("on", ["9999-99-99", "0001-01-01", "soon", "\x00"])
def test_a_date_that_is_none_is_the_last_day_of_the_release(client, signed_in, on):
    page = client.get(reverse("review:codebook"), {"on": on})
    assert page.status_code == 200
    assert "2026" in page.content.decode()


@pytest.fixture
def nothing_loaded():
    """As a new installation stands: the rows are there, as those of another system."""
    from coding.models import Release

    Release.objects.filter(system="ICD-10-CM").update(system="ICD-10-PCS")


@pytest.mark.parametrize("name", ["codebook", "intake", "newest-changes"])
def test_without_any_release_a_page_says_so_and_who_can_help(
    client, nothing_loaded, name, admin, coder
):
    client.force_login(coder)
    answer = client.get(reverse(f"review:{name}"))
    assert answer.status_code == 404
    assert "An administrator loads one" in answer.content.decode()
    client.force_login(admin)
    assert "bin/manage load_release" in (
        client.get(reverse("review:codebook")).content.decode()
    )
