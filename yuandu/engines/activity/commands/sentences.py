"""What `yuandu audit verify` says of what it found."""

from datetime import datetime

from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.rules import Runs
from yuandu.engines.activity.services import Fault, Outcome
from yuandu.kernel.terminal import translated as _

MOST_RUNS = 20
SECONDS_OF_A_MINUTE, SECONDS_OF_AN_HOUR, SECONDS_OF_A_DAY = 60, 3_600, 86_400


def fault_sentence(fault: Fault) -> str:
    """Return a fault as a person reads it, with the numbers of the seals and of the facts."""
    sentences = {
        Broken.FACT_CHANGED: _("第{seals}号封存里的记录{ids}被改过：现在的内容和封存时不一样。"),
        Broken.FACT_REMOVED: _("第{seals}号封存里的记录{ids}被删掉了。"),
        Broken.FACT_SLIPPED_IN: _("记录{ids}是事后插进来的：编号是旧的，哪一次封存里都没有。"),
        Broken.SEAL_CHANGED: _("第{seals}号封存被改过：和签过名的不一样。"),
        Broken.SEAL_MISSING: _("第{seals}号封存被删掉了：签过名，数据库里却没有。"),
        Broken.TAIL_CUT: _("尾部被截掉了：第{seals}号封存签过名，数据库里却没有。"),
        Broken.CHAIN_BROKEN: _("第{seals}号封存接不上前一号。"),
        Broken.HEAD_MISSING: _("第{seals}号封存没有签名：签名文件里缺这几行。"),
        Broken.HEAD_TWICE: _("第{seals}号封存在签名文件里不止一行，也没有说明为什么。"),
        Broken.SIGNATURE_WRONG: _("第{seals}号封存的签名不对：签名文件被改过。"),
        Broken.KEY_MISSING: _("第{seals}号封存的签名没法核对：请把公钥trail-{key}.pub放回密钥旁边。"),
    }
    return sentences[fault.kind].format(
        seals=span(fault.first, fault.last), ids=ids_words(fault.ids), key=fault.key
    )


def span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}—{last}"


def ids_words(runs: Runs) -> str:
    """Return runs of ids as people write them, the first twenty of them."""
    words = _("、").join(span(first, beyond - 1) for first, beyond in runs[:MOST_RUNS])
    return words if len(runs) <= MOST_RUNS else _("{ids}等").format(ids=words)


def waiting_sentence(outcome: Outcome, *, at: datetime) -> str:
    """Return what is not sealed or signed yet, and for how long."""
    if outcome.unsigned is not None:
        return _("第{number}号封存还没有签名：写入时中断过，下次封存会补上。").format(number=outcome.unsigned)
    if not outcome.unsealed or outcome.oldest is None:
        return _("记录都已封存。")
    age = age_words((at - outcome.oldest).total_seconds())
    return _("有{count:,}条记录还没有封存，最早的一条是{age}前的。").format(count=outcome.unsealed, age=age)


def age_words(seconds: float) -> str:
    """Return how long something takes, in its largest unit."""
    if seconds < SECONDS_OF_A_MINUTE:
        return _("{count:.0f}秒").format(count=max(seconds, 0))
    if seconds < SECONDS_OF_AN_HOUR:
        return _("{count:.0f}分钟").format(count=seconds / SECONDS_OF_A_MINUTE)
    if seconds < SECONDS_OF_A_DAY:
        return _("{count:.0f}小时").format(count=seconds / SECONDS_OF_AN_HOUR)
    return _("{count:.0f}天").format(count=seconds / SECONDS_OF_A_DAY)
