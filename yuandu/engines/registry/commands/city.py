"""`yuandu city`: put a city into the registry, invented at two scales or from a real list of schools."""

import argparse
import subprocess
import sys
from os import O_CREAT, O_TRUNC, O_WRONLY, environ, fdopen
from os import open as open_file
from pathlib import Path
from random import Random

import psycopg
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils.timezone import now

from yuandu.engines.registry.demo import (
    SCALES,
    CityIsThere,
    FaultyList,
    invent_city,
    load_listed_schools,
)
from yuandu.engines.registry.demo.accounts import PASSWORD, DemoAccount
from yuandu.engines.registry.demo.city import WEIFANG, Loaded
from yuandu.engines.registry.rules.city_file import CityFile, FaultyCityFile, read_city_file
from yuandu.kernel.apps import yuandu_apps
from yuandu.kernel.progress import progress
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

ACCOUNTS_FILE = "demo-accounts.txt"
GAP = "\t"


def main(argv: list[str]) -> int:
    """Run the command as the owner of the tables, who may COPY into those of people, and put indexes aside."""
    options = read_options(argv)
    if is_owner_elsewhere():
        return as_owner(argv)
    city = read_city(options.city)
    try:
        loaded = load_schools(city, options) if options.schools else invent(city, options)
    except (CityIsThere, FaultyList) as refusal:
        raise Trouble(str(refusal)) from refusal
    except (OperationalError, psycopg.OperationalError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise Trouble(
            _("数据库中断了：{reason} 什么也没有写进去。请看看数据库和磁盘，再运行一次。").format(
                reason=reason
            )
        ) from error
    for table, number in loaded.counts.items():
        print(f"{table:32}{number:>12,}")
    if loaded.accounts:
        print(f"\n{write_accounts(loaded.accounts)}")
    return 0


def read_options(argv: list[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(
        prog="yuandu city", description=_("填入一座城市：机构、人员、岗位、认定。")
    )
    parser.add_argument(
        "--scale", choices=sorted(SCALES), default="demo", help=_("演示规模demo（默认）或全市规模full")
    )
    parser.add_argument(
        "--schools", type=Path, metavar="FILE", help=_("真实学校名单（CSV），只建学校，不造人")
    )
    parser.add_argument("--seed", type=int, default=1, help=_("随机数种子，同一个种子得到同一座城市"))
    parser.add_argument("--city", type=Path, metavar="FILE", default=WEIFANG, help=_("城市文件，默认潍坊"))
    parser.add_argument("--add", action="store_true", help=_("库里已有机构时，在旁边添加"))
    return parser.parse_args(argv)


def is_owner_elsewhere() -> bool:
    """Say whether the tables belong to another role than the one that we are connected as."""
    owner = environ.get("DATABASE_OWNER_URL")
    return bool(owner) and owner != environ.get("DATABASE_URL")


def as_owner(argv: list[str]) -> int:
    """Run the command once more, connected as the owner of the tables."""
    environment = environ | {"DATABASE_URL": environ["DATABASE_OWNER_URL"], "YUANDU_SUPERVISED": "1"}
    return subprocess.run([sys.executable, "-m", "yuandu.site", "city", *argv], env=environment).returncode


def read_city(path: Path) -> CityFile:
    """Read the city file; raises Trouble."""
    try:
        return read_city_file(read(path))
    except FaultyCityFile as faulty:
        sentences = "\n".join(_(fault.sentence) % fault.details for fault in faulty.faults)
        raise Trouble(_("城市文件{path}有问题：\n{faults}").format(path=path, faults=sentences)) from faulty


def read(path: Path) -> str:
    """Return the text of a file; raises Trouble."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(_("读不了{path}，请检查文件名，并存成UTF-8编码。").format(path=path)) from error


def load_schools(city: CityFile, options: argparse.Namespace) -> Loaded:
    """Load the schools of a list."""
    text, because = read(options.schools), f"yuandu city --schools {options.schools.name}"
    return load_listed_schools(city, text, at=now(), add=options.add, because=because)


def invent(city: CityFile, options: argparse.Namespace) -> Loaded:
    """Invent a city, with a bar that counts people, and let every other app add what it shows; all or nothing."""
    scale, because = SCALES[options.scale], f"yuandu city --scale {options.scale} --seed {options.seed}"
    with transaction.atomic(), progress(_("写入人员"), scale.people) as advance:
        loaded = invent_city(
            city,
            scale=scale,
            rng=Random(options.seed),
            at=now(),
            add=options.add,
            advance=advance,
            say=print,
            because=because,
        )
        seed_other_apps(options.seed)
    return loaded


def seed_other_apps(seed: int) -> None:
    """Let every other app add its own demonstration data, lowest app first."""
    for app in yuandu_apps():
        if app.demo:
            app.load(app.demo)(rng=Random(seed), at=now())


def write_accounts(accounts: list[DemoAccount]) -> str:
    """Write the sign-ins to the home, for its owner's eyes only; return what was written."""
    lines = [_("演示账号（人和学校都是虚构的）"), GAP.join((_("角色"), _("姓名"), _("用户名"), _("密码")))]
    lines += [
        GAP.join((row.role, f"{row.name}（{row.organisation}）", row.username, PASSWORD)) for row in accounts
    ]
    text = "\n".join(lines) + "\n"
    path = settings.HOME / ACCOUNTS_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with fdopen(open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return text
