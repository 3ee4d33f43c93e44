"""Arbitrary facts of any type, made from the types of their fields."""

import re
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from audit.facts import Between, Fact, Form, Part

# How long an example takes is the machine's business, not the test's.
unhurried = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    return _of(kind)


def _of(hint: object) -> st.SearchStrategy:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments[1])
    if origin in (Union, UnionType):
        return st.one_of([_of(each) for each in arguments])
    if origin is tuple:
        return st.lists(_of(arguments[0]), max_size=1).map(tuple)
    if hint is NoneType:
        return st.none()
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(-(2**53) + 1, 2**53 - 1)
    if hint is str:
        return st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0")
        )
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    assert issubclass(hint, Fact | Part)
    hints = get_type_hints(hint, include_extras=True)
    fields = {name: _of(hints[name]) for name in hint.__dataclass_fields__}
    return st.builds(hint, **fields)


def _annotated(rule: Form | Between) -> st.SearchStrategy:
    if isinstance(rule, Between):
        return st.integers(rule.low, rule.high)
    # Short texts of a form show as much as long ones and are made much faster.
    short = re.sub(r"\{(\d),\d\d+\}", r"{\1,6}", rule.pattern)
    return st.from_regex(short, fullmatch=True).filter(
        lambda text: not any("\ud800" <= each <= "\udfff" for each in text)
    )
