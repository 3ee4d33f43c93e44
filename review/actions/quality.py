"""The quality policy: how much is over-read, and whether checks are in use.

Owns its editions. A supervisor makes one with a reason; checks in live charts wait for
compliance to co-sign it, and whoever made it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import canonical, events, vault
from audit.actions import record
from review import permissions
from review.actions import guard, reasons
from review.models import QualityPolicy, User
from review.refusals import Refused
from review.states import Verb

RATES = (
    "share",
    "least",
    "aimed",
    "hidden_share",
    "check_rate",
    "checks_settled",
    "checks_live",
    "blind_rate",
)
#: Of which kinds of charts the blind arm is; nothing chosen is every kind.
KINDS = ("blind_settings", "blind_specialties")


@transaction.atomic
def change(
    rates: Mapping[str, Any], *, words: str, by: User, based_on: int | None = None
) -> QualityPolicy:
    """A further edition, in force at once; without live checks until co-signed.

    ``based_on`` is the edition that was changed; another one in force by now refuses.
    """
    permissions.require_at(by, Verb.MANAGE_CHECKS)
    if not words.strip():
        raise Refused("Say why the policy changes.")
    if rates["least"] < 1:
        raise Refused("The random part is never left out: at least one chart.")
    last = QualityPolicy.locked()
    if based_on is not None and based_on != last.number:
        raise Refused(
            f"Edition {last.number} came in force since you opened this page. Look at"
            " the editions below; press again to put yours in its place."
        )
    row = QualityPolicy.objects.create(
        number=last.number + 1,
        made_by=by,
        reason_sha256=reasons.keep(words),
        **{name: rates[name] for name in RATES},
        **{name: sorted(set(rates.get(name, ()))) for name in KINDS},
    )
    fact = events.PolicyChanged(
        policy="quality",
        number=row.number,
        content=content(row),
        words=row.reason_sha256,
    )
    record(fact, by=guard.person(by))
    return row


@transaction.atomic
def co_sign(policy: QualityPolicy, *, by: User, words: str = "") -> QualityPolicy:
    """Compliance agrees to checks in live charts under the edition in force."""
    permissions.require(by, Verb.CO_SIGN_CHECKS)
    row = QualityPolicy.objects.select_for_update().get(pk=policy.pk)
    if row.pk != QualityPolicy.current().pk:
        raise Refused("Another edition of the quality policy is in force.")
    if not row.checks_live:
        raise Refused("This edition asks for no checks in live charts.")
    if row.co_signed_by_id is not None:
        raise Refused("This edition is co-signed already.")
    if row.made_by_id == by.pk:
        raise Refused("Who made the edition cannot co-sign it.")
    row.co_signed_by, row.co_signed_at = by, timezone.now()
    row.save(update_fields=("co_signed_by", "co_signed_at"))
    fact = events.SeedingCoSigned(
        policy=row.number, content=content(row), words=reasons.keep(words) or None
    )
    record(fact, by=guard.person(by))
    return row


def content(row: QualityPolicy) -> str:
    """The edition as it is kept in the vault."""
    plain = {name: int(getattr(row, name)) for name in RATES}
    kinds = {name: getattr(row, name) for name in KINDS}
    return vault.put(canonical.dumps({"number": row.number, **plain, **kinds}))
