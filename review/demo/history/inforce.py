"""What is in force while charts are copied, read once for many of them.

Owns asking, and whether charts may be copied at all under what is in force. Must not
be kept longer than a batch: policies change.
"""

from __future__ import annotations

from functools import cached_property

from coding import codes
from coding.models import Release, StoredProfile
from review import unread
from review.actions import reasons
from review.actions.parts import routing_policy
from review.actions.reasons import Given
from review.demo.history.hands import GUIDELINE
from review.models import HouseNote, PolicyVersion, ReasonCode
from review.routing import RoutingPolicy
from review.states import Axis


def why_not() -> str | None:
    """Why charts have to go through the actions here, or None."""
    if unread.is_asked(PolicyVersion.current().gates):
        return "the policy asks for every document to be opened"
    if HouseNote.objects.exists():
        return "there are house notes"
    return None


class InForce:
    """Policies, profile and reasons, each asked for once."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], Given] = {}
        self._retrieval: dict[int, str] = {}

    @cached_property
    def policy(self) -> PolicyVersion:
        return PolicyVersion.current()

    @cached_property
    def routing(self) -> RoutingPolicy:
        return routing_policy()

    @cached_property
    def profile(self) -> str:
        return StoredProfile.in_force("")[0]

    @cached_property
    def guideline(self) -> ReasonCode:
        return reasons.offered(Axis.WHY, GUIDELINE)

    def given(self, what: str, why: str) -> Given:
        if (what, why) not in self._given:
            self._given[what, why] = reasons.given(what=what, why=why)
        return self._given[what, why]

    def retrieval(self, release: Release) -> str:
        if release.pk not in self._retrieval:
            self._retrieval[release.pk] = codes.retrieval_version(release)
        return self._retrieval[release.pk]
