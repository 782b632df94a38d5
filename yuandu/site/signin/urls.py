"""Signing in and out, passwords, factors, sessions and outside accounts; the names are those that allauth expects."""

from allauth.account import views as allauth
from allauth.mfa.base.views import reauthenticate as prove_by_code
from django.urls import path, re_path

from yuandu.kernel.access import public, signed_in
from yuandu.site.signin import children, factor_views, outside_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/passkey/", public(factor_views.enter_by_passkey), name="mfa_login_webauthn"),
    path("sign-in/second-step/", public(factor_views.authenticate), name="mfa_authenticate"),
    path("sign-in/nothing/", views.nothing, name="signin_nothing"),
    path("sign-in/stopped/", public(allauth.account_inactive), name="account_inactive"),
    path("sign-in/outside/unknown/", outside_views.unknown, name="outside_unknown"),
    path("sign-in/outside/confirm/", outside_views.confirm, name="outside_confirm"),
    path("sign-in/outside/cancelled/", outside_views.cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/outside/<slug:provider>/", outside_views.begin, name="outside_login"),
    path("sign-in/outside/<slug:provider>/back/", outside_views.come_back, name="outside_callback"),
    path("sign-out/", public(allauth.logout), name="account_logout"),
    path("activate/", views.activate, name="activate"),
    path("password/", signed_in(allauth.password_change), name="account_change_password"),
    path("password/first/", signed_in(allauth.password_set), name="account_set_password"),
    path("password/forgotten/", views.forgotten, name="account_reset_password"),
    path("password/sent/", public(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(factor_views.as_platform(allauth.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/kept/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("security/", views.security, name="security"),
    path("security/", views.security, name="mfa_index"),
    path("security/second-factor/", views.demand, name="second_factor"),
    path("security/sessions/end/", views.end_sessions, name="end_sessions"),
    path("security/again/", signed_in(allauth.reauthenticate), name="account_reauthenticate"),
    path("security/again/code/", signed_in(prove_by_code), name="mfa_reauthenticate"),
    path(
        "security/again/passkey/",
        signed_in(factor_views.ProvePasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("security/app/", signed_in(factor_views.AddApp.as_view()), name="mfa_activate_totp"),
    path("security/app/remove/", signed_in(factor_views.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("security/passkeys/add/", signed_in(factor_views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "security/passkeys/<int:pk>/",
        signed_in(factor_views.RenamePasskey.as_view()),
        name="mfa_edit_webauthn",
    ),
    path(
        "security/passkeys/<int:pk>/remove/",
        signed_in(factor_views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("security/codes/", signed_in(factor_views.ShowCodes.as_view()), name="mfa_view_recovery_codes"),
    path(
        "security/codes/new/", signed_in(factor_views.MakeCodes.as_view()), name="mfa_generate_recovery_codes"
    ),
    path("security/outside/<int:pk>/remove/", outside_views.disconnect, name="outside_disconnect"),
    path("class/", children.cards, name="class_cards"),
    path("class/device/", children.register, name="class_device"),
    path("class/over/", children.over, name="class_over"),
    path("class/<int:key>/", children.pictures, name="class_pictures"),
]
