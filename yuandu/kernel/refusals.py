"""Expected refusals: a service raises one, the person reads one sentence."""

import logging
from collections.abc import Callable
from uuid import uuid4

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger("yuandu.request")


class Refusal(Exception):
    """The base of every refusal; its text says what happened and what to do next."""


class RefusalMiddleware:
    """Answers a refusal raised by a page with its sentence and status 409; names each request.

    Anything unexpected is logged once with the request's id, which the person sees too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex[:12]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            template = (
                "kernel/refusal_part.html" if getattr(request, "htmx", False) else "kernel/refusal.html"
            )
            return render(request, template, {"refusal": exception}, status=409)
        log.error("request %s to %s failed", request.id, request.path, exc_info=exception)
        if isinstance(exception, OperationalError):
            return unavailable(request)
        return None


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database cannot be reached, without asking the database for anything."""
    context = {"request_id": getattr(request, "id", "")}
    page = render_to_string("503.html", context)  # without a request there are no context processors
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})
