"""Plan files on the command line."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from yuandu.domains.plan import rules


def check(argv: Sequence[str]) -> None:
    """Say whether a plan file could be loaded, without a database; what is said is Chinese then."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    parser = ArgumentParser(prog="yuandu plan-check")
    parser.add_argument("file", type=Path)
    file = parser.parse_args(argv).file
    try:
        plan = rules.read_plan(file.read_text("utf-8"))
    except rules.PlanFileFault as fault:
        sys.exit(f"{file}: {fault}")
    print(f"{plan.title.zh}: {len(plan.actions)} / {len(plan.clauses)}")
