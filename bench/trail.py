"""How fast the trail is sealed and verified: a million facts on an embedded PostgreSQL, a hundred in a seal.

`python -m bench.trail 1000000` measures in a process of its own, on the database that the environment names.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from yuandu.kernel.terminal import Trouble
from yuandu.site.bench_command import Row
from yuandu.site.cluster import OWNER, Cluster
from yuandu.site.home import ROOT

title = "操作记录的封存和核对"

FACTS, IN_A_SEAL, MOST_SECONDS = 1_000_000, 100, 60
PEOPLE = 1_200_000
ACTIVITY = "yuandu.engines.activity"
FILL = """\
INSERT INTO activity_fact (verb, about, path, by_id, who, seat, at, grade, because, data, request, people)
SELECT 'registry.revealed', 'registry.Person:' || n, '370700.370705.S' || n %% 200 || '.', n %% 5000, '王海',
    '奎文区第一小学 学籍与人事管理员', now() - n * interval '1 second', 'G2', '核对学籍', '{"field": "paper"}',
    md5(n::text), ARRAY[n, n + 1]
FROM generate_series(1, %s) AS n"""


def run() -> list[Row]:
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
            command = [sys.executable, "-m", "bench.trail", str(FACTS)]
            done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=False)
        finally:
            server.stop()
    if done.returncode:
        raise Trouble("封存没有量成，原因见上。")
    return [Row(**row) for row in json.loads(done.stdout)]


def measure(size: int) -> list[dict[str, str]]:
    """Fill the table, seal it, verify it."""
    django.setup()
    call_command("migrate", verbosity=0)
    return [*recorded(), *sealed(size), *verified(size)]


def recorded() -> list[dict[str, str]]:
    """Record one by one, and a look at everybody."""
    activity = import_module(f"{ACTIVITY}.api")
    usual = {"verb": "registry.revealed", "about": "bench:1", "path": "370700.", "by": None}
    count = 2_000
    began = time.perf_counter()
    for _number in range(count):
        activity.record(**usual, at=timezone.now(), people=[_number])
    one = (time.perf_counter() - began) / count
    began = time.perf_counter()
    facts = activity.record_look(**usual, at=timezone.now(), people=range(PEOPLE))
    return [
        {"what": "记一条（一个事务一条）", "value": f"{one * 1000:.2f}ms"},
        {
            "what": f"一次导出涉及{PEOPLE:,}人",
            "value": f"{facts:,}条，{time.perf_counter() - began:.1f}秒",
        },
    ]


def sealed(size: int) -> list[dict[str, str]]:
    """Seal the facts, a hundred at a time, each head on the disk before the next."""
    sealing = import_module(f"{ACTIVITY}.services.sealing")
    with connection.cursor() as cursor:
        cursor.execute(FILL, [size])
        cursor.execute("ANALYZE activity_fact")
    sealing.AT_ONCE = IN_A_SEAL
    sealer, seals = sealing.Sealer(), 0
    began = time.perf_counter()
    while sealer.seal(at=timezone.now()):
        seals += 1
    seconds = time.perf_counter() - began
    value = f"{seals:,}次，{seconds:.0f}秒，每次{seconds / seals * 1000:.1f}ms"
    return [{"what": f"封存{size:,}条，每次{IN_A_SEAL}条", "value": value}]


def verified(size: int) -> list[dict[str, str]]:
    """Verify all in a process of its own, whose memory nothing else has grown."""
    command = [sys.executable, "-m", "bench.trail", "verify"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    if told["faults"] or told["facts"] < size:
        raise Trouble(f"核对的结果不对：{told}")
    rate = "{facts:,}条、{seals:,}次封存，{seconds:.1f}秒，每秒{rate:,.0f}条".format(**told)
    return [
        {"what": "核对", "value": rate, "target": f"1,000,000条 ≤ {MOST_SECONDS}秒"},
        {"what": "核对时进程内存的峰值，开始时", "value": "{peak:,.0f}MB，{before:,.0f}MB".format(**told)},
    ]


def verify() -> dict[str, float]:
    """Return what a verification saw, its seconds, and the most memory before and after it, in MB."""
    django.setup()
    services: Any = import_module(f"{ACTIVITY}.services")
    connection.ensure_connection()
    before, began = peak(), time.perf_counter()
    outcome = services.verify(advance=lambda count: None)
    seconds = time.perf_counter() - began
    return {
        "facts": outcome.facts,
        "seals": outcome.seals,
        "faults": len(outcome.faults),
        "seconds": seconds,
        "rate": outcome.facts / seconds,
        "before": before,
        "peak": peak(),
    }


def peak() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    told = verify() if sys.argv[1] == "verify" else measure(int(sys.argv[1]))
    print(json.dumps(told, ensure_ascii=False))
