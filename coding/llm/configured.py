"""Which endpoints there are: the environment's, and those set up on the engines page.

Owns reading both into one value. Keys come from the environment by name, and only by
names kept for that, so that no page can send another secret away. Must not ask.
"""

from __future__ import annotations

import os
import re

from django.conf import settings

from coding.llm.endpoints import (
    MILLION,
    BadAddress,
    Deadlines,
    Endpoint,
    check_address,
)
from coding.llm.faults import Fault, Kind
from coding.models import ModelEndpoint, SiteModel

ENVIRONMENT = "environment"
OPENAI = "https://api.openai.com/v1"
#: The variables that may hold the key of an endpoint.
KEY_NAMES = re.compile(r"OPENAI_API_KEY|ATTEST_LLM_KEY_[A-Z0-9_]{1,40}")


def of_environment() -> Endpoint | None:
    """The endpoint that the environment names; None where it names no model."""
    if not settings.LLM_MODEL:
        return None
    return Endpoint(
        name=ENVIRONMENT,
        base_url=settings.LLM_BASE_URL or OPENAI,
        model=settings.LLM_MODEL,
        key=os.environ.get("OPENAI_API_KEY", ""),
        deadlines=Deadlines(
            settings.LLM_CONNECT_SECONDS,
            settings.LLM_READ_SECONDS,
            settings.LLM_TOTAL_SECONDS,
        ),
        price_in=round(settings.LLM_PRICE_IN * MILLION),
        price_out=round(settings.LLM_PRICE_OUT * MILLION),
        daily_cap=round(settings.LLM_DAILY_CAP * MILLION),
        daily_tokens=settings.LLM_DAILY_TOKENS,
        context=settings.LLM_CONTEXT,
        most_out=settings.LLM_MOST_OUT,
        proxy=settings.LLM_PROXY,
    )


def of_row(row: ModelEndpoint) -> Endpoint:
    """The endpoint of a row, with its key from the environment."""
    named = KEY_NAMES.fullmatch(row.key_name)
    return Endpoint(
        name=row.name,
        base_url=row.base_url,
        model=row.model,
        key=os.environ.get(row.key_name, "") if named else "",
        deadlines=Deadlines(row.connect_seconds, row.read_seconds, row.total_seconds),
        price_in=row.price_in,
        price_out=row.price_out,
        daily_cap=row.daily_cap,
        daily_tokens=row.daily_tokens,
        context=row.context,
        most_out=row.most_out,
        proxy=settings.LLM_PROXY,
    )


def every() -> tuple[Endpoint, ...]:
    """All endpoints, the environment's first."""
    own = of_environment()
    rows = tuple(of_row(row) for row in ModelEndpoint.objects.all())
    return rows if own is None else (own, *rows)


def named(name: str = "") -> Endpoint:
    """The endpoint of a name, or the only one; ``Fault`` where there is none."""
    there = every()
    found = [one for one in there if one.name == name] if name else list(there[:1])
    if not found:
        raise Fault(Kind.NOT_CONFIGURED)
    return usable(found[0])


def usable(endpoint: Endpoint) -> Endpoint:
    """The endpoint, if text may go to its address."""
    try:
        check_address(endpoint.base_url, settings.LLM_HOSTS)
    except BadAddress:
        raise Fault(Kind.NOT_CONFIGURED) from None
    return endpoint


def for_site(site: str) -> Endpoint:
    """The endpoint that a site's charts may be put to; ``Fault`` where none is."""
    row = SiteModel.objects.filter(site=site, on=True).first()
    if row is None:
        raise Fault(Kind.SWITCHED_OFF)
    endpoint = named(row.endpoint)
    if endpoint.host != row.host:
        # The yes was to another address.
        raise Fault(Kind.SWITCHED_OFF)
    return endpoint
