"""A history of signed charts, each step through the real actions.

The coders here follow the customs of ``tests/coding/lessons.py``: they reject
hypertension, and add what the local wordings mean with the words selected.
"""

from coding import actions as machine
from review import engines
from review.actions import cases, claims, decisions, intake, signing
from review.codeset import items_of
from tests.coding import lessons
from tests.review.conftest import again, span_of, upload


def history(coder, *, count=60, seed=3, **facts):
    """Signed cases, in order."""
    return [sign(one, coder, **facts) for one in lessons.charts(count, seed)]


def sign(example, coder, **facts):
    """One chart received, coded by the engine, decided and signed."""
    text = example.note.documents[0].text
    case = routed(text, **facts)
    decide(case, example, coder)
    signing.finalise(case, by=coder, version=again(case).version)
    return again(case)


def routed(text, **facts):
    """A chart coded by the engine as a worker would."""
    run = machine.queue(intake.receive(upload(text, **facts), by=None).version)
    claimed = machine.claim_run(run.pk)
    profile = engines.profile_named(claimed.profile)
    coded = engines.code_version(claimed.version, profile)
    return cases.route(machine.finish_run(claimed, coded.note, release=coded.release))


def decide(case, example, coder):
    claims.claim(case, by=coder)
    wanted = set(example.codes)
    for item in items_of(again(case)):
        version = again(case).version
        if item.code in wanted:
            decisions.accept(item, by=coder, version=version)
            wanted.discard(item.code)
        else:
            decisions.reject(
                item, what="not_reportable", why="policy", by=coder, version=version
            )
    said = {code: words for words, code in lessons.CUSTOMS.items()}
    for code in sorted(wanted):
        decisions.add(
            case,
            code=code,
            evidence=[span_of(case, said[code])],
            by=coder,
            version=again(case).version,
        )
