"""/healthz: whether the parts answer, for a load balancer or a pair of eyes.

Says nothing of charts or people, and needs no session.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import standing
from review.models import Heartbeat


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return "ok"


def broker() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
    )
    try:
        client.ping()
    finally:
        client.close()
    return "ok"


def sweep() -> str:
    """Beat and a worker both have to live for this to be recent."""
    last = Heartbeat.objects.filter(name="sweep").first()
    if last is None:
        return "never"
    age = int((timezone.now() - last.beat_at).total_seconds())
    return f"{age} s ago"


def _try(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except (DatabaseError, redis.RedisError):
        return "down"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    parts = {"database": _try(database), "broker": _try(broker)}
    probes = {
        "last_sweep": sweep,
        "log": standing.protection,
        "log_waiting": standing.waiting,
        "log_verified": standing.verified,
    }
    # They ask the database: where it is away, each would wait for it as the first did.
    is_there = parts["database"] == "ok"
    for name, probe in probes.items():
        parts[name] = _try(probe) if is_there else "down"
    # The broker only wakes workers: without it the sweep still finds every chart.
    status = 200 if parts["database"] == "ok" else 503
    return JsonResponse(parts, status=status)
