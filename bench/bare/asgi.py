"""The bare framework: Django with one view that answers bytes from a constant, and nothing else."""

from os import environ
from pathlib import Path

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import re_path

BODY = Path(environ["BARE_BODY"]).read_bytes()

settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)


def constant(request):
    return HttpResponse(BODY)


urlpatterns = [re_path("", constant)]
application = get_asgi_application()
