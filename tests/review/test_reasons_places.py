"""Where the reasons of a new installation stand."""

import pytest

from review.models import ReasonCode
from review.states import Axis

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("axis", list(Axis))
def test_every_reason_has_a_place_of_its_own_and_other_is_last(axis):
    rows = ReasonCode.objects.filter(axis=axis).order_by("position")
    places = list(rows.values_list("position", flat=True))
    assert places == sorted(set(places))
    assert rows.last().code == "other"
