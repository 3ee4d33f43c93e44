"""When charts may go, what holds them, and that going leaves a log that verifies."""

import os
from datetime import date

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from audit import sequencer, vault
from audit.models import Event, Identity
from coding.models import Chart, Document
from review import keeping
from review.actions import disposal, retention
from review.models import (
    Case,
    Decision,
    DisposalLine,
    DisposedChart,
    FinalCodeSet,
    LegalHold,
    RetentionRule,
)
from review.refusals import Refused
from review.retention import Applies, Rule, Starts
from tests.review.conftest import NOTE, again
from tests.review.radv import signed as sign

pytestmark = pytest.mark.django_db
LATER = date(2040, 1, 1)


@pytest.fixture(autouse=True)
def vault_of_its_own(settings, tmp_path):
    """Tests in another process put the same texts, and a text put again is young."""
    folder = tmp_path / "vault"
    own = settings.STORAGES["vault"] | {"OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"vault": own}
    return folder


@pytest.fixture
def officer(person):
    return person("second officer", "compliance")


@pytest.fixture
def signed(case, coder):
    return sign(case, coder)


@pytest.fixture
def sealed(settings, tmp_path):
    """Seals what waits, inside the test's transaction; the rest is as in beat."""
    settings.CHECKPOINTS = settings.LOG_KEYS = tmp_path / "log"

    def seal():
        # What a commit would check by now, before rows of this transaction go again.
        connection.check_constraints()
        key, file = sequencer._begin()
        sequencer._sign(sequencer._sequence(1_000_000), key, file)

    return seal


@pytest.fixture
def old_vault(vault_of_its_own):
    """Files that nobody put within the last hour."""

    def age():
        then = (2_000_000_000, 1_700_000_000)
        for path in vault_of_its_own.rglob("*"):
            if path.is_file():
                os.utime(path, then)

    return age


@pytest.fixture
def another_connection():
    """A second session in the same database, as another worker has one."""
    told = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    known = {name: told[name] for name in names if name in told}
    with psycopg.connect(**known, autocommit=True) as opened:
        yield opened


def types_since(since):
    return [each.type for each in Event.objects.order_by("pk")[since:]]


def house(years=15, **more):
    said = {
        "key": "state",
        "label": "State law",
        "years": years,
        "starts": Starts.SERVICE,
        "applies": Applies.ALL,
        "source": "State code 1",
    }
    return Rule(**said | more)


def test_the_laws_rules_come_with_the_installation():
    from review.retention import LAW

    assert {row.rule() for row in RetentionRule.objects.in_force()} == set(LAW)


def test_a_rule_is_set_with_a_reason_and_its_last_edition_ends(compliance):
    before = Event.objects.count()
    retention.set_rule(house(), words="New state law.", by=compliance)
    retention.set_rule(house(20), words="Amended.", by=compliance)
    assert types_since(before) == ["retention-rule-changed"] * 2
    rows = RetentionRule.objects.filter(key="state").order_by("begun_at", "pk")
    assert [row.years for row in rows] == [15, 20]
    assert rows[0].ended_at and not rows[1].ended_at
    retention.end_rule("state", words="Repealed.", by=compliance)
    assert not RetentionRule.objects.in_force().filter(key="state").exists()


@pytest.mark.parametrize(
    ("rule", "words", "why"),
    [
        (house(), "  ", "Say why"),
        (house(source=" "), "Because.", "Name the law"),
        (house(0), "Because.", "one to a hundred"),
        (house(5, key="hipaa_documentation"), "Cheaper.", "at least 6 years"),
        (house(9, key="hipaa_documentation"), "Other.", "Only the years"),
    ],
)
def test_rules_without_ground_are_refused(compliance, rule, words, why):
    with pytest.raises(Refused, match=why):
        retention.set_rule(rule, words=words, by=compliance)
    assert not RetentionRule.objects.exclude(set_by=None).exists()


def test_the_laws_rules_are_lengthened_and_never_ended(compliance):
    row = RetentionRule.objects.get(key="hipaa_documentation").rule()
    longer = Rule(row.key, row.label, 12, row.starts, row.applies, row.source)
    retention.set_rule(longer, words="House policy.", by=compliance)
    with pytest.raises(Refused, match="cannot be ended"):
        retention.end_rule(row.key, words="Enough.", by=compliance)


@pytest.mark.parametrize("name", ["supervisor", "admin", "coder", "stranger"])
def test_only_compliance_works_on_retention(name, request, signed):
    user = request.getfixturevalue(name)
    for act in (
        lambda: retention.set_rule(house(), words="Mine.", by=user),
        lambda: retention.hold("everything", words="Mine.", by=user),
        lambda: disposal.propose(by=user, today=LATER),
    ):
        with pytest.raises(Refused, match="Only"):
            act()


def test_compliance_of_one_site_does_not(person):
    from review.actions import people

    local = person("local officer")
    people.grant(local, role="compliance", site="north", by=None)
    with pytest.raises(Refused, match="spans all sites"):
        retention.hold("everything", words="Mine.", by=local)


@pytest.mark.parametrize("scope", LegalHold.Scope.values)
def test_a_hold_bars_what_it_covers_until_it_is_lifted(
    scope, make_case, coder, compliance
):
    signed = sign(make_case(site="north", contract="H1234"), coder)
    name = {"site": "north", "contract": "H1234"}.get(scope, "")
    before = Event.objects.count()
    row = retention.hold(
        scope, case=signed, name=name, words="Smith v. us.", by=compliance
    )
    [said] = keeping.answers([again(signed)])
    assert "Legal hold" in said.why_not(LATER)
    assert keeping.due(LATER, 10) == []
    retention.lift(row, words="Settled.", by=compliance)
    assert types_since(before) == ["legal-hold-placed", "legal-hold-lifted"]
    assert [case for case, _ in keeping.due(LATER, 10)] == [signed]
    with pytest.raises(Refused, match="already"):
        retention.lift(row, words="Again.", by=compliance)


def test_a_hold_that_would_hold_nothing_is_refused(make_case, coder, compliance):
    """One letter off, and the charts of the matter would be disposed of."""
    signed = sign(make_case(contract="H1234"), coder)
    with pytest.raises(Refused, match="hold nothing"):
        retention.hold("contract", name="H1243", words="A matter.", by=compliance)
    retention.hold("contract", name=" h1234 ", words="A matter.", by=compliance)
    [said] = keeping.answers([again(signed)])
    assert "Legal hold" in said.why_not(LATER)


def test_a_rule_of_another_site_does_not_end_the_one_of_that_name(compliance):
    """Two sites may call different rules the same; neither may vanish unsaid."""
    north = retention.set_rule(house(site="north"), words="Law.", by=compliance)
    with pytest.raises(Refused, match="at north is in force under that name"):
        retention.set_rule(house(5, site="south"), words="Law.", by=compliance)
    assert RetentionRule.objects.in_force().filter(pk=north.pk).exists()


def test_what_is_not_signed_is_never_due(case):
    [said] = keeping.answers([case])
    assert "not signed" in said.why_not(LATER)
    assert keeping.due(LATER, 10) == []


def test_asking_about_many_charts_costs_as_many_queries_as_about_one(
    make_case, coder, django_assert_num_queries
):
    cases = [sign(make_case(), coder) for _ in range(3)]
    fresh = list(Case.objects.select_related("chart").filter(pk__in=[cases[0].pk]))
    with django_assert_num_queries(8):
        keeping.answers(fresh)
    fresh = list(Case.objects.select_related("chart"))
    with django_assert_num_queries(8):
        keeping.answers(fresh)


@pytest.fixture
def approved(signed, compliance, officer):
    run = disposal.propose(by=compliance, today=LATER)
    return disposal.approve(run, words="Looked through.", by=officer)


def test_nobody_disposes_of_anything_alone(signed, compliance, officer):
    run = disposal.propose(by=compliance, today=LATER)
    with pytest.raises(Refused, match="another officer"):
        disposal.approve(run, words="Fine.", by=compliance)
    with pytest.raises(Refused, match="Say why"):
        disposal.approve(run, words=" ", by=officer)
    with pytest.raises(Refused, match="Only an approved"):
        disposal.carry_out(run, LATER)
    assert Case.objects.filter(pk=signed.pk).exists()


def test_a_proposal_can_be_withdrawn_and_its_charts_proposed_again(signed, compliance):
    run = disposal.propose(by=compliance, today=LATER)
    with pytest.raises(Refused, match="settle it first"):
        disposal.propose(by=compliance, today=LATER)
    disposal.withdraw(run, words="Too early.", by=compliance)
    assert disposal.propose(by=compliance, today=LATER).lines.count() == 1


def test_nothing_is_due_before_its_time(signed, compliance):
    with pytest.raises(Refused, match="No chart's time"):
        disposal.propose(by=compliance)


def test_a_disposed_chart_leaves_its_hashes_and_a_sentence(
    approved, signed, sealed, old_vault, client, coder, compliance
):
    patient, chart = signed.chart.patient, signed.chart_id
    documents = list(Document.objects.values_list("sha256", flat=True))
    sealed()
    assert not disposal.carry_out(approved, LATER)
    assert DisposalLine.objects.get().state == "ordered"
    sealed()
    assert not disposal.carry_out(approved, LATER)
    assert not Case.objects.filter(pk=signed.pk).exists()
    assert not Chart.objects.filter(pk=chart).exists()
    assert not Decision.objects.exists() and not FinalCodeSet.objects.exists()
    assert not Identity.objects.filter(patient=patient).exists()
    assert DisposedChart.objects.get(pk=signed.pk).source
    old_vault()
    assert disposal.carry_out(again(approved), LATER)
    for name in documents:
        assert not vault.has(name)
    left = Event.objects.filter(chart=chart)
    assert [each.type for each in left] == ["chart-disposed"]
    line = DisposalLine.objects.get()
    assert (line.state, line.names) == ("done", [])
    client.force_login(coder)
    answer = client.get(signed.get_absolute_url())
    assert answer.status_code == 410
    assert "disposed of" in answer.content.decode()
    client.force_login(compliance)
    page = client.get(reverse("audit:chart", args=[chart])).content.decode()
    assert "disposed of the chart and" in page and "approved by" in page
    page = client.get(f"/trail/?case={signed.pk}").content.decode()
    assert "disposed of the chart" in page


def test_a_stranger_reads_nothing_of_a_disposed_chart(
    approved, signed, sealed, client, person
):
    from review.actions import people

    sealed()
    disposal.carry_out(approved, LATER)
    DisposedChart.objects.update(site="north")
    user = person("southerner", certificate="CCS")
    people.grant(user, role="coder", site="south", by=None)
    client.force_login(user)
    assert client.get(signed.get_absolute_url()).status_code == 404


def test_a_hold_placed_after_the_approval_still_keeps_the_chart(
    approved, signed, compliance, sealed
):
    retention.hold("chart", case=signed, words="Subpoena.", by=compliance)
    assert disposal.carry_out(approved, LATER)
    line = DisposalLine.objects.get()
    assert line.state == "kept" and "Legal hold" in line.why_kept
    assert Case.objects.filter(pk=signed.pk).exists()


def test_a_chart_whose_events_wait_for_the_log_waits_too(approved, signed):
    assert not disposal.carry_out(approved, LATER)
    assert Case.objects.filter(pk=signed.pk).exists()
    assert DisposalLine.objects.get().state == "planned"


def test_of_two_who_carry_disposals_out_the_later_one_leaves_them(
    approved, signed, sealed, another_connection
):
    sealed()
    another_connection.execute("SELECT pg_advisory_lock(%s)", [disposal.LOCK])
    assert not disposal.carry_out(approved, LATER)
    assert DisposalLine.objects.get().state == "planned"
    another_connection.execute("SELECT pg_advisory_unlock(%s)", [disposal.LOCK])
    assert not disposal.carry_out(approved, LATER)
    assert DisposalLine.objects.get().state == "ordered"
    asked = another_connection.execute(
        "SELECT pg_try_advisory_lock(%s)", [disposal.LOCK]
    )
    assert asked.fetchone() == (True,), "the lock was not given back"


def test_a_disposal_that_fails_gives_the_lock_back(approved, another_connection):
    with pytest.raises(TypeError):
        disposal.carry_out(approved, "no day")
    asked = another_connection.execute(
        "SELECT pg_try_advisory_lock(%s)", [disposal.LOCK]
    )
    assert asked.fetchone() == (True,)


def test_what_another_chart_needs_stays_in_the_vault(
    make_case, coder, compliance, officer, sealed, old_vault
):
    old = sign(make_case(), coder)
    other = make_case()
    run = disposal.propose(by=compliance, today=LATER)
    disposal.approve(run, words="Looked through.", by=officer)
    sealed()
    disposal.carry_out(again(run), LATER)
    sealed()
    old_vault()
    assert disposal.carry_out(again(run), LATER)
    assert not Case.objects.filter(pk=old.pk).exists()
    [document] = Document.objects.all()
    assert vault.get_text(document.sha256) == NOTE
    assert other.run.result["suggestions"]


def test_a_file_that_was_put_again_within_the_hour_waits(
    approved, signed, sealed, old_vault
):
    name = Document.objects.get().sha256
    sealed()
    disposal.carry_out(approved, LATER)
    sealed()
    old_vault()
    vault.put_text(NOTE)
    assert not disposal.carry_out(again(approved), LATER)
    assert vault.has(name)
    assert DisposalLine.objects.get().names == [name]
    old_vault()
    assert disposal.carry_out(again(approved), LATER)
    assert not vault.has(name)


def test_judgements_go_only_when_the_log_says_so(signed):
    from django.db import DatabaseError, transaction

    for model in (Decision, FinalCodeSet):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            found = model.objects.all()
            found._raw_delete(found.db)


def test_the_command_lists_and_disposes_of_nothing(signed, capsys):
    before = Event.objects.count()
    call_command("dispose", "--on", LATER.isoformat())
    said = capsys.readouterr().out
    assert f"case {signed.pk}: since" in said and "HIPAA" in said
    assert "1 charts may go" in said
    assert Event.objects.count() == before
    with pytest.raises(CommandError, match="today"):
        call_command("dispose", "--on", LATER.isoformat(), "--carry-out")
    call_command("dispose", "--carry-out")
    assert Case.objects.filter(pk=signed.pk).exists()


def test_two_officers_dispose_in_the_browser(
    client, signed, compliance, officer, monkeypatch
):
    monkeypatch.setattr(
        keeping,
        "due",
        lambda today, most: [(signed, keeping.answers([signed])[0])],
    )
    client.force_login(compliance)
    page = client.get(reverse("review:retention"), {"case": signed.pk})
    assert "HIPAA documentation" in page.content.decode()
    asked = Event.objects.latest("pk")
    assert (asked.type, asked.content["page"]) == ("chart-viewed", "retention")
    address = client.post(reverse("review:disposal-propose")).url
    answer = client.post(f"{address}approve/", {"words": "Fine."})
    assert answer.status_code == 409 and "another officer" in answer.content.decode()
    assert "Fine." in answer.content.decode()
    client.force_login(officer)
    assert client.post(f"{address}approve/", {"words": "Fine."}).status_code == 302
    page = client.get(address).content.decode()
    assert "being carried out" in page and "“Fine.”" in page


def test_no_hold_and_no_disposal_drops_off_the_page(
    client, signed, compliance, django_assert_max_num_queries
):
    """Holds in force are lifted here and nowhere else."""
    for n in range(53):
        row = retention.hold("everything", words=f"Matter {n}.", by=compliance)
    for _ in range(52):
        retention.lift(row, words="Settled.", by=compliance)
        row = retention.hold("everything", words="Another.", by=compliance)
    client.force_login(compliance)
    with django_assert_max_num_queries(25):
        page = client.get(reverse("review:retention")).content.decode()
    assert page.count("Why hold") == 50
    assert "?&amp;holds=2#holds" in page and "?&amp;lifted=2#lifted" in page
    page = client.get(reverse("review:retention"), {"holds": 2}).content.decode()
    assert page.count("Why hold") == 3
    page = client.get(reverse("review:retention"), {"lifted": 2}).content.decode()
    assert page.count("lifted by") == 2
    strange = {"holds": "-1", "lifted": "x" * 500, "disposals": "9" * 30}
    assert client.get(reverse("review:retention"), strange).status_code == 200


def test_disposals_are_paged(client, signed, compliance):
    for _ in range(51):
        run = disposal.propose(by=compliance, today=LATER)
        disposal.withdraw(run, words="Too early.", by=compliance)
    client.force_login(compliance)
    there = reverse("review:retention")
    page = client.get(there).content.decode()
    assert page.count("/retention/disposals/") == 50 + 1
    page = client.get(there, {"disposals": 2}).content.decode()
    assert page.count("/retention/disposals/") == 1 + 1


def test_what_was_typed_wrong_is_shown_again(client, compliance):
    client.force_login(compliance)
    place = reverse("review:hold-place")
    answer = client.post(place, {"scope": "chart", "case": 99, "words": "Why."})
    assert answer.status_code == 422 and "no case 99" in answer.content.decode()
    answer = client.post(place, {"scope": "site", "words": "Why."})
    assert answer.status_code == 409 and "Why." in answer.content.decode()
    rule = {
        "label": "HIPAA documentation",
        "years": 2,
        "starts": "last_change",
        "applies": "all",
        "source": "45 CFR",
        "words": "Shorter.",
    }
    answer = client.post(reverse("review:retention-rule"), rule)
    assert answer.status_code == 409 and "at least 6 years" in answer.content.decode()
