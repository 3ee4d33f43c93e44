"""Everything an endpoint can do to a call, on a real server: each has its one fault."""

import json
import logging
import socket
import time
from email.utils import formatdate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.llm.client import Client
from coding.llm.endpoints import Deadlines, Endpoint
from coding.llm.faults import Fault, Kind
from coding.llm.schemas import Extraction
from tests.modelserver import Answer, Server, found

SECRET = "Zebulon Quackenbush has porphyria"
QUICK = Deadlines(connect=1, read=0.5, total=1)
GOOD = {"mentions": [found("asthma")]}


def endpoint(url, **said):
    return Endpoint("test", url, "scripted", deadlines=QUICK, **said)


def ask(script, **said):
    with Server(script) as server:
        client = Client(endpoint(server.url, **said))
        try:
            return client.ask("instructions", SECRET, Extraction), server.asked
        finally:
            client.close()


def fault_of(script, **said):
    with pytest.raises(Fault) as caught:
        ask(script, **said)
    fault = caught.value
    # Nothing of the question or the answer may hang on to it.
    assert fault.__cause__ is None and fault.__context__ is None
    assert SECRET not in str(fault.args)
    return fault


def always(answer):
    return lambda asked: answer


def busy(wait):
    return Answer(status=429, headers={"Retry-After": wait}, error={})


def test_an_answer_of_the_form_comes_back_with_what_it_took():
    reply, asked = ask(always(Answer(GOOD, chance=-0.1)))
    assert reply.answer.mentions[0].quote == "asthma"
    assert (reply.tokens_in, reply.tokens_out) == (100, 20)
    assert "".join(token.text for token in reply.tokens).startswith('{"mentions"')
    assert asked[0].body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize("status", [500, 502, 503, 529])
def test_a_server_error_is_one(status):
    error = {"message": f"cannot code {SECRET}"}
    assert fault_of(always(Answer(status=status, error=error))).kind is (
        Kind.SERVER_ERROR
    )


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("7", 7, 7),
        ("0.5", 0.5, 0.5),
        ("-3", 0, 0),
        ("999999", 600, 600),
        ("nan", None, None),
        ("soon", None, None),
        ("Wed, 99 Foo", None, None),
    ],
)
def test_too_many_requests_say_how_long_to_wait(said, least, most):
    fault = fault_of(
        always(Answer(status=429, headers={"Retry-After": said}, error={}))
    )
    assert fault.kind is Kind.RATE_LIMITED
    assert fault.wait is None if least is None else least <= fault.wait <= most


def test_the_wait_may_be_given_as_a_date():
    then = formatdate(time.time() + 30, usegmt=True)
    fault = fault_of(
        always(Answer(status=429, headers={"Retry-After": then}, error={}))
    )
    assert 20 < fault.wait <= 30


def test_nobody_waits_inside_a_call():
    with Server(
        always(Answer(status=429, headers={"Retry-After": "50"}, error={}))
    ) as s:
        client = Client(endpoint(s.url))
        with pytest.raises(Fault):
            client.ask("instructions", SECRET, Extraction)
        assert len(s.asked) == 1
        client.close()


def test_a_connection_reset_in_the_middle_is_lost():
    def cut(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        handler.wfile.flush()
        handler.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0"
        )
        handler.connection.close()

    assert fault_of(always(cut)).kind is Kind.CONNECTION_LOST


def test_a_server_that_closes_without_a_word_is_lost():
    assert fault_of(always(lambda h: h.connection.close())).kind is Kind.CONNECTION_LOST


def test_nobody_there_is_unreachable():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    client = Client(endpoint(f"http://127.0.0.1:{port}/v1"))
    with pytest.raises(Fault) as caught:
        client.ask("instructions", SECRET, Extraction)
    assert caught.value.kind is Kind.UNREACHABLE
    client.close()


def drip(data, pause=0.05):
    def slowly(handler):
        for at in range(len(data)):
            handler.wfile.write(data[at : at + 1])
            handler.wfile.flush()
            time.sleep(pause)

    return slowly


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b" " * 900,
        b"HTTP/1.1 200 OK\r\nX-" + b"a" * 900,
    ],
    ids=["body", "headers"],
)
def test_a_slow_stream_ends_with_the_deadline_for_everything(sent):
    """Every byte comes in time, and the whole never does."""
    began = time.monotonic()
    assert fault_of(always(drip(sent))).kind is Kind.TOO_SLOW
    assert time.monotonic() - began < 0.05 * 900 / 2


def test_silence_ends_with_the_deadline_for_reading():
    assert fault_of(always(lambda _: time.sleep(3))).kind is Kind.TOO_SLOW


def test_an_answer_cut_short_is_not_used():
    assert fault_of(always(Answer(GOOD, finish="length"))).kind is Kind.TRUNCATED


def test_a_refusal_is_declined():
    refused = Answer("", refusal=f"I cannot read {SECRET}")
    assert fault_of(always(refused)).kind is Kind.DECLINED
    assert fault_of(always(Answer("", finish="content_filter"))).kind is Kind.DECLINED


@pytest.mark.parametrize("said", ["", "  ", "\n"])
def test_an_empty_answer_is_empty(said):
    assert fault_of(always(Answer(said))).kind in (Kind.EMPTY, Kind.MALFORMED)


@pytest.mark.parametrize("said", ["Sure! Here are", '{"mentions": [', "nil", "\x00"])
def test_what_is_not_json_is_malformed(said):
    assert fault_of(always(Answer(said))).kind is Kind.MALFORMED


@pytest.mark.parametrize(
    "said",
    [
        {"conditions": []},
        {"mentions": [{"quote": "asthma"}]},
        {"mentions": [found("asthma", assertion="surely")]},
        {"mentions": [{**found("asthma"), "code": "J45.909"}]},
        [],
        "7",
    ],
)
def test_json_of_another_form_has_the_wrong_schema(said):
    assert fault_of(always(Answer(said))).kind is Kind.WRONG_SHAPE


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"<html>busy</html>",
        b'{"choices": []}',
        b'{"choices": null}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"index": 0, "finish_reason": "stop", "message": {}}]}',
        b'{"choices": [{"finish_reason": "stop", "message": {"content": 7}}]}',
    ],
)
def test_what_is_no_completion_is_no_answer(raw):
    kinds = {Kind.MALFORMED, Kind.EMPTY, Kind.WRONG_SHAPE}
    assert fault_of(always(Answer(raw=raw))).kind in kinds


def test_an_answer_cut_at_any_byte_is_never_used():
    text = json.dumps(GOOD)
    cut = iter(range(len(text)))
    with Server(lambda asked: Answer(text[: next(cut)])) as server:
        client = Client(endpoint(server.url))
        for _ in text:
            with pytest.raises(Fault) as caught:
                client.ask("instructions", SECRET, Extraction)
            assert caught.value.kind in {Kind.MALFORMED, Kind.EMPTY}
        client.close()


@pytest.mark.parametrize(
    "error",
    [
        {"code": "context_length_exceeded", "message": "too long"},
        {"type": "exceed_context_size_error", "message": "the request exceeds"},
        {"message": "This model's maximum context length is 4096 tokens."},
    ],
    ids=["OpenAI", "llama.cpp", "vLLM"],
)
def test_a_context_that_is_too_long_is_known_by_every_makers_words(error):
    assert fault_of(always(Answer(status=400, error=error))).kind is Kind.TOO_LONG


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_rejected_request_is_not_asked_again(status):
    fault = fault_of(always(Answer(status=status, error={"message": "no"})))
    assert fault.kind is Kind.REJECTED and not fault.kind.is_passing


def test_what_a_server_does_not_take_is_left_out_from_then_on():
    def picky(asked):
        for name in ("logprobs", "temperature"):
            if name in asked.body:
                return Answer(status=400, error={"message": f"{name} is unsupported"})
        if "max_tokens" in asked.body:
            said = "Use 'max_completion_tokens' instead of 'max_tokens'."
            return Answer(status=400, error={"message": said})
        return Answer(GOOD)

    reply, asked = ask(picky)
    assert reply.answer.mentions and len(asked) == 4
    assert "max_completion_tokens" in asked[-1].body


def test_a_note_is_not_sent_on_to_where_a_server_points():
    with Server(always(Answer(GOOD))) as other:
        elsewhere = {"Location": f"{other.url}/chat/completions"}
        for status in (301, 302, 307, 308):
            moved = Answer(status=status, headers=elsewhere, error={})
            assert fault_of(always(moved)).kind is Kind.REJECTED
        assert other.asked == []


def test_nothing_is_logged_even_where_the_library_is_told_to(caplog, monkeypatch):
    caplog.set_level(logging.DEBUG, logger="root")
    ask(always(Answer(GOOD)))
    fault_of(always(Answer(status=500, error={"message": SECRET})))
    assert SECRET not in caplog.text and "mentions" not in caplog.text


def test_a_key_is_sent_and_never_shown():
    _, asked = ask(always(Answer(GOOD)), key="sk-very-secret")
    assert asked[0].headers["authorization"] == "Bearer sk-very-secret"
    assert "secret" not in repr(endpoint("http://127.0.0.1/v1", key="sk-very-secret"))


def test_tokens_that_do_not_spell_the_answer_are_not_believed():
    def lying(asked):
        answer = Answer(GOOD, chance=-0.1)
        return Answer(raw=answer.bytes().replace(b'"token": "', b'"token": "x'))

    reply, _ = ask(lying)
    assert reply.tokens == ()


@pytest.fixture(scope="module")
def echo():
    """A server that answers with whatever it was given last."""
    bodies = []
    with Server(lambda asked: Answer(raw=bodies[-1])) as server:
        client = Client(endpoint(server.url))
        yield bodies, client
        client.close()


@settings(max_examples=60)
@given(raw=st.binary(max_size=300))
def test_no_body_whatever_is_more_than_a_fault(echo, raw):
    bodies, client = echo
    bodies.append(raw)
    with pytest.raises(Fault):
        client.ask("instructions", SECRET, Extraction)
