"""A real HTTP server that speaks the chat protocol and says what a test wants.

``with Server(answer) as server`` listens on a free port of this machine; ``answer`` is
called with the parsed request and returns an ``Answer``, or a function that is given
the raw connection to misbehave on. Requests are kept in ``server.asked``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request: what was asked of the model, and in which form."""

    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """Extraction or Selection."""
        return self.body["response_format"]["json_schema"]["name"]

    @property
    def question(self) -> dict[str, Any]:
        return json.loads(self.body["messages"][1]["content"])

    @property
    def text(self) -> str:
        return self.body["messages"][1]["content"]


@dataclass
class Answer:
    """A response; ``content`` may be anything that JSON can say, or a text."""

    content: Any = ""
    status: int = 200
    finish: str = "stop"
    refusal: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    usage: tuple[int, int] | None = (100, 20)
    chance: float | None = None
    raw: bytes | None = None

    def bytes(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.error is not None:
            return json.dumps({"error": self.error}).encode()
        said = self.content
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        message = {"role": "assistant", "content": text, "refusal": self.refusal}
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        if self.chance is not None:
            choice["logprobs"] = {"content": _tokens(text, self.chance)}
        told = {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "scripted",
            "choices": [choice],
        }
        if self.usage:
            asked, given = self.usage
            told["usage"] = {
                "prompt_tokens": asked,
                "completion_tokens": given,
                "total_tokens": asked + given,
            }
        return json.dumps(told, ensure_ascii=False).encode()


def _tokens(text: str, chance: float) -> list[dict[str, Any]]:
    """Four letters to a token, all equally likely."""
    parts = [text[at : at + 4] for at in range(0, len(text), 4)]
    return [{"token": part, "logprob": chance, "bytes": None} for part in parts]


Misbehaviour = Callable[[BaseHTTPRequestHandler], None]
Script = Callable[[Asked], Answer | Misbehaviour]


class Server:
    """Listens for as long as the block runs."""

    def __init__(self, script: Script, port: int = 0) -> None:
        self.script, self.asked = script, []
        self._http = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Server:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        thread.daemon = True
        thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                with suppress(ConnectionError):
                    self._answer()

            def _answer(self) -> None:
                length = int(self.headers["Content-Length"])
                asked = Asked(json.loads(self.rfile.read(length)), _headers(self))
                server.asked.append(asked)
                answer = server.script(asked)
                if not isinstance(answer, Answer):
                    self.close_connection = True
                    answer(self)
                    return
                data = answer.bytes()
                self.send_response(answer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Says nothing: requests hold text."""

        return Handler


def _headers(handler: BaseHTTPRequestHandler) -> dict[str, str]:
    return {name.lower(): value for name, value in handler.headers.items()}


def nothing_found(asked: Asked) -> Answer:
    """A model that names no condition and chooses no code."""
    if asked.form == "Extraction":
        return Answer({"mentions": []})
    numbers = [one["number"] for one in asked.question["mentions"]]
    return Answer({"choices": [choice(number) for number in numbers]})


def choice(number: int, code: str = "", **said: Any) -> dict[str, Any]:
    return {
        "mention": number,
        "decision": "code" if code else "none",
        "code": code,
        "alternatives": [],
        "missing": "nothing",
        **said,
    }


def found(quote: str, condition: str = "", assertion: str = "present") -> dict:
    return {"quote": quote, "condition": condition or quote, "assertion": assertion}
