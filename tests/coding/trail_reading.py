"""The trail's bodies, as tests want to look at them."""

import json
from typing import Any

from django.db import connection


def bodies(*types: str) -> list[dict[str, Any]]:
    """All events of these types, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT convert_from(body, 'UTF8') FROM audit_event"
            " WHERE type = ANY(%s) ORDER BY id",
            [list(types)],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]
