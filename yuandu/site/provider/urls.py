"""The endpoints of the provider, and the pages about other systems."""

from django.urls import path

from yuandu.site.provider.views import authorize, clients, endpoints, logout, metadata, mine

app_name = "provider"
urlpatterns = [
    path(".well-known/openid-configuration", metadata.discovery, name="discovery"),
    path(".well-known/oauth-authorization-server", metadata.discovery, name="oauth_discovery"),
    path("oauth/jwks", metadata.jwks, name="jwks"),
    path("oauth/authorize", authorize.authorize, name="authorize"),
    path("oauth/consent", authorize.consent, name="consent"),
    path("oauth/token", endpoints.token, name="token"),
    path("oauth/userinfo", endpoints.userinfo, name="userinfo"),
    path("oauth/introspect", endpoints.introspect, name="introspect"),
    path("oauth/revoke", endpoints.revoke, name="revoke"),
    path("oauth/logout", logout.logout, name="logout"),
    path("oauth/logout/confirm", logout.confirm, name="confirm_logout"),
    path("systems/", clients.clients, name="clients"),
    path("systems/new/", clients.register, name="register"),
    path("systems/mine/", mine.mine, name="mine"),
    path("systems/mine/<int:pk>/leave/", mine.leave, name="leave"),
    path("systems/mine/<int:pk>/withdraw/", mine.withdraw, name="withdraw"),
    path("systems/<int:pk>/", clients.client, name="client"),
    path("systems/<int:pk>/change/", clients.change, name="change"),
    path("systems/<int:pk>/secret/", clients.secret, name="secret"),
    path("systems/<int:pk>/stop/", clients.stop, name="stop"),
    path("systems/<int:pk>/resume/", clients.resume, name="resume"),
]
