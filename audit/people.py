"""What to call whoever did something.

Owns turning actor ids into today's labels, through Django's user model: the floor knows
that there are users, not what review makes of them. Somebody who is gone keeps a short
form of their id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import itemgetter
from uuid import UUID

from django.contrib.auth import get_user_model


def labels(ids: Collection[str]) -> Mapping[str, str]:
    """Labels for those ids that are users', in one query."""
    keys = [each for each in ids if _is_uuid(each)]
    if not keys:
        return {}
    users = get_user_model()._default_manager.filter(pk__in=keys)
    return {str(user.pk): str(user) for user in users}


def everyone() -> list[tuple[str, str]]:
    """Ids and labels of all users, by label; for choosing one."""
    users = get_user_model()._default_manager.all()
    return sorted(((str(user.pk), str(user)) for user in users), key=itemgetter(1))


def short(identifier: str) -> str:
    """Enough of a UUID to tell two apart on one page."""
    return identifier[:8] if _is_uuid(identifier) else identifier


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
