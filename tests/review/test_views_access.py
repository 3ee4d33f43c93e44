"""Who may open what: every route against every role, and what looking leaves behind."""

import pytest
from django.urls import reverse

from audit.models import Event
from review.models import User

ROLES = ("coder", "senior", "supervisor", "compliance", "admin", "stranger")
READERS = {"coder", "senior", "supervisor", "compliance"}
CODERS = {"coder", "senior"}
PEOPLE = {"admin"}
OVERSEERS = {"supervisor", "compliance"}

# URL name -> roles that get the page; everybody else with an account gets 403.
PAGES = {
    "worklist-rule": READERS,
    "worklist": READERS,
    "case": READERS,
    "newest": READERS,
    "beside": READERS,
    "team": {"senior", "supervisor"},
    "fast-lane": CODERS,
    "strata": {"supervisor"},
    "queries": CODERS | {"supervisor"},
    "query": READERS,
    "over-reads": READERS,
    "over-reads-compared": {"senior", "supervisor", "compliance"},
    "coders": {"supervisor"},
    "coder": {"supervisor"},
    "coder-charts": {"supervisor"},
    "unbilled": {"supervisor"},
    "quality-policy": READERS,
    "codebook": set(ROLES) - {"stranger"},
    "house-notes": set(ROLES) - {"stranger"},
    "code": set(ROLES) - {"stranger"},
    "release-changes": set(ROLES) - {"stranger"},
    "access": {"compliance"},
    "access-report": {"compliance"},
    "retention": {"compliance"},
    "disposal": {"compliance"},
    "intake": CODERS | {"admin"},
    "delivery": CODERS | {"admin"},
    "exceptions": CODERS | {"admin"},
    "not-coded": CODERS | {"admin"},
    "people": PEOPLE,
    "person": PEOPLE,
    "reasons": {"supervisor", "admin"},
    "profiles": {"supervisor"},
    "releases": PEOPLE,
    "engines": PEOPLE,
    "engine": PEOPLE,
    "overview": OVERSEERS,
    "accuracy": OVERSEERS,
    "accuracy-rows": OVERSEERS,
    "accuracy-charts": OVERSEERS,
    "remittances": OVERSEERS,
    "narrow": OVERSEERS,
    "confidence": OVERSEERS,
    "simulator": OVERSEERS,
    "reasons-given": OVERSEERS,
    "queries-asked": OVERSEERS,
    "drift": OVERSEERS,
    "policy": OVERSEERS,
    "account": set(ROLES),
    "keys": set(ROLES),
    "own-work": CODERS,
    "session": set(ROLES),
    "draft": set(ROLES),
}
# What only a POST reaches -> roles that are let in (the action may still refuse).
ACTS = {
    "next": CODERS,
    "claim": CODERS,
    "ahead": CODERS,
    "let-go": CODERS,
    "renew": CODERS,
    "step-away": CODERS,
    "give-back": CODERS,
    "take-over": {"senior"},
    "hold": CODERS,
    "resume": CODERS | {"supervisor"},
    "accept": CODERS,
    "modify": CODERS,
    "reject": CODERS,
    "add": CODERS,
    "add-procedure": CODERS,
    "undo": CODERS,
    "reorder": CODERS,
    "say-poa": CODERS,
    "comment": CODERS | {"supervisor"},
    "house-note": {"senior"},
    "lookup": CODERS,
    "read": READERS,
    "find": READERS,
    "settle": CODERS,
    "finalise": CODERS,
    "reopen": {"senior"},
    "reveal-identity": READERS - {"supervisor"},
    "worklist-save": READERS,
    "assign": {"supervisor"},
    "capacity": {"supervisor"},
    "unassign": {"supervisor"},
    "retention-rule": {"compliance"},
    "retention-rule-end": {"compliance"},
    "hold-place": {"compliance"},
    "hold-lift": {"compliance"},
    "disposal-propose": {"compliance"},
    "disposal-approve": {"compliance"},
    "disposal-withdraw": {"compliance"},
    "fast-next": CODERS,
    "attest": CODERS,
    "doubt": CODERS,
    "stratum-open": {"supervisor"},
    "ask": CODERS,
    "query-edit": CODERS,
    "query-withdraw": CODERS | {"supervisor"},
    "query-answer": CODERS,
    "query-close": CODERS,
    "query-copy": CODERS,
    "exception-original": CODERS | {"admin"},
    "exception-retry": CODERS | {"admin"},
    "exception-dismiss": CODERS | {"admin"},
    "education-assign": {"supervisor"},
    "education-complete": CODERS,
    "education-audit": {"supervisor"},
    "co-sign": {"compliance"},
    "disclose": CODERS,
    "show-suggestions": CODERS,
    "person-units": PEOPLE,
    "over-read-next": CODERS,
    "draw-sample": {"supervisor"},
    "over-read-start": CODERS,
    "over-read-read": CODERS,
    "over-read-find": CODERS,
    "over-read-give-back": CODERS,
    "over-read-lookup": CODERS,
    "over-read-add": CODERS,
    "over-read-accept": CODERS,
    "over-read-modify": CODERS,
    "over-read-reject": CODERS,
    "over-read-take-back": CODERS,
    "over-read-move": CODERS,
    "over-read-complete": CODERS,
    "over-read-disclose": CODERS,
    "over-read-settle": {"senior"},
    "over-read-rebut": CODERS,
    "over-read-answer": {"senior"},
    "remittance-again": OVERSEERS,
    "remittance-original": OVERSEERS,
    "drift-baseline": {"supervisor"},
    "drift-settle": {"supervisor"},
    "policy-draft": {"supervisor"},
    "policy-approve": OVERSEERS,
    "policy-activate": {"supervisor"},
    "policy-discard": {"supervisor"},
    "policy-switch-off": OVERSEERS,
    "policy-documents": {"supervisor"},
    "person-grant": PEOPLE,
    "person-end-role": PEOPLE,
    "person-credential": PEOPLE,
    "person-change-credential": PEOPLE,
    "person-disable": PEOPLE,
    "reason": {"supervisor", "admin"},
    "profile-learn": {"supervisor"},
    "profile-promote": {"supervisor"},
    "profile-refuse": {"supervisor"},
    "profile-roll-back": {"supervisor"},
    "profile-read-again": {"supervisor"},
    "engine-switch": PEOPLE,
    "engine-test": PEOPLE,
    "engine-remove": PEOPLE,
    # Last, because everybody who may leave has then left.
    "leave": set(ROLES),
}
#: Routes whose key is a number, of a row that is there.
ONE = ("reason", "house-note", "release-changes")
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def case(case, senior, admin):
    """With a query that is drafted, and an endpoint of a model nobody listens at."""
    from review.actions import models

    nowhere = models.EndpointFacts("nowhere", "http://127.0.0.1:9/v1", "nothing")
    models.set_up(nowhere, by=admin)
    from review.actions import queries
    from review.asking import begun
    from review.querystates import Topic

    queries.draft(case, begun(Topic.POA, ()), by=senior)
    return case


@pytest.fixture(autouse=True)
def retained(db, person):
    """A hold, and a disposal that somebody proposed."""
    from review.actions import retention
    from review.models import DisposalRun

    other = person("other officer", "compliance")
    retention.hold("everything", words="A matter.", by=other)
    return DisposalRun.objects.create(pk=NOBODY, proposed_by=other)


@pytest.fixture(autouse=True)
def somebody(db):
    """A person who is none of those that look."""
    User.objects.create_user("somebody")


def address(name, case, person):
    """A route with arguments that exist, where it has any."""
    item = case.items.first()
    known = {
        "number": case.pk,
        "item": item.pk,
        "key": 1 if name in ONE or name.startswith("profile-") else NOBODY,
        "code": "E11.22",
        "grant": 1,
        "row": 1,
        "line": NOBODY,
        "name": "nowhere",
    }
    if name == "retention-rule-end":
        known["key"] = "state"
    if name == "hold-lift":
        from review.models import LegalHold

        known["number"] = LegalHold.objects.get().pk
    if name in ("person", "capacity"):
        known["key"] = person.pk
    if name in ("coder", "coder-charts"):
        known["key"] = User.objects.get(username="somebody").pk
    if name.startswith("query"):
        known["key"] = case.queries.get().pk
    route = _route(name)
    arguments = {key: value for key, value in known.items() if f":{key}>" in route}
    return reverse(f"review:{name}", kwargs=arguments)


def _route(name):
    from review.urls import urlpatterns

    return next(str(each.pattern) for each in urlpatterns if each.name == name)


def test_every_route_is_in_one_of_the_tables():
    from review.urls import urlpatterns

    # RADV has its own tests of access, with audits to open.
    names = {
        p.name for p in urlpatterns if not p.name.startswith(("radv", "access-concern"))
    }
    assert (
        names
        == {
            "home",
            "newest-changes",
            "exception",
            "profile",
            "over-read",
            "sample",
            "remittance",
            "fast-chart",
            "worklist-give-up",
            "changes",
        }
        | PAGES.keys()
        | ACTS.keys()
    )


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_the_roles_that_need_them(role, request, client, case):
    user = request.getfixturevalue(role)
    client.force_login(user)
    for name, roles in PAGES.items():
        status = client.get(address(name, case, user)).status_code
        assert (name, status) == (name, 200 if role in roles else 403)


@pytest.mark.parametrize("role", ROLES)
def test_acts_let_in_only_the_roles_that_may_try(role, request, client, case):
    user = request.getfixturevalue(role)
    client.force_login(user)
    old = {"version": "999", "item": case.items.first().pk}
    for name, roles in ACTS.items():
        answer = client.post(address(name, case, user), old)
        turned_away = b"That is not yours to open" in answer.content
        assert (name, turned_away) == (name, role not in roles)
        assert answer.status_code == 403 or not turned_away
        assert answer.status_code != 405


def test_nobody_gets_anywhere_without_signing_in(client, case, coder):
    for name in PAGES:
        answer = client.get(address(name, case, coder))
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")
    for name in ACTS:
        answer = client.post(address(name, case, coder), {"version": "1"})
        assert answer.status_code == 302


def test_acts_are_posts_only(client, case, senior):
    client.force_login(senior)
    for name, roles in ACTS.items():
        if "senior" in roles:
            assert client.get(address(name, case, senior)).status_code == 405


def test_reading_pages_writes_nothing_but_that_a_chart_was_seen(client, case, coder):
    client.force_login(coder)
    client.get("/worklist/")
    before = Event.objects.count()
    for name in ("worklist", "codebook", "code", "intake", "exceptions", "account"):
        client.get(address(name, case, coder))
    assert Event.objects.count() == before
    client.get(address("case", case, coder))
    assert [e.type for e in Event.objects.order_by("pk")[before:]] == ["chart-viewed"]


def test_a_case_of_another_site_is_not_there_at_all(client, make_case, person):
    from review.actions import people

    elsewhere = make_case(site="north")
    user = person("southerner", certificate="CCS")
    people.grant(user, role="coder", site="south", by=None)
    client.force_login(user)
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
    address = reverse("review:claim", args=[elsewhere.pk])
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("coder", "/worklist/"),
        ("compliance", "/trail/"),
        ("supervisor", "/overview/"),
        ("admin", "/people/"),
        ("stranger", "/account/"),
    ],
)
def test_everybody_starts_where_their_work_is(role, first, request, client):
    client.force_login(request.getfixturevalue(role))
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == first
    assert answer.status_code == 200


def test_the_strip_names_only_places_that_open(client, coder, compliance):
    client.force_login(coder)
    page = client.get("/worklist/").content.decode()
    assert ">Worklist</a>" in page
    assert ">People</a>" not in page
    client.force_login(compliance)
    page = client.get("/worklist/").content.decode()
    assert ">Trail</a>" in page
    assert ">Add a chart</a>" not in page


def test_keys_are_a_persons_own_on_any_machine(client, coder, senior):
    client.force_login(coder)
    assert 'data-keys="on"' in client.get("/worklist/").content.decode()
    before = Event.objects.count()
    client.post("/account/keys/", {"key-a": "Z", "key-x": "x"})
    page = client.get("/worklist/").content.decode()
    assert 'data-keys="off"' in page
    assert "{&quot;a&quot;: &quot;z&quot;}" in page
    (event,) = Event.objects.order_by("pk")[before:]
    assert event.type == "keys-chosen"
    client.post("/account/keys/", {"single_keys": "on", "first_names": "yes"})
    page = client.get("/worklist/").content.decode()
    assert 'data-keys="on"' in page
    assert "data-own-keys" not in page
    client.force_login(senior)
    assert 'data-keys="on"' in client.get("/worklist/").content.decode()


def test_one_key_is_not_two(client, coder):
    client.force_login(coder)
    answer = client.post("/account/keys/", {"single_keys": "on", "key-a": "x"})
    assert answer.status_code == 422
    assert "x is chosen twice" in answer.content.decode()
    for typed in ("7", "?", "ab"):
        assert client.post("/account/keys/", {"key-a": typed}).status_code == 422
    coder.refresh_from_db()
    assert coder.keys == {}
