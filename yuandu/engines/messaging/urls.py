"""The pages of messaging."""

from django.urls import path

from yuandu.engines.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.notice, name="notice"),
    path("choices/", views.choices, name="choices"),
    path("leave/<str:token>/", views.leave, name="leave"),
]
