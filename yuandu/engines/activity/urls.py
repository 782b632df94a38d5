"""The pages of activity."""

from django.urls import path

from yuandu.engines.activity import views

app_name = "activity"
urlpatterns = [path("facts/", views.facts, name="facts")]
