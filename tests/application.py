"""Requests of the tests reach the database as those of the product do: as a role that the net holds."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from yuandu.site.cluster import APPLICATION


class ApplicationRole:
    """Takes the application's role for a request; the tests themselves own the tables and see everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        connection.ensure_connection()
        connection.connection.execute(f"SET ROLE {APPLICATION}")  # below Django, whose queries are counted
        try:
            return self.get_response(request)
        finally:
            if connection.connection:
                connection.connection.execute("RESET ROLE")
