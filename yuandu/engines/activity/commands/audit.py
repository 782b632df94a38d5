"""`yuandu audit`: look whether the trail is as it was written, seal what waits, sign that a loss was meant."""

import argparse
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yuandu.engines.activity import services
from yuandu.engines.activity.commands.sealing import seal_all
from yuandu.engines.activity.commands.sentences import fault_sentence, waiting_sentence
from yuandu.engines.activity.queries import count_of_sealed
from yuandu.kernel.progress import progress
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _


def main(argv: list[str]) -> int:
    """Run one of the three; returns 1 where the trail is not whole."""
    options = read_options(argv)
    if options.what == "verify":
        return verify(options.heads, at=timezone.now())
    try:
        return seal() if options.what == "seal" else accept(because=options.because, at=timezone.now())
    except OSError as error:
        path = error.filename or settings.TRAIL_LOG
        raise Trouble(_("写不了{path}：{reason}").format(path=path, reason=error.strerror)) from error


def read_options(argv: list[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(prog="yuandu audit", description=_("核对操作记录有没有被改动过。"))
    parts = parser.add_subparsers(dest="what", required=True, metavar=_("做什么"))
    verifying = parts.add_parser("verify", help=_("从头核对一遍，有不对的就说出来"))
    verifying.add_argument("--heads", type=Path, metavar="FILE", help=_("放在别处的签名文件，默认TRAIL_LOG"))
    parts.add_parser("seal", help=_("马上封存一次"))
    accepting = parts.add_parser("accept", help=_("签字说明：数据库就到这里，后面的不再有了"))
    accepting.add_argument("--because", required=True, help=_("理由，例如从哪份备份恢复"))
    return parser.parse_args(argv)


def verify(heads: Path | None, *, at: datetime) -> int:
    """Say what was found, one sentence for each fault."""
    if heads and not heads.is_file():
        raise Trouble(_("没有找到{source}。").format(source=heads))
    with progress(_("核对"), count_of_sealed()) as advance:
        outcome = services.verify(advance=advance, path=heads)
    for fault in outcome.faults:
        print(fault_sentence(fault))
    if outcome.more:
        print(_("还有{count}处不对，没有一一列出。").format(count=outcome.more))
    summary = _("核对了{facts:,}条记录、{seals:,}次封存、{heads:,}行签名（公钥{keys}）。")
    keys = _("，").join(outcome.keys) or "—"
    print(summary.format(facts=outcome.facts, seals=outcome.seals, heads=outcome.heads, keys=keys))
    print(waiting_sentence(outcome, at=at))
    if not outcome.faults:
        print(_("没有发现改动。"))
    return int(bool(outcome.faults))


def seal() -> int:
    """Seal all that waits."""
    count = seal_all(services.Sealer())
    print(_("封存了{count:,}条记录。").format(count=count))
    return 0


def accept(*, because: str, at: datetime) -> int:
    """Sign that the trail ends where the table ends, and why."""
    head = services.accept(because=because, at=at)
    print(
        _("已签字：以第{number}号封存为准，之后签过名的不再有效。这句话会一直留在签名文件里。").format(
            number=head.number
        )
    )
    return 0
