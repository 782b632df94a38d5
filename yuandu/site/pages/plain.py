"""Pages of plain words, and whether the product is well."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from yuandu.kernel.access import public


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what one can do here and whom to ask."""
    return render(request, "site/help.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages serve people who see, hear or move otherwise, and what is not tested."""
    return render(request, "site/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which data are kept, why, and who sees them."""
    return render(request, "site/privacy.html")


@public
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database can be asked, else 503; for those who watch installations."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
