"""Every address of the installation, by the app that answers it."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from config import health

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
]
if find_spec("audit.urls"):
    urlpatterns.append(path("trail/", include("audit.urls")))
if find_spec("review.urls"):
    urlpatterns.append(path("", include("review.urls")))
