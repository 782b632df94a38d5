"""The one page of files: a signed link."""

from django.urls import path

from yuandu.engines.files import views

app_name = "files"
urlpatterns = [path("<str:token>/", views.file, name="file")]
