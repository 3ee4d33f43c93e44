"""Small made-up histories of charts, as facts of the trail, from one seed.

``history(seed, charts)`` yields events in the order in which they would be recorded:
charts take turns. Codes, decisions, undoings, second signatures, draws and over-reads
are all in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from audit import events
from audit.events.overreads import Comparison, Drawn
from audit.metrics.story import Happened
from audit.parts import Code, Credential, Encounter
from tests.audit.stories import SHA, span
from tests.audit.stories import code as example

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
CREDENTIAL = Credential(type="CCS", number="1")
TITLES = {
    "E11.9": "Type 2 diabetes mellitus without complications",
    "E11.22": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    "E11.65": "Type 2 diabetes mellitus with hyperglycemia",
    "I10": "Essential (primary) hypertension",
    "J45.909": "Unspecified asthma, uncomplicated",
    "J45.40": "Moderate persistent asthma, uncomplicated",
    "F41.1": "Generalized anxiety disorder",
    "F32.A": "Depression, unspecified",
    "Z99.99": "No such code",
}
RISK = {"E11.22": "hcc_bearing", "F32.A": "high_risk"}
PERSON = "9c2d7a10-1b7e-4f5c-9a94-3f0f6a4f5b2"


def made(name: str, sequence: int, chance: Random) -> Code:
    sure = chance.randrange(3_000, 10_000)
    return replace(
        example,
        code=name,
        title=TITLES[name],
        category=name[:3],
        chapter={"E": "4", "I": "9", "J": "10", "F": "5", "Z": "21"}[name[0]],
        billable=name != "Z99.99",
        sequence=sequence,
        role="first-listed" if sequence == 1 else "secondary",
        risk_class=RISK.get(name, "default"),
        confidence=sure,
        code_confidence=sure,
        extraction_confidence=min(10_000, sure + 500),
        poa=chance.choice((None, "Y", "N")),
        findings=(),
        evidence=(span,) if chance.random() < 0.9 else (),
    )


class Chart:
    """One chart's events, one after the other."""

    def __init__(self, number: int, seed: str) -> None:
        self.chance = Random(f"{seed}/{number}")
        self.chart = str(UUID(int=0xABC0000 + number))
        self.about = {"chart": self.chart, "case": str(number)}
        self.patient = str(UUID(int=0xDEF0000 + number))
        self.at = BEGIN + timedelta(days=self.chance.randrange(120))
        self.coder = PERSON + str(self.chance.randrange(3))
        self.sets = 0

    def happened(self, fact, by="attest") -> Happened:
        self.at += timedelta(minutes=1)
        return Happened(fact, self.at, by)

    def events(self) -> Iterator[Happened]:
        chance = self.chance
        names = chance.sample(sorted(TITLES), chance.randrange(1, 5))
        self.suggested = [made(n, i, chance) for i, n in enumerate(names, 1)]
        self.encounter = Encounter(
            setting=chance.choice(("outpatient", "inpatient")),
            service_date="2026-01-02",
            specialty=chance.choice(("Cardiology", "Psychiatry", None)),
            style=chance.choice(("prose", "listed")),
            age_group=chance.choice(("18-44", "65-74")),
            sex=chance.choice(("F", "M")),
            provider_group=chance.choice(("North", "South")),
        )
        yield self.happened(self.coded())
        drawn = chance.random() < 0.3
        lane = "review" if drawn or chance.random() < 0.6 else "fast_lane"
        reasons = ("sampled",) if drawn else ("low_confidence:I10",)
        yield self.happened(
            events.CaseRouted(
                **self.about,
                lane=lane,
                reasons=reasons if lane == "review" else (),
                policy="policy-1",
                draw=17,
                inclusion=500 if drawn or lane == "fast_lane" else 10_000,
            )
        )
        self.lane = lane
        yield from self.review()
        if int(self.about["case"]) % 4 == 1:
            yield self.happened(self.unaided(), self.coder)
        if chance.random() < 0.2:
            reopened = events.CaseReopened(**self.about, reason="correction")
            yield self.happened(reopened, self.coder)
            yield from self.review()
        if self.sets and chance.random() < 0.4:
            yield from self.over_read()

    def unaided(self):
        """Coded before a suggestion was to be seen; no draw of the history moves."""
        return events.BlindArmOpened(
            **self.about,
            patient=self.patient,
            unassisted=(self.suggested[0].code,),
            suggested=tuple(code.code for code in self.suggested),
        )

    def coded(self):
        return events.ChartCoded(
            chart=self.chart,
            patient=self.patient,
            version=1,
            run="1",
            attempt=1,
            engine="knowledge",
            engine_version="1",
            profile="p1",
            release="ICD-10-CM 2026-04-01",
            release_sha256=SHA,
            encounter=self.encounter,
            codes=tuple(self.suggested),
            excluded=(),
            gaps=(),
            findings=(),
            result=SHA,
        )

    def review(self) -> Iterator[Happened]:
        final = []
        for place, code in enumerate(self.suggested):
            fact = self.decide(code, f"i{place}")
            yield self.happened(fact, self.coder)
            if self.chance.random() < 0.15:
                yield self.happened(self.undo(fact), self.coder)
                fact = self.decide(code, f"i{place}")
                yield self.happened(fact, self.coder)
            if fact.final_code:
                final.append(fact.final_code)
        spare = [n for n in TITLES if n not in final and n != "Z99.99"]
        if spare and self.chance.random() < 0.5:
            name = self.chance.choice(spare)
            final.append(name)
            yield self.happened(self.add(name), self.coder)
        final = list(dict.fromkeys(final))
        if final and self.chance.random() < 0.9:
            yield self.happened(self.sign(final), self.coder)

    def decide(self, code, item):
        chance = self.chance
        kind = chance.choice(("accept", "accept", "accept", "modify", "reject"))
        final = {"accept": code.code, "reject": None}.get(kind)
        if kind == "modify":
            final = chance.choice([n for n in TITLES if n not in (code.code, "Z99.99")])
        wrong = kind != "accept"
        return events.DecisionMade(
            **self.about,
            decision=f"d{chance.getrandbits(60)}",
            item=item,
            kind=events.DecisionKind(kind),
            system=code.system,
            code=code.code,
            final_code=final,
            suggested=code,
            credential=CREDENTIAL,
            what=chance.choice(("unsupported", "specificity")) if wrong else None,
            why=chance.choice(("negated", "documentation_gap")) if wrong else None,
        )

    def undo(self, fact):
        return events.DecisionWithdrawn(
            **self.about,
            decision=f"w{fact.decision}",
            withdraws=fact.decision,
            item=fact.item,
            kind=fact.kind,
            code=fact.code,
            credential=CREDENTIAL,
        )

    def add(self, name):
        return events.DecisionMade(
            **self.about,
            decision=f"d{self.chance.getrandbits(60)}",
            item=f"a{name}",
            kind=events.DecisionKind.ADD,
            system="ICD-10-CM",
            code=name,
            final_code=name,
            origin="coder",
            credential=CREDENTIAL,
            what="missed",
            why="not_found",
        )

    def codes(self, names):
        known = {code.code: code for code in self.suggested}
        return tuple(
            replace(
                known.get(name) or made(name, place, self.chance),
                sequence=place,
                role="first-listed" if place == 1 else "secondary",
            )
            for place, name in enumerate(names, 1)
        )

    def sign(self, names):
        self.sets += 1
        self.final = self.codes(names)
        return events.CaseFinalised(
            **self.about,
            patient=self.patient,
            version=1,
            code_set=self.sets,
            encounter=self.encounter,
            release="ICD-10-CM 2026-04-01",
            release_sha256=SHA,
            codes=self.final,
            credential=CREDENTIAL,
            statement=SHA,
            lane=self.lane,
            engine="knowledge",
            engine_version="1",
            profile="p1",
            run="1",
            seconds=self.chance.randrange(30, 900),
        )

    def over_read(self) -> Iterator[Happened]:
        chance, reader = self.chance, PERSON + "9"
        about = {
            **self.about,
            "patient": self.patient,
            "over_read": f"o{self.about['case']}",
            "code_set": self.sets,
        }
        drawn = chance.choice((Drawn.RANDOM, Drawn.RANDOM, Drawn.TARGETED))
        sampling = {
            "sample": "s1",
            "stratum": "all",
            "drawn_by": drawn,
            "probability": 2_000,
            "coder": self.coder,
            "machine_hidden": True,
        }
        yield self.happened(events.CaseSampled(**about, **sampling))
        names = [code.code for code in self.final]
        agrees = chance.random() < 0.6
        if not agrees:
            names = chance.sample([n for n in TITLES if n != "Z99.99"], 2)
        read = {"machine_hidden": True, "blind": chance.random() < 0.9}
        yield self.happened(
            events.OverReadCompleted(
                **about,
                **read,
                codes=self.codes(names),
                decisions=(),
                credential=CREDENTIAL,
            ),
            reader,
        )
        result = Comparison.AGREES if agrees else Comparison.DIFFERS
        compared = events.OverReadCompared(
            **about, **sampling | read, reader=reader, result=result
        )
        yield self.happened(compared, reader)
        if not agrees and chance.random() < 0.7:
            settled = events.OverReadAdjudicated(
                **about,
                codes=self.codes(names[:1]),
                settled=SHA,
                citation=SHA,
                for_first=(),
                for_second=(),
                credential=CREDENTIAL,
            )
            yield self.happened(settled, PERSON + "8")


def history(seed: object, charts: int, first: int = 1) -> list[Happened]:
    """The events of so many charts, in turns, each chart's own in their order.

    They are numbered from ``first``, as their cases are.
    """
    numbers = range(first, first + charts)
    queues = [list(Chart(n, str(seed)).events()) for n in numbers]
    chance, told = Random(f"turns {seed}"), []
    while queues:
        queue = chance.choice(queues)
        told.append(queue.pop(0))
        queues = [each for each in queues if each]
    return told
