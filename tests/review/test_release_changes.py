"""What a release changed: of a code, as a whole, and for open charts."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse

from audit.actions import SYSTEM
from coding import codehistory, codes
from coding.loader import load
from coding.tabular import Tabular
from review import outdated
from review.actions import claims, decisions
from tests.coding.test_editions import tree
from tests.coding.test_leads import DIABETES
from tests.coding.test_lists import FY2031
from tests.coding.test_lists import load as load_list
from tests.coding.test_release import edition
from tests.review.conftest import again

pytestmark = pytest.mark.django_db

SEEN = date(2020, 12, 1)
ASTHMA = ("J45.40", "Moderate persistent asthma, uncomplicated", 0.91)
ANXIETY = ("F41.1", "Generalized anxiety disorder", 0.88)


def release(year, *leaves):
    first, last = date(year, 10, 1), date(year + 1, 9, 30)
    said = edition(
        edition=first.isoformat(),
        effective_from=first,
        effective_to=last,
        exact_from=first,
        sha256=hashlib.sha256(repr((year, leaves)).encode()).hexdigest(),
    )
    made = load(said, Tabular(tree(*leaves), ()), by=SYSTEM, progress=print)
    return made.release


@pytest.fixture
def both():
    """Of two codes the newer release keeps one, and renames it."""
    kept = ("A00.0", "Classical cholera")
    old = release(2019, kept, ("A00.1", "El Tor"), ("A00.2", "Another"))
    return old, release(2020, ("A00.0", "Cholera, classical"), ("A00.9", "New"))


@pytest.fixture
def signed_in(client, coder):
    client.force_login(coder)
    return client


def page(client, made, **query):
    address = reverse("review:release-changes", args=[made.pk])
    return client.get(address, query).content.decode()


def test_with_one_release_it_says_so_plainly(signed_in):
    shown = page(signed_in, codes.newest_release())
    assert "Only one release is loaded" in shown
    assert "<del>" not in shown
    entry = signed_in.get(reverse("review:code", args=["E11.22"])).content.decode()
    assert "What changed is not known" in entry


def test_only_who_may_load_reads_the_command(client, coder, admin):
    for user, told in ((coder, False), (admin, True)):
        client.force_login(user)
        assert ("load_release" in page(client, codes.newest_release())) is told


def test_what_was_deleted_stands_first_and_every_kind_has_its_count(signed_in, both):
    shown = page(signed_in, both[1])
    assert "El Tor" in shown and "A00.9" not in shown
    assert 'Deleted&nbsp;<span class="count">2</span>' in shown
    assert "Cholera, classical" in page(signed_in, both[1], what="revised")
    assert "was <del>Classical cholera</del>" in page(
        signed_in, both[1], what="revised"
    )
    narrowed = page(signed_in, both[1], what="deleted", q="a001")
    assert "El Tor" in narrowed and "Another" not in narrowed


@pytest.mark.parametrize(
    "query", [{"what": "all"}, {"page": "²"}, {"page": "99999"}, {"q": "\x00"}]
)
def test_what_no_page_of_ours_asks_is_no_error(signed_in, both, query):
    address = reverse("review:release-changes", args=[both[1].pk])
    assert signed_in.get(address, query).status_code == 200


def test_the_page_of_a_code_says_what_became_of_it(signed_in, both):
    address = reverse("review:code", args=["A00.0"])
    shown = signed_in.get(address, {"on": "2021-01-01"}).content.decode()
    assert "was <del>Classical cholera</del>" in shown
    assert "1 Oct 2019 – 30 Sep 2021" in shown
    # In the first of the releases there is nothing before it.
    shown = signed_in.get(address, {"on": "2020-01-01"}).content.decode()
    assert "What changed is not known" in shown


def test_a_code_outside_the_release_of_the_day_says_when_it_was_valid(signed_in, both):
    address = reverse("review:code", args=["A00.1"])
    shown = signed_in.get(address, {"on": "2021-01-01"})
    assert shown.status_code == 404
    assert "1 Oct 2019 – 30 Sep 2020" in shown.content.decode()
    assert "El Tor" in signed_in.get(address, {"on": "2020-09-30"}).content.decode()


def test_open_charts_that_use_a_deleted_code_are_named(
    signed_in, coder, make_case, stranger
):
    old = release(2019, ("J45.40", "Asthma"), ("F41.1", "Anxiety"))
    new = release(2020, ("F41.1", "Anxiety"), ("J45.41", "Asthma, worse"))
    gone = codehistory.changes(new).unusable()
    assert gone == ("J45.40",)
    before = make_case((ASTHMA,), service_date=SEEN - timedelta(days=90))
    case = make_case((ASTHMA, ANXIETY), service_date=SEEN)
    found = outdated.open_cases(coder, new, gone)
    assert [(each.case, each.codes) for each in found.cases] == [(case, ("J45.40",))]
    shown = page(signed_in, new)
    assert f'href="{case.get_absolute_url()}"' in shown
    assert before.get_absolute_url() not in shown
    assert outdated.open_cases(stranger, new, gone).count == 0
    assert outdated.open_cases(coder, old, gone).count == 1
    # Rejected, the code is part of the chart no more.
    held = claims.claim(case, by=coder)
    item = held.items.get(code="J45.40")
    decisions.reject(
        item,
        what="wrong_code",
        why="guideline",
        words="",
        by=coder,
        version=again(held).version,
    )
    assert outdated.open_cases(coder, new, gone).count == 0


def test_asking_for_open_charts_costs_the_same_for_one_as_for_many(
    make_case, coder, django_assert_num_queries
):
    release(2019, ("J45.40", "Asthma"), ("F41.1", "Anxiety"))
    new = release(2020, ("F41.1", "Anxiety"))
    for _ in range(2):
        make_case((ASTHMA,), service_date=SEEN)
        outdated.open_cases(coder, new, ("J45.40",))
        with django_assert_num_queries(3):
            outdated.open_cases(coder, new, ("J45.40",))


# -- the index on the pages


def test_the_page_of_a_code_names_the_lines_that_lead_to_it(signed_in):
    shown = signed_in.get(reverse("review:code", args=["E11.21"])).content.decode()
    assert "No Alphabetic Index is loaded" in shown
    assert "load_release" not in shown
    from dataclasses import replace

    now = replace(FY2031, effective_from=date(2025, 10, 1), edition="2025-10-01")
    load_list(now, DIABETES)
    shown = signed_in.get(reverse("review:code", args=["E11.21"])).content.decode()
    assert "Diabetes, diabetic, type 2, with, nephropathy" in shown
    found = signed_in.get(reverse("review:codebook"), {"q": "diabetic nephropathy"})
    assert b"Diabetes, diabetic, type 2, with, nephropathy" in found.content
    assert "No line of the index leads here" in (
        signed_in.get(reverse("review:code", args=["J45.40"])).content.decode()
    )
