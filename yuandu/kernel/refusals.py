"""Expected refusals: a service raises one, the person reads one sentence. And what fails, with its request's id."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

AWAY = (OperationalError, InterfaceError)  # the database cannot be reached, or has just gone
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")


class Refusal(Exception):
    """The base of every refusal; its text says what happened and what to do next."""


class RefusalMiddleware:
    """Answers a refusal raised by a page with its sentence and status 409; names each request.

    Anything unexpected is Django's to log, once; RequestId puts the request's id beside it, which the person sees too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid4().hex[:12]
        REQUEST_ID.set(request.id)
        response = self.get_response(request)
        response["X-Request-Id"] = request.id
        if response.status_code >= 400 and wants_rows(request):
            response["HX-Redirect"] = request.get_full_path()  # the page that says why, in place of silence
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        template = "kernel/refusal_part.html" if getattr(request, "htmx", False) else "kernel/refusal.html"
        return render(request, template, {"refusal": exception}, status=409)


class RequestId(logging.Filter):
    """Lets the format of a log name the request at hand: %(request_id)s, "-" outside one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = REQUEST_ID.get()
        return True


def wants_rows(request: HttpRequest) -> bool:
    """Say whether HTMX asks for the rows of a listing, as a link or a search field does."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == "rows"


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database cannot be reached, without asking the database for anything."""
    context = {"request_id": getattr(request, "id", "")}
    page = render_to_string("503.html", context)  # without a request there are no context processors
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})
