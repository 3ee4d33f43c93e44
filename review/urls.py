"""Addresses of the people's pages. Nouns in the path; verbs only behind a POST."""

from django.urls import path

from review.views import account

app_name = "review"

urlpatterns = [
    # the person who is signed in
    path("account/", account.account, name="account"),
    path("account/keys/", account.keys, name="keys"),
]
