"""A coder's own figures, and the over-reads behind them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from review import ownwork
from review.models import User
from review.overreading import Stage
from review.presenters import sheets
from review.presenters.attention import attention
from review.presenters.tables import Table
from review.states import Verb
from review.views.figures import SHEET, as_csv
from review.views.guards import Request, opens


@opens(Verb.SEE_OWN_WORK)
@require_safe
def own_work(request: Request) -> HttpResponse:
    if wanted := request.GET.get("csv", ""):
        return as_csv(_sheets(request.user, wanted), wanted)
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


def _sheets(user: User, wanted: str) -> list[Table]:
    """The page's table of that name, further down than the page shows it."""
    match wanted:
        case "over-reads":
            return [sheets.own_over_reads(ownwork.results(user, SHEET))]
        case "read-again" | "decisions":
            work = ownwork.own_work(user)
            return [sheets.own_shares(work), sheets.own_decisions(work)]
    return []
