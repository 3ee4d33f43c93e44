"""How allauth and axes are bent to one organisation.

An administrator adds people. What allauth calls the login is what axes counts by.
"""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def login_name(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """The name somebody tries, the same before and after the password was looked at.

    allauth calls it login, Django username; axes left alone would know only one of them
    and count all names of an address together.
    """
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login")
    return str(name or "").casefold()
