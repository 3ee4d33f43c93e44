"""How the fast lane is told: doubts, closing, opening again.

Owns the wording of these tellers. Must not import Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import Group, Told, Tone, count, detail, say, tells, typed


def _stratum(setting: str, specialty: str) -> str:
    return f"{setting}, {specialty}" if specialty else setting


@tells(events.CaseDoubted, "Doubted", Group.QUEUE)
def _doubted(fact: events.CaseDoubted) -> Told:
    return say("doubted the codes at a glance; the chart is reviewed in full")


@tells(events.FastLaneClosed, "Fast lane closed", Group.QUALITY)
def _closed(fact: events.FastLaneClosed) -> Told:
    share = f"{fact.right / fact.codes:.1%}" if fact.codes else "nothing"
    return say(
        f"closed the fast lane for {_stratum(fact.setting, fact.specialty)}: {share} of"
        f" {count(fact.codes, 'code')} right, at most {fact.upper / 100:.1f} %",
        tone=Tone.NO,
        details=(
            detail("Shown by", f"{count(fact.charts, 'chart')} read blind"),
            detail("Standard", f"{fact.standard / 100:.0f} %"),
        ),
    )


@tells(events.FastLaneReopened, "Fast lane opened", Group.QUALITY)
def _reopened(fact: events.FastLaneReopened) -> Told:
    return say(
        f"opened the fast lane again for {_stratum(fact.setting, fact.specialty)}",
        tone=Tone.ASK,
        words=typed(Reason=fact.words),
    )
