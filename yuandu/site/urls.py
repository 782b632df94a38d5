"""Where everything is: each app that has pages or REST routes under its own name."""

from django.urls import include, path
from django.utils.module_loading import module_has_submodule
from django.views.i18n import set_language
from ninja import NinjaAPI

from yuandu.kernel.access import public
from yuandu.kernel.apps import yuandu_apps

api = NinjaAPI(title="鸢都 Yuandu", urls_namespace="rest", docs_url=None, openapi_url=None)
urlpatterns = [
    path("", include("yuandu.kernel.urls")),
    path("", include("yuandu.site.pages.urls")),
    path("", include("yuandu.site.signin.urls")),
    path("", include("yuandu.site.provider.urls")),
    path("ims/oneroster/rostering/v1p2/", include("yuandu.engines.registry.urls.oneroster")),
    path("scim/v2/", include("yuandu.engines.registry.urls.scim")),
    path("language/", public(set_language), name="set_language"),
]
for app in yuandu_apps():
    if app.name.startswith(("yuandu.engines.", "yuandu.domains.")):
        if module_has_submodule(app.module, "urls"):
            urlpatterns.append(path(f"{app.label}/", include(f"{app.name}.urls")))
        if module_has_submodule(app.module, "rest"):
            api.add_router(f"/{app.label}", app.load("rest.router"))
urlpatterns.append(path("api/", api.urls))

handler400 = "yuandu.kernel.views.bad_request"
handler403 = "yuandu.kernel.views.forbidden"
handler404 = "yuandu.kernel.views.not_found"
handler500 = "yuandu.kernel.views.failed"
