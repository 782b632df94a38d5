"""How fast another system opens the accounts of a county by SCIM, and finds them again.

Needs a running product (`yuandu up`) with a city. The accounts stay: run it where nobody works.
BENCH_ACCOUNTS says how many there are (100,000), BENCH_SINGLE how many of them come one by one (5,000).
"""

import base64
import http.client
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import django
import psutil
from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string

from yuandu.engines.registry.gateways.scim.schemas import CORE, ENTERPRISE, MOST_OPERATIONS, POST
from yuandu.kernel.scope import become_platform
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.supervisor import is_up, running

title = "账号接口（SCIM）"

ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS") or 100_000)
SINGLE = int(os.environ.get("BENCH_SINGLE") or 5_000)
CONNECTIONS = 4
MOST_SECONDS = 300
ASKED = 50  # times of each question
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


@dataclass(frozen=True)
class System:
    """A system of a county, with its token and the schools where its people work."""

    netloc: str
    token: str
    schools: tuple[str, ...]

    def asks(self, connection: http.client.HTTPConnection, method: str, path: str, body: Any = None) -> Any:
        """Send one request over an open connection; return what came back, and stop at any refusal."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"}
        data = json.dumps(body).encode() if body is not None else None
        connection.request(method, f"/scim/v2{path}", body=data, headers=headers)
        response = connection.getresponse()
        text = response.read()
        if response.status >= 400:
            raise Trouble(f"{method} {path}: {response.status} {text[:300]!r}")
        return json.loads(text) if text else None


def run() -> list[Row]:
    """Open accounts by bulk and one by one, then ask for them."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    django.setup()
    become_platform()
    system = registered(urlsplit(running()["address"]).netloc)
    run_number = int(time.time())
    single, many = range(SINGLE), range(SINGLE, ACCOUNTS)
    rows = []
    for what, numbers, send in (("批量", many, in_bulk), ("逐个", single, one_by_one)):
        if numbers:
            rows += opened(
                what, len(numbers), lambda send=send, numbers=numbers: send(system, run_number, numbers)
            )
    return rows + [found(system, what, path) for what, path in questions(run_number).items()]


def registered(netloc: str) -> System:
    """Register a system of the county with the most schools, and get its token as any system gets it."""
    open_schools = apps.get_model("registry.Organisation").objects.filter(level="school", closed_on=None)
    schools = list(open_schools.select_related("unit"))
    if not schools:
        raise Trouble("请先运行yuandu city --scale demo。")
    counties = [school.unit for school in schools]
    county = max(set(counties), key=counties.count)
    client, secret = import_string("yuandu.site.provider.services.register_client")(
        because="测量",
        by=None,
        at=timezone.now(),
        organisation=county,
        title=f"测量{int(time.time())}",
        client_type="confidential",
        scopes=["scim"],
    )
    key = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    connection = http.client.HTTPConnection(netloc, timeout=60)
    connection.request(
        "POST",
        "/oauth/token",
        body=urlencode({"grant_type": "client_credentials", "scope": "scim"}),
        headers={"Authorization": f"Basic {key}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = json.loads(connection.getresponse().read())
    places = tuple(school.identifier or school.path for school in schools if school.unit == county)
    return System(netloc, answer["access_token"], places)


def account(system: System, run_number: int, number: int) -> dict[str, Any]:
    """Return the resource of one teacher of an invented county."""
    place = system.schools[number % len(system.schools)]
    return {
        "schemas": [CORE, ENTERPRISE, POST],
        "userName": f"scim{run_number}-{number}",
        "externalId": f"{run_number}-{number}",
        "active": True,
        "displayName": f"王{number:06d}",
        "name": {"formatted": f"王{number:06d}"},
        ENTERPRISE: {"employeeNumber": f"{run_number}-{number}"},
        POST: {"posts": [{"organisation": place, "kind": "subject_teacher", "subject": "mathematics"}]},
    }


def in_bulk(system: System, run_number: int, numbers: range) -> None:
    """Send the accounts by as many operations a request as are allowed, over two connections."""

    def send(batch: tuple[int, ...]) -> None:
        operations = [
            {
                "method": "POST",
                "path": "/Users",
                "bulkId": str(number),
                "data": account(system, run_number, number),
            }
            for number in batch
        ]
        connection = http.client.HTTPConnection(system.netloc, timeout=600)
        answer = system.asks(connection, "POST", "/Bulk", {"schemas": [BULK], "Operations": operations})
        connection.close()
        if [done["status"] for done in answer["Operations"]] != ["201"] * len(batch):
            raise Trouble(str(answer["Operations"][:2]))

    with ThreadPoolExecutor(2) as senders:
        list(senders.map(send, batches(numbers, MOST_OPERATIONS)))


def one_by_one(system: System, run_number: int, numbers: range) -> None:
    """Send the accounts each in a request of its own, over a few connections."""

    def send(mine: tuple[int, ...]) -> None:
        connection = http.client.HTTPConnection(system.netloc, timeout=60)
        for number in mine:
            system.asks(connection, "POST", "/Users", account(system, run_number, number))
        connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as senders:
        list(senders.map(send, batches(numbers, -(-len(numbers) // CONNECTIONS))))


def batches(numbers: range, size: int) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(numbers), size):
        yield tuple(numbers[start : start + size])


def opened(what: str, count: int, send: Callable[[], None]) -> list[Row]:
    """Send and say how long it took, what 100,000 take at that pace, and what one costs the processors."""
    before, began = processor_seconds(), time.perf_counter()
    send()
    seconds, after = time.perf_counter() - began, processor_seconds()
    pace = count / seconds
    value = f"{seconds:.0f}秒，每秒{pace:.0f}个，100,000个{100_000 / pace:.0f}秒"
    cost = "，".join(f"{name}{(after[name] - before[name]) / count * 1000:.1f}ms" for name in after)
    return [
        Row(what=f"{what}开通{count:,}个账号", value=value, target=f"100,000个 ≤ {MOST_SECONDS}秒"),
        Row(what=f"{what}时每个账号的CPU", value=cost),
    ]


def processor_seconds() -> dict[str, float]:
    """Return what the web processes and the database have used so far."""
    used = {"网站": 0.0, "数据库": 0.0}
    for child in psutil.Process(running()["process"]).children(recursive=True):
        name = {"yuandu-web": "网站", "postgres": "数据库"}.get(child.name())
        if name:
            times = child.cpu_times()
            used[name] += times.user + times.system
    return used


def questions(run_number: int) -> dict[str, str]:
    """Return what a system asks for every day."""
    name = quote(f'userName eq "scim{run_number}-7"')
    changed = quote(f'meta.lastModified gt "{timezone.now().isoformat()}"')
    return {
        "第1页，100个": "/Users?count=100",
        "第500页，100个": "/Users?count=100&startIndex=50000",
        "用游标，100个": "/Users?count=100&cursor=",
        "按userName": f"/Users?filter={name}",
        "按更改时间": f"/Users?filter={changed}",
    }


def found(system: System, what: str, path: str) -> Row:
    """Ask the same thing some times over one connection."""
    connection, times = http.client.HTTPConnection(system.netloc, timeout=60), []
    for _time in range(ASKED):
        began = time.perf_counter()
        system.asks(connection, "GET", path)
        times.append((time.perf_counter() - began) * 1000)
    connection.close()
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(what=f"查找：{what}", value=f"p50 {statistics.median(times):.0f}ms，p95 {p95:.0f}ms")
