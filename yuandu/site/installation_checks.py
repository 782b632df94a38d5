"""What `doctor` looks at besides the database: programs, packages, files, the home, the port."""

import importlib.metadata
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site.address import address, listening
from yuandu.site.embedded import cluster
from yuandu.site.findings import Finding
from yuandu.site.home import ROOT, home
from yuandu.site.supervisor import is_up, running

OLDEST_PYTHON = (3, 11)
LEAST_FREE_MEGABYTES = 1024
PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
VENDORED = "yuandu/kernel/static/vendor/echarts.js"
LEFT_OVER = ("postgres.part", "restoring", "files.old", "keys.old")


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding(
            "Python", trouble=version, cure=_("安装Python 3.11或更新的版本，再运行make clean run。")
        )
    return Finding("Python", version)


def packages() -> Finding:
    """Compare what is installed with the lock."""
    wanted = dict(PINNED.findall((ROOT / "requirements/product.txt").read_text()))
    wrong = [name for name, version in wanted.items() if installed(name) != version]
    if wrong:
        trouble = _("{count}个和锁定的版本不同：{names}").format(
            count=len(wrong), names=_("，").join(wrong[:5])
        )
        return Finding(
            _("软件包"), trouble=trouble, cure=_("运行.venv/bin/pip install -r requirements/product.txt。")
        )
    return Finding(_("软件包"), _("{count}个，都和锁定的版本相同").format(count=len(wanted)))


def installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def front_end() -> Finding:
    """Look for the files that Node builds once; Node itself is needed for nothing else."""
    if (ROOT / VENDORED).exists():
        return Finding(_("前端文件"), _("齐全"))
    cure = _("运行make vendor。") if shutil.which("npm") else _("安装Node 20和npm，再运行make vendor。")
    return Finding(_("前端文件"), trouble=_("缺少{name}，图表画不出来。").format(name=VENDORED), cure=cure)


def catalogues() -> Finding:
    """Look for message catalogues that are not compiled, or older than their source."""
    stale = [
        source.parts[-3]
        for source in (ROOT / "yuandu/locale").glob("*/LC_MESSAGES/*.po")
        if not is_newer(source.with_suffix(".mo"), source)
    ]
    if stale:
        trouble = _("没有编译：{languages}").format(languages=_("，").join(stale))
        return Finding(_("翻译"), trouble=trouble, cure=_("运行make catalogues。"))
    return Finding(_("翻译"), _("已编译"))


def is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def private_files() -> Finding:
    """Look for keys that others can read."""
    folder = home() / "keys"
    paths = [folder, *folder.rglob("*")]
    exposed = [path for path in paths if path.stat().st_mode & 0o077]
    if exposed:
        trouble = _("别的用户能读到密钥：{path}").format(path=exposed[0])
        return Finding(
            _("数据目录"), trouble=trouble, cure=_("运行chmod -R go= {folder}。").format(folder=folder)
        )
    return Finding(_("数据目录"), str(home()))


def disk() -> Finding:
    free = shutil.disk_usage(home()).free // 2**20
    said = _("还剩{free:,}MB").format(free=free)
    if free < LEAST_FREE_MEGABYTES:
        return Finding(_("磁盘"), trouble=said, cure=_("腾出空间，或把YUANDU_HOME移到更大的磁盘。"))
    return Finding(_("磁盘"), said)


def port() -> Finding:
    """Look whether the product has its port, or could have it."""
    if is_up():
        return Finding(_("端口"), _("鸢都正在{address}运行").format(address=running()["address"]))
    try:
        with listening():
            return Finding(_("端口"), _("{address}可用").format(address=address()))
    except Trouble as trouble:
        return Finding(_("端口"), trouble=str(trouble), cure=_("换一个PORT，或停掉占用它的程序。"))


def left_over() -> Finding:
    """Look for what a killed run has left."""
    folders = [name for name in LEFT_OVER if (home() / name).exists()]
    if folders and not is_up():
        cure = _("确认没有别的命令在运行后，可以删掉{folders}。").format(folders=_("，").join(folders))
        return Finding(_("残留"), trouble=_("有上次中断留下的文件夹。"), cure=cure)
    if unlooked_after := stray_database():
        trouble = _("数据库（进程{process}）还在运行，鸢都却没有运行。").format(process=unlooked_after.pid)
        return Finding(_("残留"), trouble=trouble, cure=_("运行yuandu up，它会接管；停止时一并停下。"))
    return Finding(_("残留"), _("没有"))


def stray_database() -> psutil.Process | None:
    """Return the embedded database's process if the supervisor that began it is gone."""
    process = cluster().process()
    return process if process and not is_up() and process.ppid() == 1 else None


CHECKS: tuple[Callable[[], Finding], ...] = (
    python,
    packages,
    front_end,
    catalogues,
    private_files,
    disk,
    port,
    left_over,
)
