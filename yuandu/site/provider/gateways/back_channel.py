"""Telling another system that somebody signed out (OpenID Connect Back-Channel Logout 1.0 §2.5)."""

import requests

SECONDS = 5


class NotTold(Exception):
    """The other system did not say that it has heard."""


def tell(*, uri: str, logout_token: str) -> None:
    """Send the token; redirects are not followed. Raises NotTold with what was wrong."""
    try:
        answer = requests.post(
            uri, data={"logout_token": logout_token}, timeout=SECONDS, allow_redirects=False, stream=True
        )
        answer.close()
    except requests.RequestException as error:
        raise NotTold(type(error).__name__) from error
    if answer.status_code not in (200, 204):
        raise NotTold(f"HTTP {answer.status_code}")
