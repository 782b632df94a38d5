"""What a person is told about a fault."""

import re
from pathlib import Path

from django.utils.translation import override

from yuandu.engines.registry import gateways
from yuandu.engines.registry.gateways import Fault, Unreadable, translated
from yuandu.engines.registry.gateways.faults import fault, shortened
from yuandu.engines.registry.gateways.sentences import SENTENCES, UNREADABLE


def test_a_fault_says_cause_and_cure_in_the_language_of_the_reader():
    missing = fault("missing", file="orgs.csv", line=3, field="name", title="name")
    unreadable = Unreadable("no_manifest")

    with override("zh-hans"):
        assert (
            translated(missing) == (missing.cause, missing.cure) == ("缺少必填的“name”。", "补填后重新导入。")
        )
        assert translated(unreadable) == (str(unreadable), "")


def test_what_a_fault_shows_is_short_and_on_one_line():
    found = fault("twice", file="长" * 90, line=1, field="f" * 200, value="a\nb\0" + "x" * 999, id="y" * 999)

    assert found == Fault(
        file="长" * 60,
        line=1,
        field="f" * 79 + "…",
        value="a b␀" + "x" * 36 + "…",
        cause=f"编号“{'y' * 130}…”在前面出现过，这一行没有读取。",
        cure="删去重复的一行，或改用新的编号。",
        severity="error",
        code="twice",
        parameters=(("id", "y" * 130 + "…"),),
    )
    assert shortened("王芳") == "王芳"


def test_each_sentence_is_said_somewhere_and_each_code_has_its_sentence():
    sources = [path.read_text(encoding="utf-8") for path in Path(gateways.__file__).parent.rglob("*.py")]
    said = set(
        re.findall(r'"([a-z_0-9]+)"', "\n".join(text for text in sources if "UNREADABLE = {" not in text))
    )

    assert (set(SENTENCES) | set(UNREADABLE)) - said == set()
    codes = re.findall(
        r'(?:\bfault|blame|Misfit|at_heading|Unreadable|note)\(\s*(?:table, )?"(\w+)"', "\n".join(sources)
    )
    assert set(codes) - set(SENTENCES) - set(UNREADABLE) == set()
