"""Code tables as text: YAML with a heading and its codes, read strictly, with every fault named at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from yuandu.engines.registry.rules.marking import Fault, error
from yuandu.engines.registry.rules.marking import marked as _

TAGS = frozenset("VPMD")  # verified, partly verified, from memory, designed here: DOMAIN tags
NAME = re.compile(r"[a-z][a-z0-9_]*")
CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
HEADING = frozenset({"name", "title", "title_en", "standard", "version", "tag", "valid_from", "codes"})
OPTIONAL_HEADING = frozenset({"note"})
ROW = frozenset({"code", "title", "title_en", "tag"})
OPTIONAL_ROW = frozenset({"parent", "std_code", "valid_from", "valid_to", "extra"})


class FaultyCodeTable(ValueError):
    """The text is no code table that could be used; `faults` says all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.sentence % fault.details for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class CodeSpec:
    """One value of a table; `extra` holds what the platform derives from it (a role, stages, a level)."""

    code: str
    title: str
    title_en: str
    tag: str
    parent: str = ""
    std_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CodeTableSpec:
    """A whole table: whose standard it follows, which version, since when, and its values in order."""

    name: str
    title: str
    title_en: str
    standard: str
    version: str
    tag: str
    valid_from: date
    codes: tuple[CodeSpec, ...]
    note: str = ""


def read_code_table(text: str) -> CodeTableSpec:
    """Read a code table from YAML; raise FaultyCodeTable with all that is wrong.

    Heading: name, title, title_en, standard ("" if our own), version, tag, valid_from, codes, perhaps note.
    Each code: code, title, title_en, tag, perhaps parent, std_code, valid_from, valid_to, extra.
    """
    try:
        table = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as unreadable:
        raise FaultyCodeTable([error(_("这不是YAML文件，请检查缩进和标点。"))]) from unreadable
    if not isinstance(table, dict) or not isinstance(table.get("codes"), list):
        raise FaultyCodeTable([error(_("代码表要有表头和codes列表，请对照样例补上。"))])
    faults = [*faults_of_heading(table), *faults_of_rows(table["codes"])]
    if not faults:
        faults = [*faults_of_tree(table["codes"])]
    if faults:
        raise FaultyCodeTable(faults)
    return CodeTableSpec(**table | {"codes": tuple(CodeSpec(**row) for row in table["codes"])})


def faults_of_heading(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the heading of a table."""
    for key in sorted(HEADING - table.keys()):
        yield error(_("表头缺少%(key)s，请补上。"), key=key)
    for key in sorted(map(str, table.keys() - HEADING - OPTIONAL_HEADING)):
        yield error(_("表头里的%(key)s不认识，请删去或改名。"), key=key)
    for key in ("name", "title", "title_en", "standard", "version", "tag", "note"):
        if key in table and not isinstance(table[key], str):
            yield error(_("表头的%(key)s应是文字，请加引号。"), key=key)
    if not NAME.fullmatch(str(table.get("name", "x"))):
        yield error(_("表名只能用小写字母、数字和下划线，并以字母开头。"))
    if str(table.get("tag", "V")) not in TAGS:
        yield error(_("表头的来源标记应是V、P、M或D。"))
    if "valid_from" in table and type(table["valid_from"]) is not date:
        yield error(_("表头的valid_from应是日期，例如2018-01-01。"))


def faults_of_rows(rows: list[Any]) -> Iterator[Fault]:
    """Yield what is wrong with single rows, each named by its code or its place."""
    for place, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield from faults_of_row(row, name=str(row.get("code", place)))
        else:
            yield error(_("第%(place)d行不是一个代码，请按“code、title、title_en、tag”填写。"), place=place)


def faults_of_row(row: Mapping[str, Any], *, name: str) -> Iterator[Fault]:
    """Yield what is wrong with one row, looked at alone."""
    for key in sorted(ROW - row.keys()):
        yield error(_("代码%(code)s缺少%(key)s，请补上。"), code=name, key=key)
    for key in sorted(map(str, row.keys() - ROW - OPTIONAL_ROW)):
        yield error(_("代码%(code)s里的%(key)s不认识，请删去或改名。"), code=name, key=key)
    for key in ("code", "parent", "std_code", "title", "title_en", "tag"):
        if key in row and not (isinstance(row[key], str) and row[key].strip()):
            yield error(_("代码%(code)s的%(key)s应是不空的文字，请加引号。"), code=name, key=key)
    if isinstance(row.get("code"), str) and not CODE.fullmatch(row["code"]):
        yield error(_("代码%(code)s只能用字母、数字和下划线。"), code=name)
    if str(row.get("tag", "V")) not in TAGS:
        yield error(_("代码%(code)s的来源标记应是V、P、M或D。"), code=name)
    yield from faults_of_dates(row, name=name)
    if not isinstance(row.get("extra", {}), dict):
        yield error(_("代码%(code)s的extra应是“键: 值”的形式。"), code=name)


def faults_of_dates(row: Mapping[str, Any], *, name: str) -> Iterator[Fault]:
    """Yield what is wrong with the time in which a row holds."""
    dates = [row[key] for key in ("valid_from", "valid_to") if key in row]
    if any(type(day) is not date for day in dates):
        yield error(_("代码%(code)s的起止日期应是日期，例如2018-01-01。"), code=name)
    elif dates != sorted(dates):
        yield error(_("代码%(code)s的停用日期早于启用日期，请核对。"), code=name)


def faults_of_tree(rows: list[Mapping[str, Any]]) -> Iterator[Fault]:
    """Yield what is wrong with the rows together: codes given twice, parents unknown or in a circle."""
    twice = {code: count for code, count in Counter(row["code"] for row in rows).items() if count > 1}
    for code, count in twice.items():
        yield error(_("代码%(code)s出现了%(count)d次，只留一个。"), code=code, count=count)
    parents = {row["code"]: row.get("parent") for row in rows if row["code"] not in twice}
    for code, parent in parents.items():
        if parent is not None and parent not in parents and parent not in twice:
            yield error(_("代码%(code)s的上级%(parent)s不在表里，请补上或改正。"), code=code, parent=parent)
        elif is_in_circle(code, parents):
            yield error(_("代码%(code)s绕一圈又成了自己的上级，请改正。"), code=code)


def is_in_circle(code: str, parents: Mapping[str, str | None]) -> bool:
    """Say whether the way up from the code comes back to it."""
    seen: set[str] = set()
    above = parents[code]
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return code in seen
