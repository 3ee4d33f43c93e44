"""Addresses of the trail, under /trail/. Nothing here changes anything."""

from django.urls import path

from audit import feedback_views, views

app_name = "audit"

urlpatterns = [
    path("", views.trail, name="trail"),
    path("feedback/", feedback_views.feedback, name="feedback"),
    path("charts/<uuid:chart>/", views.chart, name="chart"),
    path("events/<int:event>/", views.event, name="event"),
]
