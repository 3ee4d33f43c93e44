"""Addresses of the supervisor's pages: figures, drift, policy."""

from django.urls import path

from review.views import (
    confidence,
    drift,
    figures,
    overview,
    policy,
    reasons_given,
    remittances,
)

paths = [
    path("overview/", overview.overview, name="overview"),
    path("accuracy/", figures.accuracy, name="accuracy"),
    path("accuracy/rows/", figures.rows, name="accuracy-rows"),
    path("accuracy/charts/", figures.charts, name="accuracy-charts"),
    path("narrow/", figures.narrow, name="narrow"),
    path("confidence/", confidence.confidence, name="confidence"),
    path("simulator/", confidence.simulator, name="simulator"),
    path("reasons-given/", reasons_given.reasons_given, name="reasons-given"),
    path("reasons-given/queries/", reasons_given.queries_asked, name="queries-asked"),
    # what payers answered
    path("remittances/", remittances.remittances, name="remittances"),
    path("remittances/<uuid:key>/", remittances.remittance, name="remittance"),
    path("remittances/<uuid:key>/again/", remittances.again, name="remittance-again"),
    path(
        "remittances/<uuid:key>/original/",
        remittances.original,
        name="remittance-original",
    ),
    # drift
    path("drift/", drift.drift, name="drift"),
    path("drift/baseline/", drift.freeze, name="drift-baseline"),
    path("drift/<uuid:key>/settle/", drift.settle, name="drift-settle"),
    # policy
    path("policy/", policy.policy, name="policy"),
    path("policy/drafts/", policy.draft, name="policy-draft"),
    path("policy/drafts/<uuid:key>/approve/", policy.approve, name="policy-approve"),
    path("policy/drafts/<uuid:key>/activate/", policy.activate, name="policy-activate"),
    path("policy/drafts/<uuid:key>/discard/", policy.discard, name="policy-discard"),
    path("policy/documents/", policy.documents, name="policy-documents"),
    path("policy/switch-off/", policy.switch_off, name="policy-switch-off"),
]
