"""How many people sign in by password in a second, as on a school's morning, and where the time of one goes.

Needs a running demonstration (`yuandu up`): its named accounts sign in, each time on a device that is not known.
"""

import http.client
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from itertools import cycle, islice
from urllib.parse import urlencode, urlsplit

import django
import psutil
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yuandu.kernel.scope import platform
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.signin.demonstration import DemoAccount, demo_accounts
from yuandu.site.supervisor import is_up, running

title = "登录"

AT_ONCE, TIMES, ALONE = 8, 50, 20
SMALLEST_RATE = 40
BROWSER = "yuandu bench"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": BROWSER}


@dataclass(frozen=True)
class Entry:
    """One sign-in: whether it succeeded, and after how long."""

    is_in: bool
    seconds: float


def run() -> list[Row]:
    """Let several people sign in at once for a while, then look at one sign-in alone."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    django.setup()
    accounts = demo_accounts()
    if not accounts:
        raise Trouble("这里不是演示城市。请先运行yuandu city --scale demo。")
    netloc = urlsplit(running()["address"]).netloc
    servers = [child for child in psutil.Process(running()["process"]).children() if serves(child)]
    try:
        morning(netloc, accounts, times=2)  # warm
        return [*rates(netloc, accounts, servers), alone(accounts)]
    finally:
        sign_out()


def sign_out() -> None:
    """End the sessions that were measured."""
    sessions, places = apps.get_model("sessions.Session"), apps.get_model("usersessions.UserSession")
    with platform():
        ours = places.objects.filter(user_agent=BROWSER)
        sessions.objects.filter(session_key__in=list(ours.values_list("session_key", flat=True))).delete()
        ours.delete()


def serves(process: psutil.Process) -> bool:
    return process.name() == "yuandu-web"


def rates(netloc: str, accounts: list[DemoAccount], servers: list[psutil.Process]) -> list[Row]:
    """Return sign-ins a second, how long people wait, what the servers used, and the load of the machine before."""
    load, used, began = os.getloadavg()[0], processor_seconds(servers), time.perf_counter()
    entries = morning(netloc, accounts, times=TIMES)
    seconds, used = time.perf_counter() - began, processor_seconds(servers) - used
    done = [entry.seconds * 1000 for entry in entries if entry.is_in]
    if len(done) < len(entries):
        raise Trouble(f"{len(entries)}次登录里只有{len(done)}次成功。")
    p95 = statistics.quantiles(done, n=20)[-1]
    return [
        Row(
            what=f"{AT_ONCE}人同时用密码登录（测之前负载{load:.1f}）",
            value=f"每秒{len(done) / seconds:.0f}次",
            target=f"≥ {SMALLEST_RATE}",
        ),
        Row(what="等多久", value=f"p50 {statistics.median(done):.0f}ms，p95 {p95:.0f}ms"),
        Row(what="网站进程为一次登录用的CPU", value=f"{used * 1000 / len(done):.0f}ms"),
    ]


def processor_seconds(servers: list[psutil.Process]) -> float:
    return sum(used.user + used.system for server in servers for used in [server.cpu_times()])


def morning(netloc: str, accounts: list[DemoAccount], *, times: int) -> list[Entry]:
    """Sign in so many times each from several connections at once, each time as a browser without our cookies."""

    def person(number: int) -> list[Entry]:
        connected = http.client.HTTPConnection(netloc, timeout=60)
        token = token_of(connected)
        chosen = islice(cycle(accounts), number, number + times)
        entries = [entered(connected, account, token) for account in chosen]
        connected.close()
        return entries

    with ThreadPoolExecutor(AT_ONCE) as people:
        return [entry for entries in people.map(person, range(AT_ONCE)) for entry in entries]


def token_of(connected: http.client.HTTPConnection) -> str:
    """Return the token against forged forms that the sign-in page gives."""
    connected.request("GET", "/sign-in/")
    answer = connected.getresponse()
    answer.read()
    return SimpleCookie(answer.headers["Set-Cookie"])["csrftoken"].value


def entered(connected: http.client.HTTPConnection, account: DemoAccount, token: str) -> Entry:
    """Sign in once."""
    filled = {"login": account.username, "password": account.password, "csrfmiddlewaretoken": token}
    began = time.perf_counter()
    connected.request("POST", "/sign-in/", urlencode(filled), FORM | {"Cookie": f"csrftoken={token}"})
    answer = connected.getresponse()
    answer.read()
    return Entry(answer.headers.get("Location") == settings.LOGIN_REDIRECT_URL, time.perf_counter() - began)


def alone(accounts: list[DemoAccount]) -> Row:
    """Return where the time of one sign-in goes: the hash, the database, and everything else."""
    account, times, queries, browser = (
        accounts[-1],
        [],
        [],
        Client(SERVER_NAME="127.0.0.1", HTTP_USER_AGENT=BROWSER),
    )
    for _time in range(ALONE):
        browser.cookies.clear()
        filled = {"login": account.username, "password": account.password}
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            browser.post("/sign-in/", filled)
        times.append((time.perf_counter() - began) * 1000)
        queries.append((len(asked), sum(float(query["time"]) for query in asked) * 1000))
    whole, (count, asking), hashing = statistics.median(times), sorted(queries)[ALONE // 2], hash_time()
    return Row(
        what="单独一次登录花在哪里",
        value=f"{whole:.0f}ms：密码散列{hashing:.0f}ms，数据库{count}条语句{asking:.0f}ms，"
        f"其余{whole - hashing - asking:.0f}ms",
    )


def hash_time() -> float:
    """Return how many milliseconds it takes to check a password."""
    kept, times = make_password("kite"), []
    for _time in range(ALONE):
        began = time.perf_counter()
        check_password("kite", kept)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
