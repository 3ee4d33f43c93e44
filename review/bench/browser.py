"""A coder's browser as far as HTTP goes: a session, a token, one open connection.

Owns requests and their time, from the first byte sent to the last one read, and says
with a decision what it shows already, as static/js/answer.js does. The session is made
on the server's side: signing in is slow on purpose, and is not measured.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from review.models import User
from review.presenters.resemblance import SHOWN

HTMX = {"HX-Request": "true"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MARKED = re.compile(rb'id="(case-head|row-[0-9a-f-]+)" data-as="([0-9a-f]+)"')


class UnexpectedAnswer(Exception):  # noqa: N818  reads better where it is caught
    """A page answered with a status that means that nothing was measured."""


class NoChart(Exception):  # noqa: N818
    """The worklist had no chart left to take."""


class Browser:
    """One person's; not shared between threads."""

    def __init__(self, port: int, user: User) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.token = secrets.token_hex(16)
        names = {
            settings.SESSION_COOKIE_NAME: _session(user),
            settings.CSRF_COOKIE_NAME: self.token,
        }
        self.cookies = "; ".join(f"{name}={value}" for name, value in names.items())
        self.shown: dict[bytes, bytes] = {}

    def get(self, address: str) -> float:
        """Seconds until the page was here, whole."""
        took, page = self._ask("GET", address, "", {})
        self.shown = dict(MARKED.findall(page))
        return took

    def post(self, address: str, **form: object) -> float:
        """As htmx posts a form that decides on a code."""
        shown = {SHOWN: b" ".join(self.shown.values()).decode()}
        told = {**FORM, **HTMX, **shown}
        took, answer = self._ask("POST", address, self._form(form), told)
        self.shown |= dict(MARKED.findall(answer))
        return took

    def land(self, address: str, **form: object) -> str:
        """Posts what takes a chart, and says where that is; NoChart without one."""
        answer, _ = self._answer("POST", address, self._form(form), FORM)
        there = answer.headers.get("Location", "")
        if answer.status != 302:
            raise UnexpectedAnswer(f"POST {address} answered {answer.status}")
        if not there.startswith("/cases/"):
            raise NoChart
        return there

    def _form(self, form: Mapping[str, object]) -> str:
        return urlencode({"csrfmiddlewaretoken": self.token, **form})

    def _ask(
        self, method: str, address: str, body: str, headers: dict[str, str]
    ) -> tuple[float, bytes]:
        """How long the answer took, and what it said."""
        begun = time.perf_counter()
        answer, said = self._answer(method, address, body, headers)
        took = time.perf_counter() - begun
        if answer.status != 200:
            raise UnexpectedAnswer(f"{method} {address} answered {answer.status}")
        return took, said

    def _answer(
        self, method: str, address: str, body: str, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        told = {"Cookie": self.cookies, **headers}
        self.connection.request(method, address, body or None, told)
        answer = self.connection.getresponse()
        return answer, answer.read()


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key
