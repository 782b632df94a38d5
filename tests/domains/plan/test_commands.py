"""Plan files on the command line, where Django is not set up."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def plan_check(file):
    """Run `yuandu plan-check FILE` in a process of its own, without settings; return how it ended."""
    bare = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "yuandu.site", "plan-check", str(file)]
    return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60)


def test_the_shipped_plan_passes():
    done = plan_check("plan/weifang-2020.yaml")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("潍坊市教育信息化2.0行动计划")


def test_a_faulty_plan_is_answered_with_the_place_and_the_cure(tmp_path):
    file = tmp_path / "plan.yaml"
    file.write_text("plan: []\n", "utf-8")

    done = plan_check(file)

    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}: ")
    assert "Traceback" not in done.stderr
