"""RADV audits: the list of them, taking a list in, one audit's work-list, packages.

Owns these pages. Compliance only; who an enrollee is, is on no page of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from audit import vault
from review.actions import policy, radv, radv_matching, radv_packages
from review.models import RadvAudit, RadvFile, RadvImport, RadvPackage
from review.presenters import radv as presenter
from review.radv import gate, tasks, zipping
from review.radv.listfile import Why
from review.radv.states import AUDIT_MOVES, AuditState
from review.radv_forms import (
    ChangeForm,
    HandOverForm,
    ListForm,
    PackageForm,
    problems,
)
from review.refusals import Refused
from review.views.guards import Request, works_on_audits

MOST_REFUSED = 200


@works_on_audits
@require_safe
def audits(request: Request) -> HttpResponse:
    """Every audit, with its deadline and its progress."""
    context = {
        "rows": presenter.audits(),
        "closed": gate.is_closed(),
        "every": gate.reaches_every(),
    }
    return render(request, "radv/audits.html", context)


@works_on_audits
@require_POST
def preflight_gate(request: Request) -> HttpResponse:
    """Closes the gate at signing, or opens it again."""
    wanted = request.POST.get("closed")
    closed, every = wanted in ("yes", "every"), wanted == "every"
    words = request.POST.get("words", "")
    return done(
        request,
        lambda: policy.gate_preflight(
            closed=closed, every=every, by=request.user, words=words
        ),
        "Closed from now on." if closed else "Open from now on.",
        "review:radv",
    )


@works_on_audits
@require_http_methods(["GET", "HEAD", "POST"])
def take_list(request: Request) -> HttpResponse:
    """Takes an enrollee data list in."""
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            received = radv.receive_list(
                told["list"],
                name=told["name"],
                records_due=told["records_due"],
                notice_on=told["notice_on"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return _taken(request, received)
    status = 422 if form.errors else 200
    past = RadvImport.objects.select_related("received_by", "audit")
    page = Paginator(past, 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "radv/import.html", context, status=status)


def _taken(request: Request, received: RadvImport) -> HttpResponse:
    if received.audit is not None:
        radv_matching.begin(received.audit, by=request.user)
        tasks.wake_matching(received.audit.pk)
    if received.refused or received.audit is None:
        return redirect("review:radv-list", received.pk)
    messages.success(request, "Taken in. Records are being sought now.")
    return redirect(received.audit)


@works_on_audits
@require_safe
def received_list(request: Request, number: int) -> HttpResponse:
    """What became of a list: each refused line with its reason."""
    row = get_object_or_404(RadvImport.objects.select_related("audit"), pk=number)
    lines = [
        {"line": each["line"], "why": Why(each["why"]).label}
        for each in row.refused[:MOST_REFUSED]
    ]
    context = {"row": row, "lines": lines, "more": len(row.refused) - len(lines)}
    return render(request, "radv/list.html", context)


@works_on_audits
@require_safe
def audit(request: Request, number: int) -> HttpResponse:
    """One audit's work-list."""
    row = _find(number)
    context = {
        "list": presenter.worklist(row, request.GET),
        "change": ChangeForm(
            initial={
                "round": row.round,
                "records_due": row.records_due,
                "hardship_due": row.hardship_due,
                "version": row.version,
            }
        ),
        "moves": [(m.value, m.label) for m in sorted(AUDIT_MOVES[_state(row)])],
        "hand": HandOverForm(owner=row.owner, initial={"version": row.version}),
    }
    partial = "#progress" if request.htmx else ""
    return render(request, f"radv/audit.html{partial}", context)


def _find(number: int) -> RadvAudit:
    return get_object_or_404(RadvAudit.objects.select_related("owner"), pk=number)


def _state(row: RadvAudit) -> AuditState:
    return AuditState(row.state)


def done(
    request: Request, act: Callable[[], object], said: str, then: str
) -> HttpResponse:
    """Does an act and goes on to a page, with what was done or why it was not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, said)
    return redirect(then)


@works_on_audits
@require_POST
def match(request: Request, number: int) -> HttpResponse:
    """Has the records of every enrollee sought (again)."""
    row = _find(number)

    def act() -> None:
        radv_matching.begin(row, by=request.user)
        tasks.wake_matching(row.pk)

    return done(request, act, "Records are being sought now.", row.get_absolute_url())


@works_on_audits
@require_POST
def change(request: Request, number: int) -> HttpResponse:
    """Deadlines, round and state."""
    row, form = _find(number), ChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, problems(form))
        return redirect(row)
    told = form.cleaned_data
    act = {name: told[name] for name in told if told[name] not in (None, "")}
    return done(
        request,
        lambda: radv.change(row, by=request.user, **act),
        "Changed.",
        row.get_absolute_url(),
    )


@works_on_audits
@require_POST
def hand_over(request: Request, number: int) -> HttpResponse:
    """Gives the audit to a colleague."""
    row = _find(number)
    form = HandOverForm(request.POST, owner=row.owner)
    if not form.is_valid():
        messages.error(request, problems(form))
        return redirect(row)
    told = form.cleaned_data
    return done(
        request,
        lambda: radv.hand_over(row, by=request.user, **told),
        f"Handed over to {told['to'].label}.",
        row.get_absolute_url(),
    )


# ---- packages


@works_on_audits
@require_http_methods(["GET", "HEAD", "POST"])
def packages(request: Request, number: int) -> HttpResponse:
    """Packages that were built, that are being built, and asking for more."""
    row = _find(number)
    form = PackageForm(request.POST or None, initial={"recipient": "CMS"})
    if request.method == "POST" and form.is_valid():
        try:
            made = radv_packages.ask(row, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            tasks.wake_building(str(made.pk))
            messages.success(request, f"{made.total} packages are being built.")
            return redirect("review:radv-packages", row.pk)
    rows = row.packages.select_related("asked_by").prefetch_related("files__hcc")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    running = any(p.state in ("queued", "building") for p in page.object_list)
    context = {
        "audit": row,
        "form": form,
        "page": page,
        "running": running,
        "ready": radv_packages.exportable(row).count(),
    }
    status = 422 if form.errors else 200
    partial = "#built" if request.htmx else ""
    return render(request, f"radv/packages.html{partial}", context, status=status)


@works_on_audits
@require_POST
def download(request: Request, key: UUID) -> HttpResponse:
    """All zips of a package in one, or the one that is named; the look is recorded."""
    row = get_object_or_404(RadvPackage.objects.ready(), pk=key)
    files = list(row.files.order_by("pk"))
    if asked := request.POST.get("file"):
        files = [each for each in files if str(each.pk) == asked]
    if not files:
        messages.error(request, "There is no such package.")
        return redirect("review:radv-packages", row.audit_id)
    radv_packages.fetched(row, files, by=request.user)
    if len(files) == 1:
        [one] = files
        return _as_file(iter([vault.get(one.sha256)]), one.name)
    name = f"{row.audit.contract}-{row.audit.payment_year}-{row.purpose}.zip"
    return _as_file(zipping.stream(_members(files)), name)


def _members(files: list[RadvFile]) -> Iterator[tuple[str, bytes]]:
    """Each zip fetched from the vault only when its turn comes."""
    return ((each.name, vault.get(each.sha256)) for each in files)


def _as_file(parts: Iterator[bytes], name: str) -> HttpResponse:
    response: HttpResponseBase = StreamingHttpResponse(
        parts, content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]  # a response all the same
