"""Who may work on audits: compliance, everywhere.

Owns that one check. An audit spans the sites of a contract, so a role at one site is
not enough; there is no partial view of an audit.
"""

from __future__ import annotations

from review import permissions
from review.models import User
from review.refusals import Refused
from review.states import Role
from review.verbs import Verb

EVERYWHERE = (
    "An audit spans all sites of a contract; your role as compliance covers some only."
)


def require(by: User) -> None:
    """Refuses whoever is not compliance at every site."""
    standing = permissions.require(by, Verb.RADV)
    if "" not in standing.sites(frozenset({Role.COMPLIANCE})):
        raise Refused(EVERYWHERE)


def why_not(user: User) -> str | None:
    """The same as a reason, for pages and for people an audit may go to."""
    reason = permissions.why_not(user, Verb.RADV)
    if reason is not None:
        return reason
    sites = permissions.standing(user).sites(frozenset({Role.COMPLIANCE}))
    return None if "" in sites else EVERYWHERE
