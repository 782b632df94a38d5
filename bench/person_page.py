"""What masking and the trail cost a person's page: beside the same page that shows everything and records nothing.

Needs a running product (`yuandu up`). BENCH_USER names the officer who looks. Nothing stays of the looks: they are
taken in this process on the product's database, and rolled back; the page itself is also asked for over HTTP.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import django
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone

from bench.pages import asked
from yuandu.kernel import scope
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.supervisor import is_up, running

title = "人员页面的遮盖和查看记录"
SAID = {"purpose": "enrolment", "words": ""}
TIMES = 60
MOST_MORE_MILLISECONDS = 40


def run() -> list[Row]:
    """Measure the page as it is, without masking, and with a look that the trail keeps."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    django.setup()
    client, page, look = reader()
    bare, masked, looked = [], [], []
    with transaction.atomic():
        for _time in range(TIMES):  # in turn, so that whatever else the machine does falls on all three
            with everything_shown():
                bare.append(milliseconds(lambda: client.get(page)))
            masked.append(milliseconds(lambda: client.get(page)))
            looked.append(
                milliseconds(lambda: client.post(look, SAID, follow=True))
            )  # and the page that opens
            client.post(f"{look}leave/")
        transaction.set_rollback(True)
    return [over_http(client, page), *compared(bare, masked, looked)]


def reader() -> tuple[Client, str, str]:
    """Return somebody who has signed in, the page of a pupil in their scope, and where they say what for."""
    registry = import_module("yuandu.engines.registry.api")  # once Django is set up
    with scope.platform():
        user = get_user_model().objects.get(username=os.environ.get("BENCH_USER", "county"))
        pupil = registry.pupils_for(user, on=timezone.localdate()).order_by("pk").first()
    if pupil is None:
        raise Trouble("这个账号看不到学生。请用BENCH_USER指定一位教育行政人员。")
    client = Client(headers={"host": urlsplit(running()["address"]).netloc})
    with scope.platform():
        client.force_login(user)
    page = pupil.get_absolute_url()
    return client, page, f"{page}look/"


@contextmanager
def everything_shown() -> Iterator[None]:
    """Let the page show every value as it stands, without asking who reads it."""
    plain = patch.multiple(
        "yuandu.engines.registry.queries.sight.Sight",
        tell=lambda self, field, value, *args, **more: str(value or ""),
        of=lambda self, field, person, value=None: str(
            value or getattr(person, field.rpartition(".")[2]) or ""
        ),
        called=lambda self, person: person.name,
        sees_all_of=lambda self, person, fields=(): True,
    )
    with plain:
        yield


def milliseconds(ask: Callable[[], Any]) -> float:
    """Return how long an answer took; raises Trouble where it is none."""
    began = time.perf_counter()
    answer = ask()
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise Trouble(f"页面没有打开（{answer.status_code}）。")
    return took


def over_http(client: Client, page: str) -> Row:
    """Ask the product for the masked page as a browser does."""
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    answers = list(asked(urlsplit(running()["address"]).netloc, page, cookie, times=TIMES + 1))[1:]
    times = sorted(answer.seconds * 1000 for answer in answers)
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(
        what=f"人员页面，已登录（{answers[-1].status}）",
        value=f"p50 {statistics.median(times):.0f}ms，p95 {p95:.0f}ms",
    )


def compared(bare: list[float], masked: list[float], looked: list[float]) -> list[Row]:
    """Return what each takes, and how much more than the bare page; the fastest is what a quiet machine gives."""
    page, fastest = statistics.median(bare), min(bare)
    rows = [Row(what="不遮盖、不记录", value=f"p50 {page:.1f}ms，最快{fastest:.1f}ms")]
    for what, times in (("遮盖", masked), ("说明用途、写入记录、打开完整页面", looked)):
        more = f"p50多{statistics.median(times) - page:.1f}ms，最快多{min(times) - fastest:.1f}ms"
        rows.append(Row(what=what, value=more, target=f"≤ {MOST_MORE_MILLISECONDS}ms"))
    return rows
