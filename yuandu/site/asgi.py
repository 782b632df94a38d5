"""The door for an ASGI server, which live pages need."""

from django.core.asgi import get_asgi_application

from yuandu.site.embedded import prepare_environment

prepare_environment()
application = get_asgi_application()
