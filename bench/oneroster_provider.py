"""How fast other systems read the roster over OneRoster: pages of /users by links and by offset, and what systems ask.

Needs a running product (`yuandu up`) with a city in it. A system of the city is registered for the measuring and
stopped at the end; each request leaves one entry of the trail, as always.
"""

import json
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib import import_module
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import django
from django.utils import timezone

from bench.pages import processor_seconds, serves
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.supervisor import is_up, running

title = "名册接口（OneRoster 1.2）"

BASE = "/ims/oneroster/rostering/v1p2"
LIMIT, SECONDS, AT_ONCE, FAR = 100, 8, 4, 1_000_000
SMALLEST_RATE = 50
ASKED = (
    ("按身份取学生", "users", {"filter": "roles.role='student'"}),
    ("按状态取在用的人", "users", {"filter": "status='active'"}),
    ("增量（一年以来）", "users", {"filter": "dateLastModified>'2026-01-01T00:00:00Z'"}),
    ("增量（今后，没有）", "users", {"filter": "dateLastModified>'2100-01-01T00:00:00Z'"}),
    ("学生", "students", {}),
    ("教师", "teachers", {}),
    ("班级", "classes", {}),
    ("选班", "enrollments", {}),
    ("在读学生的选班", "enrollments", {"filter": "status='active' AND role='student'"}),
    ("机构", "orgs", {}),
)


class Reader:
    """Another system: one connection, one token; remembers how long each answer took."""

    def __init__(self, netloc: str, token: str) -> None:
        self.connection = HTTPConnection(netloc, timeout=120)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.seconds: list[float] = []

    def ask(self, address: str) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a good answer; raises Trouble for any other."""
        began = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        self.seconds.append(time.perf_counter() - began)
        if response.status != 200:
            raise Trouble(f"{address} {response.status} {body.decode()[:200]}")
        return dict(response.getheaders()), body

    def following(self, headers: dict[str, str]) -> str | None:
        """Return the address of the next page."""
        for part in headers.get("Link", "").split(", "):
            address, _semicolon, relation = part.partition("; rel=")
            if relation == '"next"':
                split = urlsplit(address.strip("<>"))
                return f"{split.path}?{split.query}"
        return None


def run() -> list[Row]:
    """Measure walks by several systems at once, then single questions."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    netloc = urlsplit(running()["address"]).netloc
    with system_of_the_city() as told:
        token = token_of(netloc, told)
        rows = [first_page(netloc, token)]
        rows += rate("/users 顺着next", netloc, token, starts=by_links(0))
        rows += rate("/users 从第1,000,000行起顺着next", netloc, token, starts=by_links(FAR))
        rows += rate("/users 从第1,000,000行起按offset", netloc, token, starts=by_offset(FAR))
        rows += [question(netloc, token, *asked) for asked in ASKED]
    return rows


@contextmanager
def system_of_the_city() -> Iterator[dict[str, str]]:
    """Register a system of the city for the measuring, and stop it at the end."""
    django.setup()
    registry = import_module("yuandu.engines.registry.queries")
    rules = import_module("yuandu.engines.registry.rules.oneroster")
    services = import_module("yuandu.site.provider.services")
    scope = import_module("yuandu.kernel.scope")
    scope.become_platform()
    [city, *_others] = registry.cities()
    client, secret = services.register_client(
        title="名册接口测速",
        organisation=city,
        client_type="confidential",
        redirect_uris=[],
        scopes=[rules.CORE, rules.FULL],
        because="测速",
        by=None,
        at=timezone.now(),
    )
    try:
        yield {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": secret,
            "scope": rules.CORE,
        }
    finally:
        services.stop_client(client=client, because="测完了", by=None, at=timezone.now())


def token_of(netloc: str, told: dict[str, str]) -> str:
    connection = HTTPConnection(netloc, timeout=60)
    connection.request(
        "POST", "/oauth/token", urlencode(told), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    return json.loads(connection.getresponse().read())["access_token"]


def page(**said: Any) -> str:
    return f"{BASE}/users?{urlencode({'limit': LIMIT} | said)}"


def first_page(netloc: str, token: str) -> Row:
    """Ask for the first page, for which all are counted."""
    reader = Reader(netloc, token)
    headers, body = reader.ask(page())
    count = int(headers["X-Total-Count"])
    value = f"{reader.seconds[0] * 1000:.0f}ms，共{count:,}人，一页{len(body) / 1024:.0f}KB"
    return Row(what="/users 第一页（要数人数）", value=value)


def by_links(offset: int) -> Any:
    """Return how a system walks by the next links from an offset on; they share no pages."""

    def walk(reader: Reader, number: int, until: float) -> None:
        address: str | None = page(offset=offset + number * 20_000)
        while address and time.perf_counter() < until:
            headers, _body = reader.ask(address)
            address = reader.following(headers)

    return walk


def by_offset(offset: int) -> Any:
    """Return how a system walks that counts for itself."""

    def walk(reader: Reader, number: int, until: float) -> None:
        place = offset + 200_000 + number * 20_000
        while time.perf_counter() < until:
            reader.ask(page(offset=place))
            place += LIMIT

    return walk


def rate(what: str, netloc: str, token: str, *, starts: Any) -> list[Row]:
    """Have several systems walk at once; the first answer of each, which finds its place, is not counted."""
    psutil = import_module("psutil")
    servers = [child for child in psutil.Process(running()["process"]).children() if serves(child)]
    readers = [Reader(netloc, token) for _number in range(AT_ONCE)]
    for number, reader in enumerate(readers):
        starts(reader, number, time.perf_counter() + 0.01)
    found = statistics.median(reader.seconds[0] for reader in readers)
    taken: list[float] = []
    lock, before, began = Lock(), processor_seconds(servers), time.perf_counter()

    def walk(numbered: tuple[int, Reader]) -> None:
        number, reader = numbered
        reader.seconds.clear()
        starts(reader, number, began + SECONDS)
        with lock:
            taken.extend(reader.seconds[1:])

    with ThreadPoolExecutor(AT_ONCE) as systems:
        list(systems.map(walk, enumerate(readers)))
    seconds = time.perf_counter() - began
    milliseconds = sorted(second * 1000 for second in taken)
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    core = (processor_seconds(servers) - before) / len(taken) * 1000
    value = (
        f"{len(taken) / seconds:.0f}次/秒，p50 {statistics.median(milliseconds):.0f}ms，p95 {p95:.0f}ms，"
        f"网站每次{core:.1f}ms CPU，找到起点{found * 1000:.0f}ms"
    )
    return [Row(what=what, value=value, target=f"≥ {SMALLEST_RATE}次/秒")]


def question(netloc: str, token: str, what: str, address: str, said: dict[str, str]) -> Row:
    """Ask one thing: the first time, when its rows are counted, and then its next pages."""
    reader = Reader(netloc, token)
    query = urlencode({"limit": LIMIT} | said, quote_via=quote)
    following: str | None = f"{BASE}/{address}?{query}"
    for _time in range(12):
        if following:
            headers, _body = reader.ask(following)
            following = reader.following(headers)
    first, rest = reader.seconds[0] * 1000, [second * 1000 for second in reader.seconds[1:]]
    value = f"第一页{first:.0f}ms" + (f"，以后p50 {statistics.median(rest):.0f}ms" if rest else "")
    return Row(what=f"{what} /{address}", value=f"{value}，共{int(headers['X-Total-Count']):,}")
