"""The addresses of SCIM: it has its own tree below /scim/v2/ (RFC 7644 §3.2)."""

from django.urls import path

from yuandu.engines.registry.views.scim import scim

app_name = "scim"
urlpatterns = [
    path("", scim, name="root"),
    path("<path:path>", scim, name="endpoint"),
]
