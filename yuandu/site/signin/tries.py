"""How often a password may be tried. A stranger who guesses slows down himself, and never the account's owner.

A device on which the account has signed in before has an allowance of its own. Everybody else is counted by
name and part of the network, by name, and by address. Passkeys cannot be guessed and are not counted.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest

from yuandu.site.signin import devices

HOST, NEIGHBOURHOOD = {4: 32, 6: 64}, {4: 24, 6: 48}  # lengths of prefixes


@dataclass(frozen=True)
class Limit:
    """So many failures in so many seconds, counted from the first of them."""

    most: int
    seconds: int


KNOWN_DEVICE = Limit(10, 300)
NAME_NEARBY = Limit(10, 300)
NAME = Limit(100, 3600)
ADDRESS = Limit(300, 300)  # a school of some thousand people behind one address mistypes as well


def is_too_many(request: HttpRequest, login: str) -> bool:
    """Say whether this device has to wait before it tries the name again; one statement."""
    limits = counters(request, login)
    counted = cache.counts(limits)
    return any(counted[key] >= limit.most for key, limit in limits.items())


def count_failure(request: HttpRequest, login: str) -> None:
    """Count a wrong password; one statement, at once, whatever becomes of the request."""
    cache.count({key: limit.seconds for key, limit in counters(request, login).items()})


def counters(request: HttpRequest, login: str) -> Mapping[str, Limit]:
    """Return the counters that a try falls under; names and addresses are kept as hashes only."""
    name, address = normal(login), address_of(request)
    device = devices.device_of(request)
    if device.knows(name):
        return {key("device", device.key, name): KNOWN_DEVICE}
    return {
        key("nearby", prefix(address, NEIGHBOURHOOD), name): NAME_NEARBY,
        key("name", name): NAME,
        key("address", prefix(address, HOST)): ADDRESS,
    }


def normal(login: str) -> str:
    """Return the name as accounts keep it."""
    return login.strip().lower()


def address_of(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR") or "0.0.0.0"


def prefix(address: str, lengths: Mapping[int, int]) -> str:
    """Return the part of the network in which the address lies."""
    version = ip_address(address).version
    return str(ip_network(f"{address}/{lengths[version]}", strict=False))


def key(*parts: str) -> str:
    return f"signin.tries:{parts[0]}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"
