"""What was tested is what is packed: charts that changed since are not sent."""

# ruff: noqa: F811  fixtures come from the tests of packages

import json

import pytest

from audit.models import Event
from audit.radv import package
from review.actions import claims, radv_packages, signing
from review.models import Case
from review.radv import dossier, tasks
from review.refusals import Refused
from tests.review.radv import again as fresh
from tests.review.radv import matched
from tests.review.test_radv_packages import (  # noqa: F401
    made,
    number,
    point,
    sealed,
    supported,
)


def refused(hcc, by, point):
    with pytest.raises(Refused) as told:
        made(hcc, by, point)
    with pytest.raises(Refused) as asking:
        radv_packages.ask(
            hcc.enrollee.audit, purpose="submission", recipient="CMS", by=by
        )
    assert asking.value.reason == told.value.reason
    return told.value.reason


def reopened(hcc, senior):
    case = Case.objects.get(chart=hcc.records.get(rank=1).chart_id)
    signing.reopen(
        case, reason="", words="One more word.", by=senior, version=case.version
    )
    return fresh(case)


def test_a_chart_that_was_opened_again_is_not_packed_as_signed(
    supported, compliance, senior, point, client
):
    reopened(supported, senior)
    assert refused(supported, compliance, point) == dossier.CHANGED
    client.force_login(compliance)
    page = client.get(supported.enrollee.audit.get_absolute_url()).content.decode()
    assert "chart changed, seek again" in page
    page = client.get(supported.get_absolute_url()).content.decode()
    assert "was opened again" in page


def test_nor_is_one_that_was_signed_again_until_it_is_tested_again(
    supported, compliance, senior, point, sealed
):
    case = claims.claim(reopened(supported, senior), by=senior)
    signing.finalise(case, by=senior, version=fresh(case).version)
    assert refused(supported, compliance, point) == dossier.CHANGED
    matched(supported.enrollee.audit, compliance)
    sealed()
    files = made(supported, compliance, package.point_at()).package.files
    [row, *_] = json.loads(files["evidence.json"])["rows"]
    signatures = Event.objects.for_chart(case.chart_id).of_types(["case-finalised"])
    assert row["signed_at"] == list(signatures)[-1].content["occurred_at"]


def test_supported_is_not_sent_once_no_record_passes(
    supported, compliance, senior, point, client
):
    case = reopened(supported, senior)
    matched(supported.enrollee.audit, compliance)
    assert not fresh(supported).records.filter(signed=True).exists()
    assert refused(supported, compliance, point) == dossier.UNPROVED
    assert fresh(case).state != "finalised"
    client.force_login(compliance)
    page = client.get(supported.enrollee.audit.get_absolute_url()).content.decode()
    assert "no record proves it any more" in page


def test_a_package_that_cannot_be_built_as_things_are_says_why_at_once(
    supported, compliance, senior, point
):
    asked_for = radv_packages.ask(
        supported.enrollee.audit, purpose="submission", recipient="CMS", by=compliance
    )
    reopened(supported, senior)
    tasks.build_packages(str(asked_for.pk))
    row = fresh(asked_for)
    assert (row.state, row.error) == ("failed", dossier.CHANGED)
