"""The page on which compliance makes the feedback dataset and takes it away.

Owns the form and the answer; ``audit.exports`` makes the archive and tells the trail.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audit import dataset, exports, tree
from audit.actions import Actor
from audit.exports import Asked, NotExportedError, Purpose
from audit.facts import ActorKind
from audit.models import Event

REFUSED = "The feedback dataset is for compliance. Ask an administrator for that role."
NO_TEXT = "Your role does not open text of charts."
#: More signatures than these are made on the command line.
MOST = 20_000
SHOWN = 20


class FeedbackForm(forms.Form):
    """What to export."""

    size = forms.IntegerField(
        label="From the first events",
        min_value=1,
        required=False,
        help_text="Empty for all sealed so far; the same number gives the same bytes.",
    )
    with_text = forms.BooleanField(
        label="With the words quoted as evidence, identifiers scrubbed", required=False
    )
    purpose = forms.ChoiceField(
        label="What the text is for",
        choices=[
            ("", "no text"),
            *((each, each.replace("-", " ")) for each in Purpose),
        ],
        required=False,
    )
    words = forms.CharField(
        label="In your words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feedback(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("audit.export_feedback"):
        raise PermissionDenied(REFUSED)
    typed = request.POST if request.method == "POST" else None
    form = FeedbackForm(typed, label_suffix="")
    if form.is_bound and form.is_valid():
        try:
            return _made(request, Asked(**form.cleaned_data))
        except NotExportedError as refusal:
            form.add_error(None, str(refusal))
    made = Event.objects.of_types(["feedback-exported"]).newest_first()[:SHOWN]
    context = {"form": form, "size": tree.size(), "made": made, "most": MOST}
    status = 422 if form.errors else 200
    return render(request, "audit/feedback.html", context, status=status)


def _made(request: HttpRequest, asked: Asked) -> HttpResponse:
    user: Any = request.user
    if asked.with_text and not user.has_perm("audit.export_text"):
        raise PermissionDenied(NO_TEXT)
    if exports.signed_within(asked.size or tree.size()) > MOST:
        raise NotExportedError(
            f"More than {MOST:,} signatures take too long for a page: have them made"
            " with bin/manage export_feedback."
        )
    made, size = exports.export(asked, by=Actor(ActorKind.PERSON, str(user.pk)))
    name = f"feedback-v{dataset.VERSION}-{size}{'-text' * asked.with_text}.zip"
    return HttpResponse(
        made.archive,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
