"""Plan files on the command line."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from yuandu.domains.plan import rules
from yuandu.domains.plan.commands.files import text_of
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _


def check(argv: Sequence[str]) -> None:
    """Say whether a plan file could be loaded, without a database; what is said of it is Chinese then."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    parser = ArgumentParser(prog="yuandu plan-check", description=_("检查一份计划文件，不用数据库。"))
    parser.add_argument("file", type=Path, help=_("计划文件，例如plan/weifang-2020.yaml"))
    file = parser.parse_args(argv).file
    try:
        plan = rules.read_plan(text_of(file))
    except rules.PlanFileFault as fault:
        raise Trouble(f"{file}: {fault}") from fault
    print(f"{plan.title.zh}: {len(plan.actions)} / {len(plan.clauses)}")
