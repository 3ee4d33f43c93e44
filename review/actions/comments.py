"""Comments on a code, for whoever works on the chart after.

Owns the rows; the words are in the vault. A comment changes nothing of the case, so it
needs no claim, and takes no version.
"""

from __future__ import annotations

from django.db import transaction

from audit import events
from audit.actions import record
from review import permissions
from review.actions import guard, reasons
from review.models import CodeComment, Item, User
from review.refusals import Refused
from review.states import Verb


@transaction.atomic
def say(item: Item, *, words: str, by: User) -> CodeComment:
    """A comment that everybody reads who may read the chart."""
    permissions.require(by, Verb.COMMENT, item.case)
    if not words.strip():
        raise Refused("A comment needs words.")
    said = CodeComment.objects.create(
        case=item.case, item=item, words_sha256=reasons.keep(words), said_by=by
    )
    fact = events.CodeCommented(
        **guard.about(item.case),
        item=str(item.pk),
        code=item.code,
        comment=str(said.pk),
        words=said.words_sha256,
    )
    record(fact, by=guard.person(by))
    return said
