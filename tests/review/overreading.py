"""Over-reads for tests, made only through actions."""

from django.utils import timezone

from review.actions import claims, decisions, overread_lines, samples, signing
from review.actions import overreads as acts
from review.models import OverRead
from review.sampling import Plan
from tests.review.conftest import again, span_of

WHOLE = Plan(share=10_000)


def sign(case, by):
    """Signs a case with every suggestion accepted."""
    case = claims.claim(case, by=by)
    for item in case.items.all():
        decisions.accept(item, by=by, version=again(case).version)
    signing.finalise(case, by=by, version=again(case).version)
    return again(case)


def draw(by, **more):
    """A sample of everything signed today."""
    today = timezone.now().date()
    more = {"plan": WHOLE, "salt": "s", **more}
    sample = samples.draw(since=today, until=today, by=by, **more)
    # Which readings are blind to the machine too is a lot; a test must not draw it.
    sample.over_reads.update(machine_hidden=False)
    return sample


def drawn(case, by, hidden=False):
    """The waiting over-read of a signed case."""
    draw(by)
    over_read = OverRead.objects.get(case=case)
    OverRead.objects.filter(pk=over_read.pk).update(machine_hidden=hidden)
    return again(over_read)


def read(over_read, reader, *, reject="", add=""):
    """A second coding that accepts all but one code, and may add another."""
    acts.start(over_read, by=reader)
    for line in over_read.lines.all():
        version = again(over_read).version
        if line.code == reject:
            overread_lines.reject(
                line, what="unsupported", why="misread", by=reader, version=version
            )
        else:
            overread_lines.accept(line, by=reader, version=version)
    if add:
        code, words = add
        overread_lines.add(
            over_read,
            code=code,
            evidence=[span_of(over_read.case, words)],
            by=reader,
            version=again(over_read).version,
        )
    return acts.complete(over_read, by=reader, version=again(over_read).version)
