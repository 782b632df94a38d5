"""Rules of the provider: pure functions about addresses, scopes, names for people, and ages."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
ROSTER = "https://purl.imsglobal.org/spec/or/v1p2/scope/"
PERSON_SCOPES = frozenset({"openid", "profile", "email", "phone", "organisations", "offline_access"})
MACHINE_SCOPES = frozenset(
    {
        f"{ROSTER}roster-core.readonly",
        f"{ROSTER}roster.readonly",
        f"{ROSTER}roster-demographics.readonly",
        "urn:yuandu:scope:roster-contacts.readonly",  # ours: the standard has none for telephone and e-mail
        "scim",
    }
)
NEEDS_GUARDIAN_BELOW = 14  # 个人信息保护法第三十一条
KEPT_FROM_CHILDREN = {"email", "phone"}


def fault_of_uri(uri: str) -> str:
    """Return what is wrong with an address that a system registers, "" for nothing.

    Absolute, https (http only on the machine itself), without fragment, name or password, wildcard or dots that
    climb: addresses are compared letter by letter (RFC 9700 §2.1, RFC 8252 §8.3).
    """
    try:
        parts = urlsplit(uri)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "malformed"
    if not uri.isascii() or not uri.isprintable() or " " in uri or "\\" in uri or not host:
        return "malformed"
    if parts.scheme not in {"https", "http"} or (parts.scheme == "http" and host not in LOOPBACK):
        return "not_https"
    if "#" in uri:
        return "fragment"
    if "@" in parts.netloc:
        return "userinfo"
    if "*" in uri or "/../" in f"{parts.path}/" or "/./" in f"{parts.path}/":
        return "wildcard"
    return ""


def origin_of(uri: str) -> str:
    """Return scheme, host and port of an address, as browsers send them in `Origin`."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def digest(secret: str) -> str:
    """Return what is kept of a secret of 256 random bits: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_secret(secret: str, kept: str) -> bool:
    """Say whether it is the secret of which this is kept; a client without a secret has none."""
    return bool(kept) and hmac.compare_digest(digest(secret), kept)


def name_for(*parts: object, key: bytes) -> str:
    """Return a name that says nothing about what it names and cannot be guessed without the key: 43 letters."""
    made = hmac.digest(key, "|".join(map(str, parts)).encode(), "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def is_below_14(birth_on: date | None, *, is_pupil: bool, on: date) -> bool:
    """Say whether somebody else decides for the person; a pupil of unknown age counts as below 14."""
    if birth_on is None:
        return is_pupil
    had_birthday = (on.month, on.day) >= (birth_on.month, birth_on.day)
    return on.year - birth_on.year - (not had_birthday) < NEEDS_GUARDIAN_BELOW


def scopes_told(scopes: Iterable[str], *, is_below_14: bool) -> frozenset[str]:
    """Return the scopes whose claims are really given."""
    return frozenset(scopes) - (KEPT_FROM_CHILDREN if is_below_14 else set())


def is_covered(scopes: Iterable[str], *, given: Iterable[str]) -> bool:
    """Say whether what is asked for was agreed to before."""
    return frozenset(scopes) <= frozenset(given)
