"""`yuandu import FILE`: take a roster in at the command line; without --apply it only says what would happen."""

import argparse
import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils.timezone import now
from psycopg.errors import DiskFull

from yuandu.engines.registry import services
from yuandu.engines.registry.commands.exporting import place_at
from yuandu.engines.registry.enums import IntakeState
from yuandu.engines.registry.queries import intake as queries
from yuandu.engines.registry.services.intake import unfinished
from yuandu.kernel.progress import progress
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Intake, Organisation

SHOWN = 50  # faults on the screen; all of them go into the file of --rejects
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # a folder packed twice is the same bytes
KINDS = ("post", "makeshift", "membership", "organisation")


def main(argv: list[str]) -> int:
    """Run the command; the same command again goes on where a killed one stopped."""
    options = read_options(argv)
    place = place_at(options.organisation)
    try:
        with packed(options.file) as path:
            intake = begun(path, place)
        intake = checked(intake)
        report(intake, rejects=options.rejects)
        if options.apply:
            written(intake, ends=options.end)
    except Refusal as refusal:
        raise Trouble(str(refusal)) from refusal
    except (OperationalError, InterfaceError) as error:
        raise Trouble(sentence_for(error)) from error
    return 0


def sentence_for(error: Exception) -> str:
    """Return what to do after the database failed."""
    if isinstance(error.__cause__, DiskFull):
        return _("数据库的磁盘满了。清理以后再运行一次同样的命令，会接着做下去。")
    return _("数据库断开了。请再运行一次同样的命令，会接着做下去。")


def read_options(argv: list[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(
        prog="yuandu import", description=_("导入名册。不加--apply只检查，不写入。")
    )
    parser.add_argument("file", type=Path, help=_("OneRoster的.zip或文件夹，或者填好的模板.xlsx、.csv"))
    parser.add_argument("--organisation", metavar="PATH", help=_("给哪个机构，例如370700.370705.；默认全市"))
    parser.add_argument("--apply", action="store_true", help=_("检查以后写入"))
    parser.add_argument(
        "--end", action="append", default=[], choices=KINDS, help=_("停用不在文件里的这一类，可写几次")
    )
    parser.add_argument("--rejects", type=Path, metavar="FILE", help=_("把有误的行写到这个文件"))
    return parser.parse_args(argv)


@contextmanager
def packed(path: Path) -> Iterator[Path]:
    """Lend the file, or the folder as a zip file."""
    if not path.exists():
        raise Trouble(_("没有{path}这个文件。").format(path=path))
    if not path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{path.resolve().name}.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(path.glob("*.csv")):
                info = zipfile.ZipInfo(file.name, date_time=ZIP_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, file.read_bytes())
        yield target


def begun(path: Path, place: "Organisation") -> "Intake":
    """Hand the file in, or find where the same command stopped."""
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    if left := unfinished(sha256=sha256, organisation=place):
        return left
    with path.open("rb") as content:
        return services.hand_in(
            content=content, name=path.name, organisation=place, by=None, at=now(), as_job=False
        )


def checked(intake: "Intake") -> "Intake":
    """Check the roster with a bar; raises Trouble for a file that cannot be read."""
    with progress(_("检查"), None) as advance:
        intake = services.check_intake(intake_id=intake.pk, advance=advance)
    if intake.state == IntakeState.UNREADABLE:
        raise Trouble(intake.cause)
    return intake


def report(intake: "Intake", *, rejects: Path | None) -> None:
    """Print what the roster does, and what is wrong with it."""
    for kind, told in intake.counts["kinds"].items():
        words = "  ".join(f"{outcome} {number:,}" for outcome, number in told.items())
        print(f"{kind:14}{words}")
    for kind, number in intake.counts["missing"].items():
        print(_("不在文件里的{kind}：{number:,}（要停用请加--end {kind}）").format(kind=kind, number=number))
    faults = queries.faults_of(intake).order_by("is_warning", "file", "line", "pk")
    for fault in faults[:SHOWN]:
        mark = _("提醒") if fault.is_warning else _("有误")
        where = f"{fault.file}:{fault.line} {fault.field}={fault.value}"
        print(f"{mark} {where} {fault.cause_said}{fault.cure_said}")
    if (left := faults.count() - SHOWN) > 0:
        print(_("还有{left:,}处，全部写进--rejects指定的文件。").format(left=left))
    if rejects and intake.counts["bad_lines"]:
        _name, content = services.rejects_of(intake)
        with content:
            rejects.write_bytes(content.read())


def written(intake: "Intake", *, ends: list[str]) -> None:
    """Write the good rows with a bar."""
    if intake.state == IntakeState.CHECKED:
        services.confirm_intake(intake=intake, ends=ends, by=None, at=now(), as_job=False)
    with progress(_("写入"), services.rows_to_write(intake.pk)) as advance:
        services.apply_intake(intake_id=intake.pk, at=now(), advance=advance)
    print(_("已导入。"))
