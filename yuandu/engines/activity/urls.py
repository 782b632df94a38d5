"""The pages of activity."""

from django.urls import path

from yuandu.engines.activity import views

app_name = "activity"
urlpatterns = [
    path("facts/", views.facts, name="facts"),
    path("facts/<int:pk>/", views.fact, name="fact"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/retry/", views.retry, name="retry"),
]
