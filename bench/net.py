"""What the net costs a page: the same pages as the role that it holds and as the owner, whom it lets through.

Needs a running product (`yuandu up`) on its own PostgreSQL. BENCH_USER names the officer who looks. The pages are
drawn in this process, in turn as one role and the other, so that whatever else the machine does falls on both.
"""

import os
import statistics
import time
from importlib import import_module

import django
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from yuandu.kernel import scope
from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.cluster import APPLICATION, OWNER, SUPERUSER
from yuandu.site.embedded import cluster
from yuandu.site.supervisor import is_up

title = "行级安全"
TIMES = 80
MOST_MORE_MILLISECONDS = 1
PAGES = ("/today/", "/registry/pupils/", "/registry/staff/", "/search/?q=王海")


def run() -> list[Row]:
    """Measure the pages of an officer as both roles, and what it costs to enter a scope."""
    if not is_up():
        raise Trouble("请先在另一个终端运行yuandu up。")
    os.environ["DATABASE_URL"] = cluster().url(SUPERUSER)  # who alone may be both
    django.setup()
    client, person = signed_in()
    return [compared(client, page) for page in (*PAGES, person)] + [entering()]


def signed_in() -> tuple[Client, str]:
    """Return an officer who has signed in, and the page of a pupil in their scope."""
    registry = import_module("yuandu.engines.registry.api")  # once Django is set up
    user = get_user_model().objects.get(username=os.environ.get("BENCH_USER", "county"))
    pupil = registry.pupils_for(user, on=timezone.localdate()).order_by("pk").first()
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client, pupil.get_absolute_url()


def compared(client: Client, page: str) -> Row:
    """Return how much longer the page takes below the net."""
    taken: dict[str, list[float]] = {APPLICATION: [], OWNER: []}
    for _time in range(TIMES):
        for role, times in taken.items():
            connection.connection.execute(f"SET ROLE {role}")
            began = time.perf_counter()
            answer = client.get(page)
            times.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise Trouble(f"{page}没有打开（{answer.status_code}）。")
    below, without = (statistics.median(taken[role]) for role in (APPLICATION, OWNER))
    return Row(
        what=page,
        value=f"p50 {below:.1f}ms，没有行级安全{without:.1f}ms，多{below - without:.2f}ms",
        target=f"≤ {MOST_MORE_MILLISECONDS}ms",
    )


def entering() -> Row:
    """Return what the transaction of a request and its two scopes cost, whatever the page."""
    times = []
    for _time in range(TIMES):
        began = time.perf_counter()
        with transaction.atomic():
            scope.enter(scope.PLATFORM)
            scope.enter(scope.NOBODY)
        times.append((time.perf_counter() - began) * 1000)
    return Row(what="一个请求的事务和两次设定范围", value=f"p50 {statistics.median(times):.2f}ms", target="")
