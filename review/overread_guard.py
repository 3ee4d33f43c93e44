"""Whether this person may do this to an over-read: one answer for page and action.

Owns the reading of roles, stages and whose work it is. Nobody over-reads or judges what
they coded; who over-reads a chart does not see its first coding until theirs is
complete. Must not change anything; the table is ``review.overreading``.
"""

from __future__ import annotations

from typing import Any

from review import permissions
from review.models import Case, Decision, OverRead
from review.overreading import BY_ACT, Act, Party, Stage, Step, why_not_at
from review.permissions import Standing
from review.refusals import Refused
from review.states import BY_VERB, Role

# Who sees every pair of codings, and not only those they had a part in.
OVERSEERS = frozenset({Role.SENIOR_CODER, Role.SUPERVISOR, Role.COMPLIANCE})


def why_not(user: Any, act: Act, over_read: OverRead) -> str | None:
    """Why this person may not, or None when they may."""
    step = BY_ACT[act]
    return (
        permissions.why_not(user, step.verb)
        or _why_not_here(user, step, over_read)
        or why_not_at(act, Stage(over_read.stage))
        or _why_not_party(user, step, over_read)
        or _why_not_credential(user, step, over_read)
    )


def require(user: Any, act: Act, over_read: OverRead) -> Standing:
    """Refuses with the reason, or returns the standing the person acts under."""
    standing = permissions.standing(user, fresh=True)
    reason = why_not(user, act, over_read)
    if reason is not None:
        raise Refused(reason)
    return standing


def blind_reading(user: Any, case: Case) -> OverRead | None:
    """The over-read for which this person must not see how the case was coded."""
    if case.state != "finalised":
        return None
    return OverRead.objects.read_by(user).filter(case=case).first()


def _why_not_here(user: Any, step: Step, over_read: OverRead) -> str | None:
    roles = permissions.standing(user).roles(over_read.case.site)
    if not roles & BY_VERB[step.verb].roles:
        return "Your role does not cover this chart's site."
    return None


def _why_not_party(user: Any, step: Step, over_read: OverRead) -> str | None:
    if step.act is Act.SEE_BOTH:
        return _why_not_see(user, over_read)
    mine = over_read.coder_id == user.pk
    if step.party is Party.CODER:
        return None if mine else "Only the coder whose work it is can object."
    if mine:
        return "These are your own codes; somebody else judges them."
    return _why_not_reader(user, step, over_read)


def _why_not_reader(user: Any, step: Step, over_read: OverRead) -> str | None:
    reads = over_read.reader_id == user.pk
    if step.party is Party.READER and not reads:
        return "A colleague over-reads this chart."
    if step.party is Party.NEUTRAL and reads:
        return "You coded this chart a second time; somebody else settles it."
    if step.party is Party.ANYBODY and _had_a_hand(user, over_read):
        return "You decided codes of this chart, so you cannot over-read it."
    return None


def _had_a_hand(user: Any, over_read: OverRead) -> bool:
    rows = Decision.objects.filter(case=over_read.case_id, decided_by=user)
    return rows.exists()


def _why_not_see(user: Any, over_read: OverRead) -> str | None:
    if permissions.standing(user).roles(over_read.case.site) & OVERSEERS:
        return None
    if user.pk in (over_read.coder_id, over_read.reader_id):
        return None
    return "Only the two coders, a senior coder and supervisors see both codings."


def _why_not_credential(user: Any, step: Step, over_read: OverRead) -> str | None:
    if not step.credential:
        return None
    return permissions.why_no_credential(
        permissions.standing(user), over_read.case.setting
    )
