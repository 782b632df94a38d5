"""Signing in and out, passwords, and opening an account by a code; the names are those that allauth expects."""

from allauth.account import views as allauth
from django.urls import path, re_path

from yuandu.kernel.access import public, signed_in
from yuandu.site.signin import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", public(allauth.logout), name="account_logout"),
    path("sign-in/stopped/", public(allauth.account_inactive), name="account_inactive"),
    path("activate/", views.activate, name="activate"),
    path("password/", signed_in(allauth.password_change), name="account_change_password"),
    path("password/first/", signed_in(allauth.password_set), name="account_set_password"),
    path("password/forgotten/", views.forgotten, name="account_reset_password"),
    path("password/sent/", public(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/kept/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
