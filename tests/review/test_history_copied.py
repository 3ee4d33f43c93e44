"""A history that is copied is the history that the actions write, row by row.

Both ways play the same charts in one database, one after the other, and the first is
rolled back. Keys are renamed by their order, because each way takes its own; what the
database or the clock gives of itself when a row is written is left out.
"""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import vault
from audit.metrics.pareto import is_documentation
from audit.models import Event, Pending
from audit.occurring import identifier, occurring
from review.actions import policy
from review.demo.history import coders, members, notes, play, year
from review.demo.history.coders import Act
from review.demo.history.copying import Copying
from review.demo.history.hands import Acting, Label
from review.models import (
    Case,
    Decision,
    Education,
    Item,
    OverRead,
    OverReadLine,
    Query,
    Remittance,
    Sample,
    SimulatedChart,
)
from review.refusals import Refused

CHARTS, MONTHS = 10, 2
#: When a row was written, whatever it tells of.
RECORDED = {
    "created_at",
    "received_at",
    "queued_at",
    "not_before",
    "started_at",
    "finished_at",
    "opened_at",
    "due_at",
    "settled_at",
    "drawn_at",
    "recorded_at",
    "asked_at",
    "sought_at",
    "noted_at",
    "identity.changed_at",
}
#: What differs by design: the salt of an event, and so its bytes and their hash; and
#: the text of a case's key, which the body says as well.
SALTED = {"body", "leaf_hash", "sealed", "case_id"}
#: Members of an event that are keys of rows.
KEYS = {
    "case": "case",
    "run": "run",
    "decision": "decision",
    "supersedes": "decision",
    "over_read": "overread",
    "sample": "sample",
}


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def tables():
    found = [
        m
        for app in ("audit", "coding", "review")
        for m in apps.get_app_config(app).get_models()
    ]
    return [model for model in found if model._meta.managed and model is not Pending]


def counts():
    return {model: model._default_manager.count() for model in tables()}


class Told:
    """What one way of playing left in the database, keys renamed."""

    def __init__(self, before):
        self.before = before
        self.grown = {m: n - before[m] for m, n in counts().items() if n != before[m]}
        self.names = {}
        for model in self.grown:
            for place, row in enumerate(self._rows(model)):
                self.names[model, row.pk] = f"{model._meta.model_name} {place}"
        self.by_uuid = {
            str(pk): name
            for (_, pk), name in self.names.items()
            if isinstance(pk, UUID)
        }
        self.content = {m._meta.model_name: self._content(m) for m in self.grown}
        self.pending = Pending.objects.count()

    def _rows(self, model):
        """The rows that are new, in the order in which they were thought of."""
        rows = model._default_manager.order_by(*ORDER.get(model, ("pk",)))
        return list(rows)[self.before[model] :] if model not in ORDER else list(rows)

    def _content(self, model):
        return [self._row(row) for row in self._rows(model)]

    def _row(self, row):
        told = {"pk": self.names[type(row), row.pk]}
        for column in row._meta.concrete_fields:
            name = f"{row._meta.model_name}.{column.name}"
            if column.primary_key or {column.name, name} & (RECORDED | SALTED):
                continue
            told[column.name] = self._value(column, getattr(row, column.attname))
        if isinstance(row, Event):
            content = {k: v for k, v in row.content.items() if k != "salt"}
            told["body"] = self._body(content)
        return told

    def _value(self, column, value):
        if column.remote_field is not None and value is not None:
            return self.names.get((column.remote_field.model, value), str(value))
        if isinstance(value, memoryview):
            return bytes(value)
        return self._plain(value)

    def _plain(self, value):
        if isinstance(value, dict):
            return {self._plain(k): self._plain(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(each) for each in value]
        return self.by_uuid.get(str(value), value)

    def _body(self, value, key=""):
        if isinstance(value, dict):
            return {k: self._body(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self._body(each, key) for each in value]
        if key in KEYS and isinstance(value, str) and value.isdigit():
            model = apps.get_model("coding" if key == "run" else "review", KEYS[key])
            return self.names[model, int(value)]
        return self._plain(value)


#: Where the key is drawn by lot, rows are told apart by their place.
ORDER = {
    Item: ("case_id", "position"),
    OverReadLine: ("over_read_id", "position"),
    Sample: ("since", "salt"),
    Query: ("case_id", "number"),
    Education: ("assigned_at",),
    Remittance: ("made_on",),
}


def left_by(hand, script):
    """What is there after a script was played, and then it is gone again."""
    with transaction.atomic():
        before = counts()
        script(hand)
        hand.flush()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        told = Told(before)
        named = [
            value
            for row in told.content["chartversion"] + told.content["run"]
            for name, value in row.items()
            if name.endswith("sha256") and value
        ]
        assert all(vault.has(sha256) for sha256 in named)
        transaction.set_rollback(True)
    return told


def differing(mine, theirs):
    """The columns in which two rows differ, and what stands there."""
    names = mine.keys() | theirs.keys()
    pairs = {name: (mine.get(name), theirs.get(name)) for name in sorted(names)}
    return json.dumps({k: v for k, v in pairs.items() if v[0] != v[1]}, default=str)


def assert_equal_by_both_hands(script):
    copied, acted = left_by(Copying(), script), left_by(Acting(), script)
    assert copied.grown == acted.grown
    assert copied.pending == acted.pending
    for name, rows in acted.content.items():
        for mine, theirs in zip(copied.content[name], rows, strict=True):
            assert mine == theirs, f"{name}: {differing(mine, theirs)}"
    return acted


def test_both_ways_leave_the_same_rows_in_every_table(db, demo, monkeypatch):
    # One member alone, so that what they wrote before is there at the next visit.
    monkeypatch.setattr(members, "TOGETHER", 1)
    year.add_people()
    # Among these ten are charts asked about by a coder and by a CDI specialist, and
    # somebody is asked to learn something and audited again.
    whole = year.ending_now("equal1907", CHARTS, MONTHS)

    def script(hand):
        assert year.fill(whole, hand, lambda done: None) == CHARTS

    left = assert_equal_by_both_hands(script)
    assert {
        Case,
        Decision,
        Education,
        Event,
        OverRead,
        Query,
        Remittance,
        SimulatedChart,
    } <= left.grown.keys()
    assert {row["state"] for row in left.content["query"]} == {"closed", "sent"}


def test_what_is_refused_leaves_nothing_behind_either_way(db, demo):
    staff = year.add_people()
    plan = next(year.ending_now("refused", 1, 1).plans())
    written = notes.write(play.dice(plan.seed, plan.number), plan.month)
    coder, moments = staff[coders.CODERS[0].username], iter(range(100))

    def then():
        return occurring(plan.arrives + timedelta(minutes=next(moments)))

    def script(hand):
        with hand.chart():
            with then():
                label = Label(plan.seed, plan.number, plan.month, coder.username, ())
                hand.receive(play.upload(plan, written), label)
            with then():
                assert hand.code()
                hand.claim(coder)
            codes = hand.suggested()
            assert len(codes) > 1
            with pytest.raises(Refused), hand.attempt(), then():
                hand.decide(Act("reject", codes[0], 1), coder)
                hand.sign(coder)
            with then():
                hand.decide(Act("accept", codes[0], 1), coder)
                hand.hold(coder)

    def again(hand):
        nonlocal moments
        moments = iter(range(100))
        script(hand)

    left = assert_equal_by_both_hands(again)
    assert left.grown[Decision] == 1
    assert [row["kind"] for row in left.content["decision"]] == ["accept"]


def test_what_copying_does_not_know_sends_charts_through_the_actions(
    db, demo, supervisor
):
    policy.ask_every_document(asked=True, by=supervisor, words="Payer asks for it.")
    with pytest.raises(CommandError, match="cannot be copied: .* every document"):
        call_command("seed_history", charts=1, months=1, by="copy")
    assert not SimulatedChart.objects.exists()


def test_ids_come_of_names_only_while_the_past_is_told(demo):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    with occurring(at):
        first = identifier("chart")
    with occurring(at):
        assert identifier("chart") == first != identifier("another")
    assert len({identifier("chart"), identifier("chart"), first}) == 3


def test_what_people_say_is_wrong_is_sometimes_the_records_fault_and_never_changes():
    said = [Act("reject", "E11.9", seconds).reason for seconds in range(2, 400)]
    share = sum(is_documentation(each["why"]) for each in said) / len(said)
    assert 0.3 < share < 0.5
    assert said == [Act("reject", "E11.9", seconds).reason for seconds in range(2, 400)]
