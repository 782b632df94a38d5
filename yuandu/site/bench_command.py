"""`yuandu bench [NAME …]`: run what `bench/` measures, print a table, keep it in bench/RESULTS.md."""

import argparse
import importlib.util
import platform
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site.embedded import prepare_environment
from yuandu.site.home import ROOT, version

BENCHES = ROOT / "bench"
RESULTS = BENCHES / "RESULTS.md"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure: what was measured, its value with the unit, the target if there is one."""

    what: str
    value: str
    target: str = ""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A module of `bench/`: its title, and what it measures."""

    name: str
    title: str
    run: Callable[[], list[Row]]


def main(argv: list[str]) -> int:
    """Run the named benches, all of them where none is named."""
    parser = argparse.ArgumentParser(prog="yuandu bench", description=_("测量速度和内存。"))
    parser.add_argument("name", nargs="*", help=_("，").join(names()))
    parser.add_argument("--dry", action="store_true", help=_("只显示，不写入bench/RESULTS.md"))
    options = parser.parse_args(argv)
    prepare_environment()
    for name in options.name or names():
        bench = load(name)
        own = resource.getrusage(resource.RUSAGE_SELF)
        rows = bench.run()
        rows.append(load_generator(own, resource.getrusage(resource.RUSAGE_SELF)))
        show(bench, rows)
        if not options.dry:
            keep(bench, rows, on=date.today())
    return 0


def names() -> list[str]:
    """Return the names of the benches."""
    return sorted(path.stem for path in BENCHES.glob("*.py"))


def load(name: str) -> Bench:
    """Return a bench; raises Trouble for a name that none has."""
    path = BENCHES / f"{name}.py"
    if name not in names():
        raise Trouble(_("没有“{name}”这项测量。现有：{names}").format(name=name, names=_("，").join(names())))
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return Bench(name=name, title=module.title, run=module.run)


def load_generator(before: resource.struct_rusage, after: resource.struct_rusage) -> Row:
    """Return what measuring itself cost, which is not the product's."""
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Row(what=_("测量程序自身的CPU"), value=_("{seconds:.1f}秒").format(seconds=seconds))


def show(bench: Bench, rows: list[Row]) -> None:
    """Print the table."""
    table = Table(_("项目"), _("结果"), _("目标"), title=bench.title, title_justify="left")
    for row in rows:
        table.add_row(row.what, row.value, row.target)
    Console().print(table)


def keep(bench: Bench, rows: list[Row], *, on: date) -> None:
    """Append the table to RESULTS.md, with the day, the version and the machine."""
    lines = [
        f"\n## {bench.title}\n",
        f"{on}，{version()}，{machine()}\n",
        "| 项目 | 结果 | 目标 |",
        "|---|---|---|",
    ]
    lines += [f"| {row.what} | {row.value} | {row.target} |" for row in rows]
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")


def machine() -> str:
    """Return what the figures were measured on."""
    gigabytes = psutil.virtual_memory().total / 2**30
    return _("{cores}核 {memory:.0f}GB {processor} Python {python}").format(
        cores=psutil.cpu_count(), memory=gigabytes, processor=processor(), python=platform.python_version()
    )


def processor() -> str:
    """Return the processor's name where the system tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
