"""How fast pages come: one at a time as a person asks, and how many a core gives beside the bare framework.

Needs a running product (`yuandu up`). BENCH_USER names the account that asks for the signed-in pages.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import django
import psutil
from django.contrib.auth import get_user_model
from django.test import Client

from yuandu.kernel.scope import become_platform
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.home import ROOT
from yuandu.site.supervisor import is_up, running

title = "页面"

PUBLIC = (
    "/",
    "/plan/",
    "/plan/clauses/",
    "/plan/clauses/1.2/",
    "/plan/wall/",
    "/registry/schools/",
    "/registry/calendar/",
    "/search/?q=zc",
    "/sign-in/",
)
SIGNED_IN = (
    "/today/",
    "/registry/organisations/",
    "/plan/",
    "/search/?q=王海",
    "/registry/pupils/",
    "/registry/staff/",
)
ONE_AT_A_TIME, MANY, AT_ONCE = 60, 400, 4
LARGEST_P95_MILLISECONDS, SMALLEST_RATIO = 150, "1/6"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the body, and after how long."""

    status: int
    body: bytes
    seconds: float


def run() -> list[Row]:
    """Measure every page, then the throughput of the public ones."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    address = urlsplit(running()["address"])
    cookie = signed_in_cookie()
    rows = [one_at_a_time(address.netloc, path, {}) for path in PUBLIC]
    rows += [one_at_a_time(address.netloc, path, {"Cookie": cookie}) for path in SIGNED_IN]
    servers = [child for child in psutil.Process(running()["process"]).children() if serves(child)]
    for path in PUBLIC:
        rows += beside_the_bare_framework(address.netloc, path, {}, servers, target=f"≥ {SMALLEST_RATIO}")
    for path in SIGNED_IN:
        rows += beside_the_bare_framework(address.netloc, path, {"Cookie": cookie}, servers)
    return rows


def signed_in_cookie() -> str:
    """Return the cookie of a person who has signed in."""
    django.setup()
    become_platform()
    people = get_user_model().objects.filter(is_active=True).order_by("pk")
    name = os.environ.get("BENCH_USER")
    person = people.get(username=name) if name else people.first()
    if person is None:
        raise Trouble("数据库里还没有账号。请先运行yuandu city --scale demo。")
    client = Client()
    client.force_login(person)
    return f"sessionid={client.cookies['sessionid'].value}"


def serves(process: psutil.Process) -> bool:
    return process.name() == "yuandu-web"


def one_at_a_time(netloc: str, path: str, headers: dict[str, str]) -> Row:
    """Ask as one person does, one page after the other, over one connection."""
    what = f"{path}{'（已登录）' if headers else ''}"
    answers = list(asked(netloc, path, headers, times=ONE_AT_A_TIME + 1))[1:]
    if answers[-1].status != 200:
        return Row(what=what, value=f"—（{answers[-1].status}）")
    milliseconds = sorted(answer.seconds * 1000 for answer in answers)
    p95 = statistics.quantiles(milliseconds, n=20)[-1]
    size = len(answers[-1].body) / 1024
    value = f"p50 {statistics.median(milliseconds):.0f}ms，p95 {p95:.0f}ms，{size:.0f}KB"
    return Row(what=what, value=value, target=f"p95 ≤ {LARGEST_P95_MILLISECONDS}ms，≤ 120KB")


def asked(netloc: str, path: str, headers: dict[str, str], *, times: int) -> Iterator[Answer]:
    """Yield the answers to one question, put so many times over one connection."""
    connection = http.client.HTTPConnection(netloc, timeout=60)
    for _time in range(times):
        began = time.perf_counter()
        connection.request("GET", quote(path, safe="/?=&"), headers=headers)
        response = connection.getresponse()
        body = response.read()
        yield Answer(response.status, body, time.perf_counter() - began)
    connection.close()


def beside_the_bare_framework(
    netloc: str, path: str, headers: dict[str, str], servers: list[psutil.Process], *, target: str = ""
) -> list[Row]:
    """Compare a page with the same bytes from a constant, by the processor time of the servers."""
    [answer] = asked(netloc, path, headers, times=1)
    what = f"{path}{'（已登录）' if headers else ''}"
    if answer.status != 200:
        return [Row(what=f"{what} 每核每秒", value=f"—（{answer.status}）")]
    ours = pages_per_core_second(netloc, path, headers, servers)
    with bare_framework(answer.body) as (bare_netloc, server):
        bare = pages_per_core_second(bare_netloc, path, {}, [server])
    value = f"{ours:.0f}页，空框架{bare:.0f}页，1/{bare / ours:.1f}"
    return [Row(what=f"{what} 每核每秒，和同样字节的空框架之比", value=value, target=target)]


def pages_per_core_second(
    netloc: str, path: str, headers: dict[str, str], servers: list[psutil.Process]
) -> float:
    """Ask by several at once; return pages for each second of processor time that the servers used."""
    list(asked(netloc, path, headers, times=20))
    before = processor_seconds(servers)
    times = MANY // AT_ONCE

    def ask(_number: int) -> None:
        list(asked(netloc, path, headers, times=times))

    with ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(ask, range(AT_ONCE)))
    return MANY / (processor_seconds(servers) - before)


def processor_seconds(servers: list[psutil.Process]) -> float:
    return sum(used.user + used.system for server in servers for used in [server.cpu_times()])


@contextmanager
def bare_framework(body: bytes) -> Iterator[tuple[str, psutil.Process]]:
    """Serve the bytes by the bare framework under the same server."""
    with tempfile.NamedTemporaryFile() as file, socket.create_server(("127.0.0.1", 0)) as listener:
        file.write(body)
        file.flush()
        environment = {**os.environ, "BARE_BODY": file.name, "PYTHONPATH": str(ROOT)}
        command = ["-m", "yuandu.site.web", str(listener.fileno()), "bench.bare.asgi:application"]
        server = subprocess.Popen([sys.executable, *command], env=environment, pass_fds=[listener.fileno()])
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}", psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait()
