"""The recurring pages: a list with everything that belongs to it, and a form that calls one service."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuandu.kernel import exports
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import Column, Table


def listing(
    request: HttpRequest,
    *,
    table: Table,
    rows: QuerySet,
    template: str = "kernel/listing.html",
    context: Mapping[str, Any] | None = None,
    kept: int = 0,
) -> HttpResponse:
    """Answer with the table, its rows alone for HTMX, or the file that `?export=csv|xlsx` asks for.

    `kept` is for how many seconds strangers may see the same drawing of a table that is open to everyone;
    the template then includes `drawn` where there is one. A file of people (L3 on) is asked for instead.
    """
    if (form := request.GET.get("export")) in exports.FORMS:
        if table.is_guarded:
            return HttpResponseRedirect(exports.asking_for(table, request.GET, form=form))
        return exports.download(request, table, table.narrowed(rows, request.GET, request.user), form=form)
    if kept and not request.user.is_authenticated:
        key = f"listing:{get_language()}:{request.get_full_path()}"
        shown = {"drawn": caches["drawn"].get_or_set(key, lambda: drawn_table(request, table, rows), kept)}
    else:
        shown = {"listing": listing_of(request, table, rows)}
    drawn = shown | {"title": table.title} | dict(context or {})
    answer = render(request, "kernel/part.html" if wants_part(request) else template, drawn)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def drawn_table(request: HttpRequest, table: Table, rows: QuerySet) -> str:
    return render_to_string("ui/table.html", {"listing": listing_of(request, table, rows)}, request)


def wants_part(request: HttpRequest) -> bool:
    """Say whether HTMX asks for the rows alone; on the browser's way back it needs the whole page."""
    htmx = getattr(request, "htmx", False)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def listing_of(request: HttpRequest, table: Table, rows: QuerySet) -> dict[str, Any]:
    """Return what ui/table.html draws: columns, rows, chips, views, actions, exports and pages."""
    query, user = request.GET, request.user
    narrowed = table.narrowed(rows, query, user)
    page = Paginator(narrowed, table.per_page).get_page(query.get("page"))
    return {
        "name": table.name,
        "title": table.title,
        "total": page.paginator.count,
        "columns": [heading(column, query) for column in table.columns],
        "rows": [row_of(table, row) for row in page],
        "filters": [
            {"name": chip.name, "title": chip.title, "options": choices(chip.name, options, value, query)}
            for chip, options, value in table.chosen_filters(query, user)
        ],
        "search": {"value": query.get("q", ""), "placeholder": table.search_hint} if table.search else None,
        "actions": [
            action for action in table.actions if user.is_authenticated and user.holds(action.permission)
        ],
        "exports": [
            {"title": kind.upper(), "url": changed(query, export=kind)} for kind in exports.forms_of(table)
        ],
        "pages": turning(page, query),
        "clear_url": request.path,
        "query": query.urlencode(),
    } | saved_views(request, table)


def heading(column: Column, query: QueryDict) -> dict[str, Any]:
    current = query.get("sort", "")
    state = {column.name: "ascending", f"-{column.name}": "descending"}.get(current, "")
    turn = f"-{column.name}" if state == "ascending" else column.name
    return {
        "name": column.name,
        "title": column.title,
        "align": column.align,
        "sortable": bool(column.sort),
        "sort": state,
        "sort_url": changed(query, sort=turn, page=None),
    }


def row_of(table: Table, row: Any) -> dict[str, Any]:
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return {"pk": row.pk, "url": url, "cells": [cell(table, column, row, url) for column in table.columns]}


def cell(table: Table, column: Column, row: Any, url: str) -> dict[str, Any]:
    value = table.shown(column, row)
    html = "—" if value is None or value == "" else conditional_escape(value)
    if column.link and url:
        html = format_html('<a class="rowlink" href="{}">{}</a>', url, html)
    return {"column": column, "html": html}


def choices(name: str, options: list, value: str, query: QueryDict) -> list[dict[str, Any]]:
    every = {
        "value": "",
        "title": _("全部"),
        "url": changed(query, page=None, **{name: None}),
        "on": not value,
    }
    return [every] + [
        {"value": key, "title": title, "url": changed(query, page=None, **{name: key}), "on": key == value}
        for key, title in options
    ]


def turning(page: Any, query: QueryDict) -> dict[str, Any]:
    before = page.previous_page_number() if page.has_previous() else None
    after = page.next_page_number() if page.has_next() else None
    return {
        "number": page.number,
        "count": page.paginator.num_pages,
        "previous_url": changed(query, page=before) if before else None,
        "next_url": changed(query, page=after) if after else None,
    }


def saved_views(request: HttpRequest, table: Table) -> dict[str, Any]:
    """Return the person's saved views of the table; they are rows of whoever settings name."""
    query = changed(request.GET, page=None, export=None).lstrip("?")
    views = request.user.saved_views(table.name) if request.user.is_authenticated else []
    return {
        "views": [
            {"pk": view.pk, "title": view.title, "url": f"?{view.query}", "current": view.query == query}
            for view in views
        ],
        "view_query": query,
        "save_view_url": reverse(settings.SAVE_VIEW) if request.user.is_authenticated else None,
        "delete_view_url": reverse(settings.DELETE_VIEW) if request.user.is_authenticated else None,
    }


def changed(query: QueryDict, **changes: Any) -> str:
    """Return the query string with some values replaced, those that are None left out."""
    copy = query.copy()
    copy.pop("export", None)
    for name, value in changes.items():
        copy.pop(name, None)
        if value not in (None, ""):
            copy[name] = str(value)
    return f"?{copy.urlencode()}"


def form(
    request: HttpRequest,
    *,
    form: Form,
    title: str,
    verb: str,
    save: Callable[[dict[str, Any]], Any],
    done: Callable[[Any], str] | str,
    cancel: str = "",
    template: str = "kernel/form.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; when it is sent and right, call `save` with what was filled in and go to `done`.

    A refusal of the service is shown above the form with status 409, and nothing that was typed is lost.
    """
    status, refusal = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            result = save(form.cleaned_data)
        except Refusal as error:
            status, refusal = 409, error
        else:
            return HttpResponseRedirect(done(result) if callable(done) else done)
    elif request.method == "POST":
        status = 422
    drawn = {"form": form, "title": title, "verb": verb, "cancel": cancel, "refusal": refusal}
    return render(request, template, drawn | dict(context or {}), status=status)
