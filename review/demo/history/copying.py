"""The acts of simulated people without a statement for each: a chart's life in memory.

Owns putting together the rows and events that the actions would write, out of the same
parts that the actions are made of: what may be done, what is refused, what a row and an
event hold is theirs. A test plays one history by both ways and compares every table.
Rows wait in a ledger that is written many charts at a time.

It knows charts that hold no check and hide nothing, as simulated ones are. Where a
policy or a house note asks for more, ``review.demo.history.inforce`` says so and the
actions have to do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from audit import events
from audit.actions import SYSTEM, Actor, Told, instant
from audit.facts import Fact
from audit.occurring import moment
from coding import actions as machine
from coding import charts, codes, hcctables, trail
from coding.models import Chart, ChartDocument, ChartVersion, Run
from coding.pipeline import ENGINE
from coding.uploads import ChartUpload
from coding.values import CodedNote, Note, NoteDocument, Setting
from review import codeset, engines, permissions
from review.actions import (
    cases,
    claims,
    decisions,
    findings,
    guard,
    holds,
    proofs,
    reasons,
    signing,
)
from review.actions.desk import Desk, tally
from review.actions.guard import LEASE, Entry
from review.actions.parts import Source
from review.demo.history.coders import Act
from review.demo.history.hands import (
    WAITS,
    Asked,
    Label,
    open_of,
    supported,
)
from review.demo.history.inforce import InForce
from review.demo.history.ledger import Ledger
from review.demo.history.life import Life
from review.models import (
    Case,
    Decision,
    FinalCodeSet,
    FindingSettlement,
    Item,
    SimulatedChart,
    User,
)
from review.refusals import Refused
from review.states import BY_VERB, Kind, Origin, Settling, State, Verb
from review.views.quotes import spans


class Copying:
    """The acts in memory; ``flush`` writes what they left."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._held = InForce()
        self._life: Life | None = None

    def flush(self) -> None:
        """Writes all charts told so far, in one transaction."""
        with transaction.atomic():
            self.ledger.write(datetime.now(UTC))
        self._held = InForce()

    @contextmanager
    def chart(self) -> Iterator[None]:
        self._life = None
        yield
        assert self._life is not None
        self._keep(self._life)

    def _keep(self, life: Life) -> None:
        ledger = self.ledger
        ledger.put(life.documents)
        ledger.put([life.version.chart, life.version, *life.places])
        ledger.put(each for each in (life.run, life.case) if each is not None)
        ledger.put([*life.items, *life.decisions, *life.settlements])
        ledger.put([life.signed] if life.signed else [])
        ledger.put([*life.codes, life.label])
        ledger.told.extend(life.told)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        before = self.life.kept()
        try:
            yield
        except Refused:
            self._life = before.restored()
            raise

    @property
    def life(self) -> Life:
        assert self._life is not None
        return self._life

    @property
    def case(self) -> Case:
        assert self.life.case is not None
        return self.life.case

    @property
    def source(self) -> Source:
        assert self.life.source is not None
        return self.life.source

    def _tell(self, fact: Fact, by: Actor) -> None:
        self.life.told.append(Told(fact, by, moment(datetime.now(UTC))))

    # ---- arriving

    def receive(self, upload: ChartUpload, label: Label) -> None:
        upload, texts = charts.accepted(upload)
        documents = [charts.kept(text) for text in texts]
        now = datetime.now(UTC)
        chart = Chart(
            id=charts.chart_id(upload.source, upload.external_id),
            source=upload.source,
            external_id=upload.external_id,
            site=upload.site,
            contract=upload.contract,
            patient=charts.patient_of(upload),
        )
        facts = charts.facts_of(chart, upload, documents)
        version = charts.composed(chart, 1, upload, texts, facts, by=SYSTEM)
        version.pk, version.received_at = self.ledger.key(ChartVersion), now
        places = charts.places_of(version, documents, upload)
        known = SimulatedChart(
            chart=chart,
            seed=label.seed,
            number=label.number,
            month=label.month,
            coder=label.coder,
            truth=list(label.truth),
        )
        self._life = Life(version, documents, places, known, [])
        self._life.notes = tuple(
            _note(place, text.text, text.upload.name)
            for place, text in zip(places, texts, strict=True)
        )
        self._tell(charts.arrival(version, places), SYSTEM)

    # ---- coding and routing

    def code(self) -> bool:
        life, version = self.life, self.life.version
        profile = engines.profile_of("")
        note = Note(life.notes, version.facts(), self._earlier(version))
        coded = engines.code_note(note, profile)
        now = datetime.now(UTC)
        run = life.run = Run(
            pk=self.ledger.key(Run),
            version=version,
            engine=ENGINE,
            profile=self._held.profile,
            attempt=1,
            started_at=now,
            finished_at=now,
            **machine.outcome(coded.note, release=coded.release),
        )
        book = codes.codebook(coded.release)
        fact = trail.coded(
            run,
            coded.note,
            release=coded.release,
            book=book,
            retrieval=self._held.retrieval(coded.release),
        )
        self._tell(fact, SYSTEM)
        return self._route(run, coded.note)

    def _earlier(self, version: ChartVersion) -> tuple[NoteDocument, ...]:
        """The patient's earlier visits; one that waits is written first."""
        if self.ledger.holds(version.chart.patient):
            self.flush()
        return charts.earlier_documents(version)

    def _route(self, run: Run, coded: CodedNote) -> bool:
        policy = self._held.policy
        case = self.life.case = Case(
            pk=self.ledger.key(Case), chart=run.version.chart, run=run
        )
        chance = cases.follow(case, run, coded, policy)
        self.life.items = list(
            cases.placed(case, cases.composed(case, run, coded), after=0)
        )
        self._tell(cases.routed(case, chance, policy), SYSTEM)
        if case.state == State.EXCEPTION:
            return False
        self.life.source = Source(
            codeset.book_of(case),
            Setting(case.setting),
            self._held.routing,
            hcctables.categories_on(case.service_date, age=case.age, sex=case.sex),
            case.service_date,
        )
        return True

    # ---- deciding

    def _enter(self, verb: Verb, by: User) -> Entry:
        now = moment(datetime.now(UTC))
        reason = permissions.why_not(by, verb, self.case, now=now)
        if reason is not None:
            raise Refused(reason)
        needed = BY_VERB[verb].credential
        standing = permissions.standing(by)
        held = standing.credential_for(self.case.setting) if needed else None
        return Entry(self.case, verb, by, now, held)

    def claim(self, by: User) -> None:
        entry = self._enter(Verb.CLAIM, by)
        until = entry.now + LEASE
        case = guard.step(entry, claims.taken(entry))
        case.lease_until = until
        fact = events.CaseClaimed(
            **entry.about, lease_until=instant(until), via="picked"
        )
        self._tell(fact, guard.person(by))

    def view(self, by: User) -> None:
        self._enter(Verb.VIEW, by)
        self._tell(cases.view(self.case, "case"), guard.person(by))

    def suggested(self) -> list[str]:
        return [item.code for item in self._lines()]

    def _lines(self) -> list[Item]:
        listed = [item for item in self.life.items if item.listed]
        return sorted(listed, key=lambda item: item.position)

    def decide(self, act: Act, by: User) -> None:
        if act.kind == "add":
            self._add(act, by)
            return
        item = next(each for each in self.life.items if each.code == act.code)
        desk = self._desk(_VERBS[act.kind], by)
        desk.line(item)
        if act.kind == "accept":
            word = supported(item.code, self.case.setting)
            code = decisions.accepting(desk, item, word)
            self._decided(desk, item, Kind.ACCEPT, code=code, supported=word)
        elif act.kind == "modify":
            code = decisions.modifying(desk, item, act.to)
            given = self._held.given(**act.reason)
            self._decided(desk, item, Kind.MODIFY, code=code, given=given)
        else:
            given = self._held.given(**act.reason)
            self._decided(desk, item, Kind.REJECT, given=given)

    def _desk(self, verb: Verb, by: User) -> Desk:
        return Desk(self._enter(verb, by), self._lines(), self.source)

    def _add(self, act: Act, by: User) -> None:
        desk = self._desk(Verb.ADD, by)
        code = proofs.billable(self.source.book, act.code)
        decisions.refuse_duplicate(desk.lines, code.code)
        known = {document.pk for document in self.life.documents}
        proof = proofs.verified_in(known, spans(self.life.notes, act.words, None))
        item = Item(
            case=self.case,
            code=code.code,
            title=code.title,
            origin=Origin.CODER,
            position=1 + max((each.position for each in self.life.items), default=0),
            detail={"evidence": proof},
        )
        self.life.items.append(item)
        given = self._held.given("missed", "not_found")
        desk = desk.with_line(item)
        self._decided(desk, item, Kind.ADD, code=code, given=given, proof=proof)

    def _decided(self, desk: Desk, item: Item, kind: Kind, **said: Any) -> None:
        parts = {"code": None, "given": None, "proof": None, "supported": ""} | said
        entry = desk.entry
        decision = decisions.composed(entry, item, kind, **parts)
        decision.pk = self.ledger.key(Decision)
        self.life.decisions.append(decision)
        item.current, item.anchored = decision, []
        guard.step(entry, tally(desk.lines))
        fact = decisions.decision_made(entry, decision, self.source, inferred=False)
        self._tell(fact, guard.person(entry.by))

    # ---- findings

    def _found(self) -> tuple[codeset.LiveFinding, ...]:
        life = self.life
        return codeset.live_findings(
            self.case, self._lines(), self.source.book, life.notes, life.settlements
        )

    def asked(self) -> list[Asked]:
        return open_of(self._found())

    def settle(self, asked: Asked, how: Settling, citation: str, by: User) -> None:
        entry = self._enter(findings.VERBS[how], by)
        live = findings.named(self._found(), asked.key)
        findings.refuse_unfit(entry, live, how, citation)
        row = findings.composed(entry, live, how, self._held.guideline, "", citation)
        row.pk = self.ledger.key(FindingSettlement)
        self.life.settlements.append(row)
        guard.step(entry)
        self._tell(findings.finding_settled(entry, row), guard.person(by))

    # ---- ending

    def stands(self) -> bool:
        return any(codeset.standing_code(item) for item in self._lines())

    def sign(self, by: User) -> None:
        entry, lines = self._enter(Verb.FINALISE, by), self._lines()
        found = self._found()
        reason = next(signing.obstacles(self.case, lines, found), None)
        if reason is not None:
            raise Refused(reason)
        signing.verify_evidence(lines, self.life.notes)
        signed = signing.composed(entry, 1, self.source, signing.ATTESTATION)
        signed.pk = self.ledger.key(FinalCodeSet)
        self.life.signed = signed
        self.life.codes = signing.final_codes(signed, self.case, lines)
        guard.step(entry, signing.ended(entry))
        fact = signing.case_finalised(entry, signed, lines, self.source, found)
        self._tell(fact, guard.person(by))

    def hold(self, by: User) -> None:
        entry = self._enter(Verb.HOLD, by)
        kept = reasons.keep(WAITS)
        guard.step(entry, holds.put_aside(entry, kept))
        self._tell(events.CaseHeld(**entry.about, words=kept), guard.person(by))


_VERBS: Mapping[str, Verb] = {
    "accept": Verb.ACCEPT,
    "modify": Verb.MODIFY,
    "reject": Verb.REJECT,
}


def _note(place: ChartDocument, text: str, name: str) -> NoteDocument:
    return NoteDocument(
        sha256=place.document_id,
        text=text,
        name=name,
        kind=place.kind,
        author_role=place.author_role,
        date=place.date,
        author=place.author,
    )
