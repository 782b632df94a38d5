"""The pages of the site that belong to no app."""

from django.urls import path
from django.views.generic import RedirectView

from yuandu.kernel.access import public
from yuandu.site.pages import finding, plain, portal, workbench

urlpatterns = [
    path("", portal.home, name="home"),
    path("today/", workbench.today, name="today"),
    path("search/", finding.find, name="search"),
    path("profile/", public(RedirectView.as_view(pattern_name="registry:profile"))),
    path("help/", plain.help_page, name="help"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("privacy/", plain.privacy, name="privacy"),
    path("health/", plain.health, name="health"),
]
