"""How fast a roster comes in: a OneRoster file of 100,000 rows, checked and written, on an embedded PostgreSQL.

The file is made first; making it is not counted. `python -m bench.oneroster 1.1 100000` measures in a process
of its own, on the database that the environment names.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.utils import timezone

from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.cluster import OWNER, Cluster
from yuandu.site.home import ROOT

title = "名册导入"

ROWS, SCHOOLS, SMALLEST_RATE = 100_000, 20, 5_000
REGISTRY = "yuandu.engines.registry"


def run() -> list[Row]:
    """Take a file of either version in on a new database, and the same file once more."""
    return [row for version in ("1.1", "1.2") for row in run_version(version)]


def run_version(version: str) -> list[Row]:
    """Measure in a process of its own, beside a server of its own."""
    with tempfile.TemporaryDirectory(prefix="yuandu-bench-") as folder:
        place = Path(folder)
        server = Cluster(data=place / "postgres", sockets=place / "socket", log=place / "log")
        server.initialise()
        server.start()
        try:
            environment = os.environ | {
                "DATABASE_URL": server.url(OWNER),
                "DATABASE_OWNER_URL": server.url(OWNER),
                "DJANGO_SETTINGS_MODULE": "yuandu.site.settings",
                "SECRET_KEY": "only for the bench",
                "YUANDU_HOME": str(place / "home"),
            }
            command = [sys.executable, "-m", "bench.oneroster", version, str(ROWS)]
            done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=False)
        finally:
            server.stop()
    if done.returncode:
        raise Trouble("名册导入没有量成，原因见上。")
    return [Row(**row) for row in json.loads(done.stdout)]


def measure(version: str, size: int) -> list[dict[str, str]]:
    """Take the same file in twice, the second time to find that all is there."""
    django.setup()
    call_command("migrate", verbosity=0)
    officer, county = prepared()
    content, rows = written(version, size)
    kind = f"OneRoster {version}"
    told = [{"what": f"{kind} 文件", "value": f"{rows:,}行，{len(content) / 1e6:.1f}MB"}]
    for title in ("第一次", "同一份再来"):
        checking, writing = take_in(content, officer=officer, county=county)
        for phase, seconds in (("检查", checking), ("写入", writing), ("合计", checking + writing)):
            target = f"≥ {SMALLEST_RATE:,}行/秒" if phase == "合计" else ""
            value = f"{seconds:.1f}秒，{rows / seconds:,.0f}行/秒"
            told.append({"what": f"{kind} {title}{phase}", "value": value, "target": target})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.append({"what": f"{kind} 进程内存峰值", "value": f"{peak:,.0f}MB"})
    return told


def take_in(content: bytes, *, officer: Any, county: Any) -> tuple[float, float]:
    """Hand the file in and have it checked and written; return the seconds of both."""
    services, at = import_module(f"{REGISTRY}.services"), timezone.now()
    intake = services.hand_in(
        content=BytesIO(content), name="bench.zip", organisation=county, by=officer, at=at
    )
    began = time.monotonic()
    intake = services.check_intake(intake_id=intake.pk, advance=lambda done: None)
    checked = time.monotonic()
    services.confirm_intake(intake=intake, by=officer, at=at)
    intake = services.apply_intake(intake_id=intake.pk, at=at, advance=lambda done: None)
    ended = time.monotonic()
    if intake.counts["bad_lines"]:
        raise Trouble("造出来的名册有误，量出来的不算。")
    return checked - began, ended - checked


def prepared() -> tuple[Any, Any]:
    """Return an officer and the county that the file is for."""
    registry, at = import_module(f"{REGISTRY}.api"), timezone.now()
    on = timezone.localdate() - timedelta(days=365)
    registry.load_code_tables()
    said = {"on": on, "by": None, "at": at}
    city = registry.open_organisation(name="潍坊市教育局", code="370700", parent=None, level="city", **said)
    county = registry.open_organisation(
        name="奎文区教育和体育局", code="370705", parent=city, level="unit", **said
    )
    officer = registry.open_account(
        username="officer", name="officer", password=None, home=county, by=None, at=at
    )
    registry.grant_role(user=officer, role="officer", organisation=county, **said)
    return officer, county


def written(version: str, size: int) -> tuple[bytes, int]:
    """Return the bytes of the invented roster, and how many rows it has."""
    county = import_module("bench.invented.county").County(rows=size, version=version, schools=SCHOOLS)
    gateways = import_module(f"{REGISTRY}.gateways")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.zip"
        gateways.write_roster(
            path, county.tables(), version=version, system_name="bench", system_code="bench"
        )
        return path.read_bytes(), county.count


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
