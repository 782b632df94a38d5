"""Who calls is set by hand here; in the product the provider's middleware finds it by the token."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.test.client import ClientHandler
from django.urls import include, path

from yuandu.site.urls import urlpatterns as of_the_product

CALLER = ContextVar("caller", default=None)
urlpatterns = [path("scim/v2/", include("yuandu.engines.registry.urls.scim")), *of_the_product]


class Caller:
    """Gives a request the client that calls."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.client = CALLER.get()

    @staticmethod
    @contextmanager
    def calling(client):
        token = CALLER.set(client)
        try:
            yield
        finally:
            CALLER.reset(token)


def application(environ, start_response):
    """The product as a WSGI application inside the transaction of a test."""
    response = ClientHandler()(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]
