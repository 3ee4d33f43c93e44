"""Charts from a file of another system: choosing it, and what became of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from review.actions import deliveries
from review.states import Verb
from review.upload_forms import DeliveryForm
from review.views.guards import Request, opens


@opens(Verb.INTAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _page(request, DeliveryForm())
    form = DeliveryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    name, data = form.cleaned_data["file"]
    setting = form.cleaned_data["setting"]
    taken = deliveries.take(name, data, setting=setting, by=request.user)
    status = 422 if taken.unreadable and not (taken.received or taken.known) else 200
    return _page(request, DeliveryForm(), taken, status)


def _page(
    request: Request,
    form: DeliveryForm,
    taken: deliveries.Delivery | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "taken": taken, "most": deliveries.MOST_CHARTS}
    return render(request, "review/delivery.html", context, status=status)
