"""A coder's own figures, and the over-reads behind them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from review import ownwork
from review.overreading import Stage
from review.presenters.attention import attention
from review.states import Verb
from review.views.guards import Request, opens


@opens(Verb.SEE_OWN_WORK)
@require_safe
def own_work(request: Request) -> HttpResponse:
    rows = [
        {
            "url": each.get_absolute_url(),
            "case": each.case_id,
            "setting": each.case.setting,
            "specialty": each.case.specialty,
            "stage": Stage(each.stage).label,
            "right": each.right,
            "extra": each.extra,
            "missed": each.missed,
            "may_object": each.stage == Stage.SETTLED,
            "aimed": each.drawn_by != "random",
        }
        for each in ownwork.results(request.user)
    ]
    today = timezone.localdate()
    since = today - timedelta(days=ownwork.DAYS)
    context = {
        "attention": attention(since, today, request.user),
        "work": ownwork.own_work(request.user),
        "rows": rows,
        "days": ownwork.DAYS,
        "enough": ownwork.ENOUGH,
        "shown": ownwork.SHOWN,
    }
    return render(request, "review/own_work.html", context)
