"""How allauth and axes are bent to one organisation.

An administrator adds people. What allauth calls the login is what axes counts by.
"""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def login_name(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """A keyed hash of the name somebody tries; axes counts by it and stores it.

    People type passwords into that field, so what is typed is kept nowhere: only who
    has the secret key could try words against the hash. It is the same before and
    after the password was looked at: allauth calls the name login, Django username.
    """
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login")
    typed = str(name or "").casefold()
    return salted_hmac("attest.login", typed, algorithm="sha256").hexdigest()
