"""Keeping what was typed and not sent, until it is sent or given up.

Owns the rows of drafts. Like a heartbeat, keeping a draft is no event: nothing was said
yet, and only who typed it can read it again. Old ones go by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from audit import vault
from review.models import Draft, User

LONGEST = 20_000
MOST_FIELDS = 50
KEPT_FOR = timedelta(days=7)


@transaction.atomic
def keep(user: User, place: str, fields: Mapping[str, str]) -> bool:
    """Keeps these fields of a page; with none, forgets what was kept."""
    mine = Draft.objects.filter(user=user)
    mine.filter(kept_at__lt=Now() - KEPT_FOR).delete()
    said = {name: words for name, words in fields.items() if words.strip()}
    if not said:
        mine.filter(place=place).delete()
        return False
    content = vault.put_text(json.dumps(said, sort_keys=True))
    Draft.objects.update_or_create(
        user=user,
        place=place,
        defaults={"content_sha256": content, "kept_at": Now()},
    )
    return True


def kept(user: User, place: str) -> dict[str, str]:
    """The fields that this person had typed on a page; empty when there are none."""
    row = Draft.objects.filter(user=user, place=place).first()
    if row is None:
        return {}
    said: dict[str, str] = json.loads(vault.get_text(row.content_sha256))
    return said
