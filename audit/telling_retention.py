"""How retention, legal holds and disposal are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import (
    Bit,
    Group,
    Told,
    Tone,
    count,
    person,
    plain,
    say,
    tells,
    typed,
)

SCOPES = {
    "chart": "this chart",
    "patient": "all charts of this patient",
    "contract": "charts of the contract",
    "site": "charts of the site",
    "everything": "every chart",
}


def _held(scope: str, name: str) -> str:
    return f"{SCOPES.get(scope, plain(scope))} {name}".rstrip()


@tells(events.RetentionRuleChanged, "Retention rule", Group.POLICY)
def _rule(fact: events.RetentionRuleChanged) -> Told:
    words = typed(Reason=fact.words)
    if fact.ended:
        return say(f"ended the retention rule “{fact.label}”", words=words)
    years = count(fact.years, "year")
    where = f" at {fact.site}" if fact.site else ""
    said = f"set the retention rule “{fact.label}”{where}: {years} ({fact.source})"
    return say(said, words=words)


@tells(events.LegalHoldPlaced, "Legal hold", Group.RETENTION)
def _placed(fact: events.LegalHoldPlaced) -> Told:
    said = f"placed {_held(fact.scope, fact.name)} under legal hold"
    return say(said, words=typed(Reason=fact.words), tone=Tone.ASK)


@tells(events.LegalHoldLifted, "Legal hold lifted", Group.RETENTION)
def _lifted(fact: events.LegalHoldLifted) -> Told:
    said = f"lifted a legal hold on {_held(fact.scope, fact.name)}"
    return say(said, words=typed(Reason=fact.words))


@tells(events.DisposalProposed, "Disposal proposed", Group.RETENTION)
def _proposed(fact: events.DisposalProposed) -> Told:
    charts = count(fact.charts, "chart")
    return say(f"proposed to dispose of {charts}, all past {fact.latest}")


@tells(events.DisposalApproved, "Disposal approved", Group.RETENTION)
def _approved(fact: events.DisposalApproved) -> Told:
    said = f"approved the disposal of {count(fact.charts, 'chart')} that "
    told = (said, person(fact.proposed_by), " proposed")
    return say(*told, words=typed(Reason=fact.words), tone=Tone.ASK)


@tells(events.DisposalWithdrawn, "Disposal withdrawn", Group.RETENTION)
def _withdrawn(fact: events.DisposalWithdrawn) -> Told:
    said = f"withdrew the disposal of {count(fact.charts, 'chart')}"
    return say(said, words=typed(Reason=fact.words))


@tells(events.ChartDisposed, "Chart disposed of", Group.RETENTION)
def _disposed(fact: events.ChartDisposed) -> Told:
    said = f"disposed of the chart and {count(fact.events, 'event')} of it, kept to "
    rest: tuple[str | Bit, ...] = (
        f"{fact.due} under {fact.source}; proposed by ",
        person(fact.proposed_by),
        ", approved by ",
        person(fact.approved_by),
    )
    return say(said, *rest, tone=Tone.NO)


@tells(events.DisposalFinished, "Disposal finished", Group.RETENTION)
def _finished(fact: events.DisposalFinished) -> Told:
    kept = f", kept {fact.kept}" if fact.kept else ""
    files = count(fact.files, "file")
    return say(f"finished a disposal: {count(fact.charts, 'chart')}{kept}, {files}")
