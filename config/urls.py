"""Every address of the installation, by the app that answers it."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, re_path

from config import errors, health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler429 = "config.errors.too_many"  # asked for by allauth
handler500 = "config.errors.server_error"

# Of allauth's pages, those that lead to a mailbox.
CLOSED = ("email/", "confirm-email/", "password/reset/", "password/set/", "login/code/")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    # No mail is sent and nobody signs up: an administrator adds people.
    re_path(rf"^accounts/({'|'.join(CLOSED)})", errors.closed),
    path("accounts/", include("allauth.account.urls")),
]
if find_spec("audit.urls"):
    urlpatterns.append(path("trail/", include("audit.urls")))
if find_spec("review.urls"):
    urlpatterns.append(path("", include("review.urls")))
