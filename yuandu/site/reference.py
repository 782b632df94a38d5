"""The reference shelf of the handbook, drawn from the manifests: `python -m yuandu.site.reference` renews it."""

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache

from babel.messages.catalog import Catalog

from yuandu.domains.plan.rules import read_plan
from yuandu.engines.registry.rules import FieldGrade, read_code_table, read_grades
from yuandu.kernel.apps import App, declared, titles, yuandu_apps
from yuandu.site.command_line import SITE_COMMANDS, manifest_commands, set_django_up
from yuandu.site.embedded import prepare_environment
from yuandu.site.home import ROOT
from yuandu.site.messages import ENGLISH, read

SHELF = ROOT / "docs/reference"
NOTICE = "<!-- Drawn by `python -m yuandu.site.reference`; do not edit. -->"
Row = Iterable[object]


def main() -> int:
    """Write every page of the shelf, and remove what is none of them."""
    prepare_environment()
    set_django_up()
    SHELF.mkdir(exist_ok=True)
    for stale in {path.name for path in SHELF.glob("*.md")} - PAGES.keys():
        (SHELF / stale).unlink()
    for name, text in pages().items():
        (SHELF / name).write_text(text, "utf-8")
    return 0


def pages() -> dict[str, str]:
    """Return the pages of the shelf by file name."""
    return {name: f"{NOTICE}\n\n{draw().rstrip()}\n" for name, draw in PAGES.items()}


@cache
def catalogue() -> Catalog:
    return read(ENGLISH)


def english(title: object) -> str:
    """Return a Chinese title in English; "" where the catalogue has none."""
    found = catalogue().get(str(title))
    return found.string if found else ""


def table(heads: Row, rows: Iterable[Row]) -> str:
    """Return a Markdown table; "—" stands where there is nothing to say."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell(value) for value in line)} |" for line in lines)


def cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ") or "—"


def code(names: Iterable[object]) -> str:
    return "、".join(f"`{name}`" for name in names)


def index() -> str:
    names = "\n".join(name.removesuffix(".md") for name in PAGES if name != "index.md")
    return (
        "# 参考 · Reference\n\n这一架由各应用的清单（`apps.py`）自动写成，和代码总是一致。\n"
        "This shelf is drawn from the manifests of the apps, so that it always agrees with the code.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{names}\n```"
    )


def apps() -> str:
    parts = ["# 应用 · Apps\n\n从底层到上层。Lowest first."]
    for app in yuandu_apps():
        rows = [(label, value) for label, value in facts_of(app) if value]
        parts.append(
            f"## {app.verbose_name} `{app.label}`\n\n{english(app.verbose_name)}: {sentence_of(app)}\n\n"
            + table(["项 what", "内容 which"], rows)
        )
    return "\n\n".join(parts)


def facts_of(app: App) -> Iterable[tuple[str, str]]:
    """Yield what a manifest says, kind by kind."""
    yield "package", f"`{app.name}`"
    yield "条目 clauses", "、".join(app.clauses)
    yield "权限 permissions", code(app.permissions)
    yield "菜单 menu", "、".join(str(item.title) for item in app.nav)
    yield "今天 workbench tiles", "、".join(str(tile.title) for tile in app.tiles)
    yield "搜索 search", "、".join(str(search.title) for search in app.search)
    yield "计量 measures", code(measure.name for measure in app.measures)
    yield "数据 datasets", code(dataset.model for dataset in app.datasets)
    yield "事实 facts recorded", code(app.verbs)
    yield "响应 reacts to", code(app.reacts)
    yield "通知 notices", code(app.notices)
    yield "命令 commands", code(command.name for command in app.commands)
    yield "定时 by itself", "、".join(f"{item.title}（`{item.cron}` UTC）" for item in app.schedule)


def sentence_of(app: App) -> str:
    """Return what the docstring of the manifest says after the Chinese name."""
    text = (sys.modules[type(app).__module__].__doc__ or "").strip().splitlines()[0]
    return text.partition(": ")[2] or text


def clauses() -> str:
    plan = read_plan((ROOT / "plan/weifang-2020.yaml").read_text("utf-8"))
    answered = {clause: app for app in yuandu_apps() for clause in app.clauses}
    rows = (
        (
            clause.id,
            clause.what.zh,
            clause.what.en,
            f"{sum(1 for indicator in clause.indicators if indicator.formula)}/{len(clause.indicators)}",
            answered[clause.id].verbose_name if clause.id in answered else "",
        )
        for clause in plan.clauses
    )
    return (
        "# 条目 · Clauses of the plan\n\n计划的每一条，能不能数，由哪个应用回答。“—”是还没有做的。\n"
        "Every clause of the city's plan, how many of its indicators are counted, and the app that answers it; "
        "“—” is not built yet.\n\n" + table(["id", "中文", "English", "能数的指标 counted", "应用 app"], rows)
    )


def permissions() -> str:
    roles = titles("role_titles")
    named = ((f"`{role}`", title, english(title)) for role, title in roles.items())
    rows = (
        (f"`{name}`", title, english(title), "、".join(str(roles[role]) for role in roles_with(name)))
        for _app, (name, title) in declared("permissions")
    )
    return (
        "# 角色和权限 · Roles and permissions\n\n授权是“谁、什么角色、在哪个机构”，对那个机构和它下面的都有效。\n"
        "A grant is a person, a role and an organisation; it covers the organisation and all below it.\n\n"
        + table(["role", "中文", "English"], named)
        + "\n\n## 权限 · Permissions\n\n"
        + table(["permission", "中文", "English", "哪些角色 roles"], rows)
    )


def roles_with(permission: str) -> list[str]:
    """Return the roles that hold a permission, each once, in the order of their titles."""
    holding = {role for _app, (role, names) in declared("roles") if permission in names}
    return [role for role in titles("role_titles") if role in holding]


def facts() -> str:
    rows = ((f"`{verb}`", title, english(title), app.label) for app, (verb, title) in declared("verbs"))
    return (
        "# 事实 · Facts\n\n平台记下的事，一事一行，在发生的地方记。What is recorded, once, where it happens.\n\n"
        + table(["verb", "中文", "English", "app"], rows)
    )


def measures() -> str:
    rows = (
        (f"`{m.name}`", m.title, english(m.title), m.unit, m.source, app.label)
        for app, m in declared("measures")
    )
    return (
        "# 计量 · Measures\n\n能数的东西。指标的公式用这些名字，点开每个数就是数到的行。\n"
        "What can be counted: formulas of indicators use these names, and a click on a figure shows the rows.\n\n"
        + table(["measure", "中文", "English", "单位 unit", "来源 source", "app"], rows)
    )


def datasets() -> str:
    rows = (
        (f"`{d.model}`", d.title, english(d.title), d.grade, d.basis, app.label)
        for app, d in declared("datasets")
    )
    return (
        "# 数据 · Datasets\n\n每样数据只有一个来源。L1公开，L2内部，L3敏感，L4最敏感（个人信息）。\n"
        "Every datum has one owner. L1 public, L2 internal, L3 restricted, L4 personal and sensitive.\n\n"
        + table(["model", "中文", "English", "级别 grade", "依据 basis", "app"], rows)
    )


def commands() -> str:
    site = [(command, "site") for command in SITE_COMMANDS.values()]
    ours = [(command, app.__module__.split(".")[-2]) for app, command in manifest_commands().values()]
    rows = ((f"`yuandu {c.name}`", c.title, english(c.title), place) for c, place in [*site, *ours])
    return (
        "# 命令 · Commands\n\n`.venv/bin/yuandu 命令 --help` 说明每个命令的用法；其余的名字交给Django。\n"
        "`--help` tells how to use each; any other name goes to Django.\n\n"
        + table(["command", "中文", "English", "app"], rows)
    )


def settings() -> str:
    """Return what `.env.example` lists, each with the comment above it."""
    rows, comment = [], []
    for line in (ROOT / ".env.example").read_text("utf-8").splitlines():
        if setting := re.match(r"# ([A-Z_]+)=(.*)", line):
            rows.append((f"`{setting[1]}`", f"`{setting[2]}`" if setting[2] else "", " ".join(comment)))
        else:
            comment = [*comment, line.lstrip("# ")] if line else []
    return (
        "# 设置 · Settings\n\n都是环境变量，也可以写在代码旁边的`.env`里；环境里的优先。\n"
        "Environment variables, or lines of `.env` beside the code; what the environment says wins.\n\n"
        + table(["variable", "例 example", "what it is"], rows)
    )


def code_tables() -> str:
    parts = [
        "# 代码表 · Code tables\n\n"
        "领域里的代码是带版本的数据，每个值写明核对情况：V已核对原文，P部分核对，M未核对，D平台自定。\n"
        "Codes of the field are versioned data. Each value says how far it was checked: V read in the standard, P partly, "
        "M from memory, D our own. M and D are never shown as official."
    ]
    for path in sorted((ROOT / "yuandu/engines/registry/data/codes").glob("*.yaml")):
        spec = read_code_table(path.read_text("utf-8"))
        rows = ((f"`{c.code}`", c.title, c.title_en, c.parent and f"`{c.parent}`", c.tag) for c in spec.codes)
        parts.append(
            f"## {spec.title} `{spec.name}`\n\n{spec.title_en}, version {spec.version} ({spec.tag}), "
            f"since {spec.valid_from:%Y-%m-%d}{', ' + spec.standard if spec.standard else ''}. {spec.note}\n\n"
            + table(["code", "中文", "English", "parent", "tag"], rows)
        )
    return "\n\n".join(parts)


def grades() -> str:
    """Return the grade of every field that holds data of people."""
    parts = [
        "# 数据分级 · Grades of fields\n\n"
        "级别、遮盖方式和谁能看由平台自定（D），不是官方标准；个人信息类别参照GB/T 43697-2024附录B，没有核对原文（M）。\n"
        "Grades, masks and who reads a field whole are our own (D) and never shown as official; the kinds follow annex B of "
        "GB/T 43697-2024 from memory (M). L1 public, L2 internal, L3 personal, L4 sensitive. `near`: who reads the field "
        "whole without a purpose; `opens`: the group that a purpose (code table look_purpose) opens."
    ]
    for path in sorted((ROOT / "yuandu/engines/registry/data/grades").glob("*.yaml")):
        edition = read_grades(path.read_text("utf-8"))
        rows = (
            (
                f"`{field.field}`",
                field.grade,
                field.kind,
                field.mask,
                "/".join(filter(None, (field.near, field.staff))),
                field.opens,
            )
            for field in edition.fields.values()
        )
        parts.append(
            f"## {edition.name} {edition.version} ({edition.tag})\n\n{edition.source}。不满{edition.child_under}周岁："
            f"{edition.child_grade}（{edition.child_source}，{edition.child_tag}）。\n\n"
            + table(["field", "grade", "kind", "mask", "near / staff", "opens"], rows)
        )
    return "\n\n".join(parts)


def who_reads(field: FieldGrade) -> str:
    return f"{field.near} / {field.staff}" if field.staff else field.near


PAGES: dict[str, Callable[[], str]] = {
    "index.md": index,
    "apps.md": apps,
    "clauses.md": clauses,
    "permissions.md": permissions,
    "facts.md": facts,
    "measures.md": measures,
    "datasets.md": datasets,
    "code_tables.md": code_tables,
    "grades.md": grades,
    "commands.md": commands,
    "settings.md": settings,
}


if __name__ == "__main__":
    sys.exit(main())
