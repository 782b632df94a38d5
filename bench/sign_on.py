"""How many people a second sign on to other systems: whole code flows against the running product, and their parts.

Needs a running product (`yuandu up`). A flow is what a browser and a system do: authorize with a session → code →
tokens → userinfo; a system and sessions are made for it and taken away again.
"""

import base64
import hashlib
import http.client
import json
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import django
import psutil
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client as Browser
from django.utils import timezone
from django.utils.module_loading import import_string

from yuandu.kernel import scope
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.supervisor import is_up, running

title = "登录其他系统"

BACK = "http://127.0.0.1:9/bench"
PEOPLE, AT_ONCE, SECONDS = 200, 8, 20
SMALLEST_PER_SECOND = 30
VERIFIER = secrets.token_urlsafe(48)


@dataclass
class Flows:
    """One caller's connection and how long each part took."""

    netloc: str
    client_id: str
    basic: str
    scopes: str
    parts: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.netloc, timeout=30)
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        asked = {
            "client_id": self.client_id, "redirect_uri": BACK, "response_type": "code", "scope": self.scopes,
            "state": "bench", "nonce": "bench", "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }  # fmt: skip
        self.authorize = f"/oauth/authorize?{urlencode(asked)}"

    def flow(self, cookie: str) -> None:
        """Sign on once and read who it is."""
        back = self.ask("authorize", "GET", self.authorize, {"Cookie": f"sessionid={cookie}"}, status=302)
        code = parse_qs(urlsplit(back.getheader("Location")).query)["code"][0]
        told = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
            "client_id": self.client_id, "code_verifier": VERIFIER,
        }  # fmt: skip
        form = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": self.basic}
        held = json.loads(self.ask("token", "POST", "/oauth/token", form, urlencode(told)).read_body)
        bearer = {"Authorization": f"Bearer {held['access_token']}"}
        person = json.loads(self.ask("userinfo", "GET", "/oauth/userinfo", bearer).read_body)
        assert person["sub"]

    def ask(
        self, part: str, method: str, path: str, headers: dict[str, str], body: str = "", status: int = 200
    ) -> http.client.HTTPResponse:
        began = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        answer.read_body = answer.read()
        self.parts.setdefault(part, []).append(time.perf_counter() - began)
        assert answer.status == status, (part, answer.status, answer.read_body[:300])
        return answer


def run() -> list[Row]:
    """Measure whole flows at full load, then each part alone and its queries' share."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    django.setup()
    scope.become_platform()
    netloc = urlsplit(running()["address"]).netloc
    with prepared() as (client, secret, cookies):
        basic = "Basic " + base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()

        def caller(scopes: str) -> Flows:
            return Flows(netloc, client.client_id, basic, scopes)

        warm = caller("openid profile organisations")
        for cookie in cookies[:20]:
            warm.flow(cookie)
        rows = whole_flows(caller, cookies)
        rows += parts_alone(caller("openid profile organisations"), cookies)
    return rows


def whole_flows(caller: Callable[[str], Flows], cookies: list[str]) -> list[Row]:
    """Sign on with several callers at once for a while."""
    rows = []
    for name, scopes, target in (
        ("openid profile", "openid profile", f"≥ {SMALLEST_PER_SECOND}"),
        ("加上身份", "openid profile organisations", ""),
    ):
        until = time.monotonic() + SECONDS
        before = spent()
        began = time.monotonic()

        def call(number: int, scopes: str = scopes, until: float = until) -> int:
            flows, count = caller(scopes), 0
            while time.monotonic() < until:
                flows.flow(cookies[(number * 31 + count) % len(cookies)])
                count += 1
            return count

        with ThreadPoolExecutor(AT_ONCE) as callers:
            count = sum(callers.map(call, range(AT_ONCE)))
        seconds = time.monotonic() - began
        used = {name: 1000 * (now - before[name]) / count for name, now in spent().items()}
        said = "，".join(f"{what}{milliseconds:.1f}" for what, milliseconds in used.items())
        what = f"完整登录（{name}），{AT_ONCE}个同时"
        rows.append(Row(what=what, value=f"{count / seconds:.0f}次/秒", target=target))
        rows.append(Row(what=f"每次用的CPU毫秒（{name}）", value=said))
    return rows


def spent() -> dict[str, float]:
    """Return how many seconds of CPU the product's processes and its database have used so far."""
    used = {"网站": 0.0, "数据库": 0.0}
    for one in psutil.Process(running()["process"]).children(recursive=True):
        used["数据库" if one.name() == "postgres" else "网站"] += sum(one.cpu_times()[:2])
    return used


def parts_alone(flows: Flows, cookies: list[str]) -> list[Row]:
    """Sign on one at a time; say how long each part takes."""
    for cookie in cookies[:100]:
        flows.flow(cookie)
    return [
        Row(
            what=f"{part}，一次一个，中位数（第95百分位）",
            value=f"{1000 * statistics.median(times):.1f}毫秒（{1000 * sorted(times)[int(len(times) * 0.95)]:.1f}）",
        )
        for part, times in flows.parts.items()
    ]


@contextmanager
def prepared() -> Iterator[tuple[object, str, list[str]]]:
    """A system of the city bureau and people with sessions, for as long as the bench lasts."""
    at, services = timezone.now(), import_string("yuandu.site.provider.services")
    city = apps.get_model("registry.Organisation").objects.filter(level="city").order_by("path")[0]
    client, secret = services.register_client(
        title="bench", organisation=city, client_type="confidential", redirect_uris=[BACK],
        scopes=["openid", "profile", "organisations"], skips_consent=True, because="bench", by=None, at=at,
    )  # fmt: skip
    users = get_user_model().objects.filter(is_active=True).order_by("pk")[:PEOPLE]
    cookies = [session_of(user) for user in users]
    try:
        yield client, secret, cookies
    finally:
        services.stop_client(client=client, because="bench", by=None, at=timezone.now())
        client.delete()
        apps.get_model("sessions.Session").objects.filter(session_key__in=cookies).delete()


def session_of(user: object) -> str:
    browser = Browser()
    browser.force_login(user)
    return browser.cookies["sessionid"].value
