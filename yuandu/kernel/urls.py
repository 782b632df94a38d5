"""The kernel's own pages."""

from django.urls import path

from yuandu.kernel import views

app_name = "kernel"
urlpatterns = [
    path("ui/", views.components, name="components"),
    path("live/<slug:topic>/", views.nudges, name="nudges"),
]
