"""How learning, profiles and the feedback dataset are told.

Owns the wording of these tellers; ``audit.telling`` has the rules. Must not import
Django.
"""

from __future__ import annotations

from audit import events
from audit.phrases import (
    Group,
    Told,
    Tone,
    code,
    count,
    detail,
    plain,
    say,
    tells,
    typed,
)

ENDS = {
    "too-few": "too few charts",
    "no-better": "no better than knowledge alone",
    "failed": "it failed",
}


def _where(site: str) -> str:
    return f"for {site}" if site else "for all sites"


@tells(events.LearningAsked, "Learning asked for", Group.MACHINE)
def _asked(fact: events.LearningAsked) -> Told:
    return say(
        f"asked for a new profile {_where(fact.site)}",
        details=(detail("Decisions up to event", str(fact.until)),),
    )


@tells(events.ProfileFitted, "Profile learned", Group.MACHINE)
def _fitted(fact: events.ProfileFitted) -> Told:
    return say(
        f"learned profile {fact.profile} {_where(fact.site)} from"
        f" {count(fact.charts, 'chart')}; it is a candidate",
        details=(
            detail("Replayed on", count(fact.held_out, "chart"), " kept apart"),
            detail("Against", fact.against),
            detail("sha256", code(fact.sha256[:12])),
        ),
        words=typed(Replay=fact.replay),
    )


@tells(events.LearningEnded, "Learning ended", Group.MACHINE)
def _ended(fact: events.LearningEnded) -> Told:
    why = ENDS.get(fact.reason, plain(fact.reason))
    return say(
        f"ended learning {_where(fact.site)} without a candidate: {why}",
        details=(detail("Charts", str(fact.charts)),),
    )


@tells(events.ProfilePromoted, "Profile promoted", Group.PEOPLE)
def _promoted(fact: events.ProfilePromoted) -> Told:
    return say(
        f"put profile {fact.profile} in force {_where(fact.site)}",
        tone=Tone.YES,
        details=(detail("In place of", fact.replaces),),
        words=typed(Reason=fact.words),
    )


@tells(events.ProfileRefused, "Profile refused", Group.PEOPLE)
def _refused(fact: events.ProfileRefused) -> Told:
    return say(
        f"refused profile {fact.profile} {_where(fact.site)}",
        tone=Tone.NO,
        words=typed(Reason=fact.words),
    )


@tells(events.ProfileRolledBack, "Profile rolled back", Group.PEOPLE)
def _rolled_back(fact: events.ProfileRolledBack) -> Told:
    return say(
        f"took profile {fact.profile} out of force {_where(fact.site)};"
        f" {fact.restored} is in force again",
        tone=Tone.NO,
    )


@tells(events.ProfileUnreadable, "Profile unreadable", Group.MACHINE)
def _unreadable(fact: events.ProfileUnreadable) -> Told:
    return say(
        f"could not read profile {fact.profile}, in force {_where(fact.site)};"
        " charts are coded without it",
        tone=Tone.NO,
        details=(detail("sha256", code(fact.sha256[:12])),),
    )


@tells(events.ProfileReadable, "Profile read again", Group.PEOPLE)
def _readable(fact: events.ProfileReadable) -> Told:
    return say(
        f"had profile {fact.profile} read again; it counts again {_where(fact.site)}",
        tone=Tone.YES,
    )


@tells(events.FeedbackExported, "Feedback exported", Group.PEOPLE)
def _exported(fact: events.FeedbackExported) -> Told:
    text = "with text, identifiers scrubbed" if fact.with_text else "without text"
    return say(
        f"exported the feedback dataset, {count(fact.lines, 'decision')}, {text}",
        tone=Tone.ASK if fact.with_text else Tone.ACCENT,
        details=(
            detail("From the first", count(fact.tree_size, "event")),
            detail("Form", fact.form),
            detail("Purpose", plain(fact.purpose) if fact.purpose else "none given"),
            detail("sha256", code(fact.sha256[:12])),
        ),
        words=typed(Purpose=fact.words),
    )
