"""`yuandu doctor`: looks at an installation from end to end; says what is wrong and how to mend it."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import psycopg

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site import database_checks, installation_checks
from yuandu.site.embedded import cluster, is_embedded, prepare_environment, running_database
from yuandu.site.findings import Finding


def main(argv: list[str]) -> int:
    """Print what was found; returns 1 when anything needs mending."""
    parser = argparse.ArgumentParser(prog="yuandu doctor", description=_("检查安装，说明哪里不对、怎么办。"))
    parser.add_argument("--json", action="store_true", help=_("给程序看的结果"))
    options = parser.parse_args(argv)
    found = list(findings(at=datetime.now(UTC)))
    if options.json:
        print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        print_findings(found)
    return int(any(finding.trouble for finding in found))


def print_findings(found: list[Finding]) -> None:
    """Print one line for what is well, two for what is not."""
    for finding in found:
        mark = _("不对") if finding.trouble else _("正常")
        said = finding.trouble or finding.fact
        print(_("[{mark}] {name}：{said}").format(mark=mark, name=finding.name, said=said))
        if finding.cure:
            print(f"       → {finding.cure}")
    count = sum(bool(finding.trouble) for finding in found)
    print(_("有{count}处不对。").format(count=count) if count else _("一切正常。"))


def findings(*, at: datetime) -> Iterator[Finding]:
    """Yield what every check finds; those of the database only when it can be reached."""
    try:
        prepare_environment()
    except OSError as error:
        yield Finding(_("数据目录"), trouble=str(error), cure=_("检查YUANDU_HOME是否存在、能否写入。"))
        return
    for check in installation_checks.CHECKS:
        yield survived(check)
    if is_embedded() and not cluster().exists():
        yield Finding(_("数据库"), trouble=_("还没有建立。"), cure=_("运行make run。"))
        return
    try:
        with running_database():
            yield database_checks.reachable(at=at)
            yield from (survived(lambda check=check: check(at=at)) for check in database_checks.CHECKS)
    except Trouble as trouble:
        yield Finding(_("数据库"), trouble=str(trouble), cure=_("按上面的原因处理，再运行yuandu up。"))


def survived(check: Callable[[], Finding]) -> Finding:
    """Return what a check finds; a check that cannot be made is a finding too."""
    try:
        return check()
    except (OSError, Trouble, psycopg.Error) as error:
        return Finding(_("检查"), trouble=str(error).strip(), cure=_("按上面的原因处理，再检查一次。"))
