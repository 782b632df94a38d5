"""Signing in and out."""

from allauth.account import views
from django.urls import path

from yuandu.kernel.access import public

urlpatterns = [
    path("sign-in/", public(views.login), name="account_login"),
    path("sign-out/", public(views.logout), name="account_logout"),
]
