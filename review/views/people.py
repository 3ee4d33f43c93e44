"""People: accounts, roles by date and certificates. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from review.actions import people as acts
from review.coaching_forms import UnitsForm
from review.models import ContinuingEducation, Credential, RoleGrant, User
from review.people_forms import (
    CredentialChangeForm,
    CredentialForm,
    PersonForm,
    RoleForm,
)
from review.refusals import Refused
from review.states import Role, Verb
from review.views.guards import Request, opens


@opens(Verb.MANAGE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    form = PersonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        added = _try(request, form, lambda: _added(request, form))
        if added is not None:
            return added
        status = 422
    rows = User.objects.prefetch_related(
        Prefetch("grants", RoleGrant.objects.in_force(), to_attr="roles_now"),
        Prefetch(
            "credentials",
            Credential.objects.order_by("-expires_on"),
            to_attr="credentials_known",
        ),
    ).order_by("-is_active", "username")
    context = {"people": rows, "form": form, "today": timezone.localdate()}
    return render(request, "review/people.html", context, status=status)


def _added(request: Request, form: PersonForm) -> HttpResponse:
    user = acts.add_person(**form.cleaned_data, by=request.user)
    messages.success(request, f"{user.label} is added; now give a role.")
    return redirect("review:person", user.pk)


def _try(
    request: Request, form: forms.Form, act: Callable[[], HttpResponse]
) -> HttpResponse | None:
    """What came of a form; None when it has to be shown again, with its errors."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return None


@opens(Verb.MANAGE_PEOPLE)
@require_safe
def person(request: Request, key: UUID) -> HttpResponse:
    return _person(request, get_object_or_404(User, pk=key))


def _person(
    request: Request,
    user: User,
    *,
    role: RoleForm | None = None,
    credential: CredentialForm | None = None,
    change: tuple[int, CredentialChangeForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = user.grants.in_force()
    context = {
        "person": user,
        "grants": now,
        "ended": user.grants.exclude(pk__in=now),
        "credentials": [
            (row, change[1] if change and change[0] == row.pk else _change_form(row))
            for row in user.credentials.order_by("type", "-expires_on")
        ],
        "role_form": role or RoleForm(),
        "credential_form": credential or CredentialForm(),
        "today": timezone.localdate(),
        "roles": [(each.value, each.label) for each in Role],
        "units_form": UnitsForm(user),
        "units": ContinuingEducation.objects.filter(
            credential__user=user
        ).select_related("credential"),
    }
    return render(request, "review/person.html", context, status=status)


def _change_form(row: Credential) -> CredentialChangeForm:
    names = CredentialChangeForm.base_fields
    initial = {name: getattr(row, name) for name in names}
    return CredentialChangeForm(initial=initial, prefix=f"credential-{row.pk}")


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def grant(request: Request, key: UUID) -> HttpResponse:
    user, form = get_object_or_404(User, pk=key), RoleForm(request.POST)

    def act() -> HttpResponse:
        acts.grant(user, **form.cleaned_data, by=request.user)
        return redirect("review:person", user.pk)

    return _try(request, form, act) or _person(request, user, role=form, status=422)


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def end_role(request: Request, key: UUID, grant: int) -> HttpResponse:
    row = get_object_or_404(RoleGrant, pk=grant, user=key)
    return _then(request, key, lambda: acts.end_role(row, by=request.user))


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def disable(request: Request, key: UUID) -> HttpResponse:
    user = get_object_or_404(User, pk=key)
    return _then(request, key, lambda: acts.disable(user, by=request.user))


def _then(request: Request, key: UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect("review:person", key)


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def credential(request: Request, key: UUID) -> HttpResponse:
    user, form = get_object_or_404(User, pk=key), CredentialForm(request.POST)

    def act() -> HttpResponse:
        acts.record_credential(user, form.facts(), by=request.user)
        return redirect("review:person", user.pk)

    done = _try(request, form, act)
    return done or _person(request, user, credential=form, status=422)


@opens(Verb.MANAGE_PEOPLE)
@require_POST
def change_credential(request: Request, key: UUID, row: int) -> HttpResponse:
    rows = Credential.objects.select_related("user")
    found = get_object_or_404(rows, pk=row, user=key)
    form = CredentialChangeForm(request.POST, prefix=f"credential-{row}")

    def act() -> HttpResponse:
        status = form.cleaned_data["status"]
        acts.change_credential(found, form.facts(), by=request.user, status=status)
        return redirect("review:person", key)

    done = _try(request, form, act)
    return done or _person(request, found.user, change=(row, form), status=422)
