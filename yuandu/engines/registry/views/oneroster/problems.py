"""Answers that say what went wrong, in the form of the standard (imsx_StatusInfo)."""

from django.http import HttpResponse, JsonResponse

NO_STORE = {"Cache-Control": "no-store"}


class Problem(Exception):
    """A request that gets no rows: HTTP status, code of the standard, and what to do about it."""

    def __init__(self, status: int, code: str, description: str, *, major: str = "failure") -> None:
        self.status, self.code, self.description, self.major = status, code, description, major
        super().__init__(description)

    def response(self, **headers: str) -> HttpResponse:
        """Return the answer."""
        field = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": self.code}
        body = {
            "imsx_codeMajor": self.major,
            "imsx_severity": "error",
            "imsx_description": self.description,
            "imsx_CodeMinor": {"imsx_codeMinorField": [field]},
        }
        return JsonResponse(
            body,
            status=self.status,
            headers=NO_STORE | headers,
            json_dumps_params={"ensure_ascii": False},
        )


def bad_selection(description: str) -> Problem:
    return Problem(400, "invalid_selection_field", description)


def bad_filter(description: str) -> Problem:
    return Problem(400, "invalid_filter_field", description)


def unknown(description: str = "There is no such object, or it is not yours to see.") -> Problem:
    return Problem(404, "unknownobject", description)


def unauthorised() -> Problem:
    return Problem(401, "unauthorisedrequest", "Get an access token with client credentials first.")


def forbidden() -> Problem:
    return Problem(403, "forbidden", "The access token has not the scope that this needs.")


def unsupported() -> Problem:
    return Problem(405, "invaliddata", "The roster can only be read: use GET.", major="unsupported")


def busy() -> Problem:
    return Problem(
        429,
        "server_busy",
        "This takes too long: ask for less at once, with a narrower filter or without sort.",
    )
