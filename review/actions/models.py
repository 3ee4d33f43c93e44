"""What is done about language models: asked, set up, tested, switched.

Owns the events of it and who may. That a chart's text is about to leave is recorded and
committed before its first word does. Must not ask a model itself, but to test one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from audit import events, vault
from audit.actions import SYSTEM, record
from audit.events import Change
from coding import actions as machine
from coding.llm import configured
from coding.llm.endpoints import BadAddress, Endpoint, check_address, host_of
from coding.llm.faults import Fault, Kind
from coding.llm.probing import Probe
from coding.models import ModelEndpoint, SiteModel
from review import permissions
from review.actions import guard
from review.models import User
from review.refusals import Refused
from review.states import Verb


@transaction.atomic
def asked(claimed: machine.ClaimedRun, endpoint: Endpoint) -> None:
    """Tells the trail that a chart is put to a model, as long as the run is ours."""
    if not machine.renew(claimed):
        raise Fault(Kind.LEASE_LOST)
    version = claimed.version
    fact = events.ModelAsked(
        chart=str(version.chart_id),
        patient=str(version.chart.patient),
        version=version.number,
        run=str(claimed.id),
        attempt=claimed.attempt,
        site=version.chart.site,
        endpoint=endpoint.name,
        host=endpoint.host,
        model=endpoint.model,
        engine=claimed.engine,
    )
    record(fact, by=SYSTEM)


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What an administrator says of an endpoint; prices in millionths."""

    name: str
    base_url: str
    model: str
    key_name: str = ""
    connect_seconds: int = 5
    read_seconds: int = 30
    total_seconds: int = 60
    price_in: int = 0
    price_out: int = 0
    daily_cap: int = 0
    daily_tokens: int = 5_000_000
    context: int = 16_000
    most_out: int = 2_000

    def plain(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def set_up(
    facts: EndpointFacts, *, by: User, row: ModelEndpoint | None = None
) -> ModelEndpoint:
    """An endpoint added or changed; a site whose text would go elsewhere is off then.

    Whoever switched a site on agreed to one address. Another one needs a new yes.
    """
    permissions.require(by, Verb.MANAGE_ENGINES)
    _check(facts, row)
    moved = row is not None and host_of(row.base_url) != host_of(facts.base_url)
    change = Change.EDITED if row is not None else Change.ADDED
    row = row or ModelEndpoint()
    for name, value in facts.plain().items():
        setattr(row, name, value)
    row.save()
    if moved:
        SiteModel.objects.filter(endpoint=row.name, on=True).update(on=False)
    _record_change(row, change, by)
    return row


def _check(facts: EndpointFacts, row: ModelEndpoint | None) -> None:
    try:
        check_address(facts.base_url, settings.LLM_HOSTS)
    except BadAddress as bad:
        raise Refused(str(bad)) from None
    if facts.name == configured.ENVIRONMENT:
        raise Refused("This name belongs to the endpoint that the environment names.")
    if row is not None and row.name != facts.name:
        raise Refused(
            "An endpoint keeps its name: the trail and the days' sums use it."
        )
    if facts.key_name and not configured.KEY_NAMES.fullmatch(facts.key_name):
        raise Refused("A key is named OPENAI_API_KEY or ATTEST_LLM_KEY_ and a word.")
    others = ModelEndpoint.objects.exclude(pk=row.pk if row and row.pk else 0)
    if others.filter(name=facts.name).exists():
        raise Refused("There is an endpoint of this name.")


@transaction.atomic
def take_away(row: ModelEndpoint, *, by: User) -> None:
    """The endpoint is gone; sites that used it are off."""
    permissions.require(by, Verb.MANAGE_ENGINES)
    SiteModel.objects.filter(endpoint=row.name, on=True).update(on=False)
    _record_change(row, Change.RETIRED, by)
    row.delete()


def _record_change(row: ModelEndpoint, change: Change, by: User) -> None:
    plain = {field: getattr(row, field) for field in EndpointFacts.__slots__}
    fact = events.EndpointChanged(
        endpoint=row.name,
        change=change,
        host=host_of(row.base_url),
        model=row.model,
        settings=vault.put_text(json.dumps(plain, sort_keys=True)),
        key_name=row.key_name or None,
    )
    record(fact, by=guard.person(by))


@transaction.atomic
def switch(
    site: str, *, endpoint: str, on: bool, by: User | None, host: str = ""
) -> SiteModel:
    """Whether a site's charts may be put to a model; ``by`` is nobody at a shell.

    ``host`` is where whoever says yes was told that text goes.
    """
    if by is not None:
        permissions.require(by, Verb.MANAGE_ENGINES)
    try:
        there = configured.named(endpoint)
    except Fault:
        if on:
            raise Refused("There is no endpoint of this name to be used.") from None
        return _switched_off(site, by)
    if on and by is not None and host != there.host:
        raise Refused(f"The endpoint is at {there.host} by now. Look again.")
    row, _ = SiteModel.objects.update_or_create(
        site=site, defaults={"endpoint": there.name, "host": there.host, "on": on}
    )
    fact = events.ModelSwitched(site=site, endpoint=there.name, host=there.host, on=on)
    record(fact, by=guard.person(by) if by else SYSTEM)
    return row


@transaction.atomic
def tested(endpoint: Endpoint, probe: Probe, *, by: User) -> None:
    """Tells the trail how an endpoint answered when it was tried out."""
    permissions.require(by, Verb.MANAGE_ENGINES)
    fact = events.EndpointTested(
        endpoint=endpoint.name,
        host=endpoint.host,
        model=endpoint.model,
        outcome="answered" if probe.fault is None else probe.fault.value,
        structured=probe.structured,
        probabilities=probe.probabilities,
        calls=probe.calls,
        microseconds=probe.microseconds,
    )
    record(fact, by=guard.person(by))


def _switched_off(site: str, by: User | None) -> SiteModel:
    """Off works whatever became of the endpoint."""
    row = SiteModel.objects.select_for_update().filter(site=site).first()
    if row is None:
        raise Refused("This site was never switched on.")
    row.on = False
    row.save()
    fact = events.ModelSwitched(
        site=site, endpoint=row.endpoint, host=row.host, on=False
    )
    record(fact, by=guard.person(by) if by else SYSTEM)
    return row
