"""What a good model says does get through: one that answers from gold, on real HTTP."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from coding import acceptance, chartfiles, codes
from coding.evaluation import measured
from coding.llm import evaluating, releases
from coding.llm.endpoints import Endpoint
from coding.llm.engine import Mode, Modelled
from coding.pipeline import code, knowledge_engine
from coding.scoring import score
from tests.coding.llm.oracle import Oracle
from tests.databases import REPO
from tests.modelserver import Server

DEMO = REPO / "review" / "demo" / "charts"
OUTPATIENT = REPO / "tests" / "gold" / "outpatient"


@dataclass
class Bench:
    """The packaged release with an oracle beside it."""

    engine: object
    oracle: Oracle
    retriever: object

    def figures(self, mode, folder, limit):
        """Knowledge alone, with the oracle, and what the oracle took."""
        alone, helped = [], []
        with Server(self.oracle) as server:
            endpoint = Endpoint("oracle", server.url, "gold", daily_tokens=10**12)
            modelled = Modelled(self.engine, self.retriever, mode)
            patient = evaluating.Patient(modelled, endpoint)
            for note, gold in list(charts(folder))[:limit]:
                own = code(note, self.engine)
                has = {one.code for one in own.suggestions}
                lacks = {one.code for one in gold.codes} - has
                only = lacks if mode is Mode.HYBRID else None
                self.oracle.at(note, gold, only, own.suggestions)
                alone.append(measured(note, gold, self.engine))
                helped.append(measured(note, gold, self.engine, patient))
        return self.score(alone), self.score(helped), evaluating.figures(helped)

    def score(self, rows):
        assert sum(row.fabricated + row.unverifiable for row in rows) == 0
        known = self.engine.book.is_billable
        return score([row.judged for row in rows], in_release=known).micro


def charts(folder: Path):
    defaults = chartfiles.Defaults("outpatient", date(2026, 9, 30))
    for chart in chartfiles.read(folder, defaults):
        limits = acceptance.Limits()
        texts = acceptance.accept(chart.upload, today=date.max, limits=limits)
        yield acceptance.note(chart.upload, texts), chart.gold


@pytest.fixture
def bench(db):
    release = codes.newest_release()
    engine = knowledge_engine(codes.codebook(release), codes.lexicon(release))
    retriever = releases.retriever(release, engine)
    return Bench(engine, Oracle(retriever), retriever)


@pytest.mark.slow
def test_the_answers_of_a_good_model_get_through(bench, short):
    _, helped, use = bench.figures(Mode.OPENAI, DEMO, 24 if short else None)
    assert helped.f1 >= 0.95 and use["silent"] == {}
    offered, lacking = bench.oracle.offered, bench.oracle.unoffered
    recall = len(offered) / len(offered | lacking)
    print(f"micro-F1 {helped.f1:.4f}, candidate recall {recall:.4f}")
    assert recall >= 0.95


@pytest.mark.slow
def test_what_knowledge_lacks_the_hybrid_gains(bench, short):
    alone, helped, use = bench.figures(Mode.HYBRID, OUTPATIENT, 20 if short else None)
    print(f"micro-F1 {alone.f1:.4f} alone, {helped.f1:.4f} with, {use['share_sent']}")
    assert helped.f1 > alone.f1 and helped.recall > alone.recall
    assert use["share_sent"] < 0.5 and use["silent"] == {}
