"""A real llama.cpp server with random weights: well-formed noise gets nowhere.

From what it says not one code that was not offered and not one quotation that is not in
its note may reach a suggestion. The long form asks about 200 notes:

    bin/test tests/coding/llm/test_noise.py
"""

from datetime import date

import pytest

from coding import acceptance, chartfiles, codes
from coding.evaluation import measured
from coding.llm import evaluating, releases
from coding.llm.endpoints import Deadlines, Endpoint
from coding.llm.engine import Mode, Modelled
from coding.llm.faults import Fault
from coding.llm.gate import Gate
from coding.llm.replies import Reply
from coding.llm.schemas import Extraction, Selection
from coding.pipeline import knowledge_engine
from launcher.processes import free_port
from tests.coding.llm.test_oracle import DEMO, OUTPATIENT
from tests.tinymodel import LlamaServer

NOTES, IN_CI = 200, 10
NOTHING = {Extraction: {"mentions": []}, Selection: {"choices": []}}


class Stubborn(Gate):
    """Noise is often cut short; then it is asked for again, and at last left alone."""

    answered = 0

    def ask(self, prompt, question, form):
        for _ in range(2):
            try:
                reply = super().ask(prompt, question, form)
            except Fault:
                continue
            Stubborn.answered += 1
            return reply
        return Reply(form.model_validate(NOTHING[form]), (), 0, 0, 0)


def notes(wanted):
    """As many notes as wanted; the sets are gone through again with other dates."""
    defaults = chartfiles.Defaults("outpatient", date(2026, 9, 30))
    found = []
    for folder in (DEMO, OUTPATIENT):
        for chart in chartfiles.read(folder, defaults):
            limits = acceptance.Limits()
            texts = acceptance.accept(chart.upload, today=date.max, limits=limits)
            found.append((acceptance.note(chart.upload, texts), chart.gold))
    return (found * (1 + wanted // len(found)))[:wanted]


@pytest.mark.slow
def test_noise_of_the_right_form_reaches_no_suggestion(
    db, tmp_path, short, monkeypatch
):
    monkeypatch.setattr(evaluating, "Gate", Stubborn)
    release = codes.newest_release()
    engine = knowledge_engine(codes.codebook(release), codes.lexicon(release))
    retriever = releases.retriever(release, engine)
    with LlamaServer(tmp_path, free_port()) as server:
        endpoint = Endpoint(
            "noise",
            server.url,
            "random",
            deadlines=Deadlines(5, 60, 60),
            most_out=120,
            temperature=1.0,
            daily_tokens=10**12,
        )
        rows = []
        for number, (note, gold) in enumerate(notes(IN_CI if short else NOTES)):
            mode = list(Mode)[number % 2]
            patient = evaluating.Patient(Modelled(engine, retriever, mode), endpoint)
            rows.append(measured(note, gold, engine, patient))
    assert sum(row.fabricated for row in rows) == 0
    assert sum(row.unverifiable for row in rows) == 0
    told = evaluating.figures(rows)
    print(f"{len(rows)} notes: {told}")
    assert told["answered"] == len(rows) and Stubborn.answered > len(rows)
    assert told["quotes"] > 0 and told["refused"]
