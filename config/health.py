"""/healthz: whether the parts answer, for a load balancer or a pair of eyes.

Says nothing of charts or people, and needs no session.
"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


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


def _try(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except (DatabaseError, redis.RedisError):
        return "down"


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    parts = {"database": _try(database), "broker": _try(broker)}
    # The broker only wakes workers: without it the sweep still finds every chart.
    status = 200 if parts["database"] == "ok" else 503
    return JsonResponse(
        parts | {"log": "hardened" if settings.HARDENED else "not hardened"},
        status=status,
    )
