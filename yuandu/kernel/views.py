"""Pages that belong to no app: the gallery of components and what is shown when something fails."""

import re
import sys

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from yuandu.kernel import gallery, live
from yuandu.kernel.access import public, signed_in
from yuandu.kernel.refusals import AWAY, unavailable

DJANGOS_WORDS = re.compile(r"No \w+ matches the given query\.")  # of get_object_or_404, for developers


@public
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "kernel/gallery.html", gallery.samples())


@signed_in
def nudges(request: HttpRequest, topic: str) -> HttpResponseBase:
    """Stream the nudges of a topic; they carry no data, so that whoever is signed in may listen."""
    return live.response(request, topic=topic)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, in the words of whoever raised it where there are any."""
    said = str(exception.args[0]) if type(exception) is Http404 and exception.args else ""
    return render(request, "404.html", {"said": "" if DJANGOS_WORDS.fullmatch(said) else said}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we are at fault, with the id under which the cause is logged; asks the database nothing."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    return HttpResponse(render_to_string("500.html", {"request_id": getattr(request, "id", "")}), status=500)
