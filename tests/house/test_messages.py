"""Whatever the product says, it says in Chinese and in English."""

import ast
import gettext
import re
from pathlib import Path

from django.template.base import Lexer, TokenType

from yuandu.site.catalogues import compile_catalogue
from yuandu.site.messages import ENGLISH, KEYWORDS, read, said_in, spoken, untranslated, write

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDERS = re.compile(r"%\(\w+\)\w|%[sd]|\{\w*(?::[,.\d]*\w?)?\}")
OURS = re.compile("鸢都|中文|“[^”]*”|‘[^’]*’|\\d{4}级\\d*班?")  # our name, and what English quotes
MARKED = re.compile(r'_\("[^"]*"\)|^translate "[^"]*"')
SPEAKING = {"views", "forms", "tiles", "search", "tables", "pages"}
CUTTING = {"rstrip", "removeprefix", "removesuffix", "split", "endswith"}  # look at Chinese, do not show it
SPARED = {
    "kernel/templates/ui/seal.html",  # a seal is a picture
    "site/pages/greeting.py",  # surnames of two characters
}
CATALOGUE = read(ENGLISH)


def texts(value):
    return [value] if isinstance(value, str) else list(value)


def test_the_catalogue_holds_exactly_what_the_product_says():
    said = {(message.id, message.context) for message in spoken()}

    assert {(message.id, message.context) for message in CATALOGUE} == said


def test_everything_has_an_english_translation_and_none_is_a_guess():
    assert [message.id for message in untranslated(CATALOGUE)] == []
    assert [message.id for message in CATALOGUE if message.fuzzy] == []


def test_a_translation_fills_the_same_gaps_as_its_source():
    different = [
        (source, translation)
        for message in CATALOGUE
        for source in texts(message.id)[:1]
        for translation in texts(message.string)
        if set(PLACEHOLDERS.findall(source)) != set(PLACEHOLDERS.findall(translation))
    ]

    assert different == []


def test_english_is_english():
    mixed = [
        translation
        for message in CATALOGUE
        for translation in texts(message.string)
        if HAN.search(OURS.sub("", translation))
    ]

    assert mixed == []


def test_the_catalogue_compiles_without_the_systems_gettext(tmp_path):
    source = tmp_path / "django.po"
    source.write_bytes(ENGLISH.read_bytes())

    with compile_catalogue(source).open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert compiled.gettext("没有这个页面") == "There is no such page"
    assert [compiled.ngettext("%(count)s秒", "%(count)s秒", count) for count in (1, 2)] == [
        "%(count)s second",
        "%(count)s seconds",
    ]


def test_a_catalogue_is_written_the_same_way_twice(tmp_path):
    write(read(ENGLISH), tmp_path / "once.po")
    write(read(tmp_path / "once.po"), tmp_path / "twice.po")

    assert (tmp_path / "once.po").read_text() == (tmp_path / "twice.po").read_text()


def test_messages_are_found_in_python_and_in_templates(tmp_path):
    python, template = tmp_path / "views.py", tmp_path / "page.html"
    python.write_text(
        '_("甲")\nngettext("%(n)s所", "%(n)s所", n)\npgettext("unit", "所")\n_(name)\n', "utf-8"
    )
    template.write_text(
        '  {% translate "乙" %}{% blocktranslate count n=n %}{{ n }}人{% plural %}{{ n }}人{% endblocktranslate %}\n'
        ' {% section title=_("丙") %}',
        "utf-8",
    )

    assert list(said_in(python)) == [
        (1, "甲", None),
        (2, ("%(n)s所", "%(n)s所"), None),
        (3, "所", "unit"),
    ]
    assert [text for _line, text, _context in said_in(template)] == ["乙", ("%(n)s人", "%(n)s人"), "丙"]


def unmarked_in_template(path):
    """Yield the Chinese that a template shows without passing it through gettext."""
    inside = False
    for token in Lexer(path.read_text("utf-8")).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split(maxsplit=1)[0]
            inside = name.startswith("blocktranslate") or (inside and name == "plural")
        if token.token_type == TokenType.COMMENT or (inside and token.token_type == TokenType.TEXT):
            continue
        if HAN.search(OURS.sub("", MARKED.sub("", token.contents))):
            yield token.contents.strip()


def unmarked_in_python(path):
    """Yield the Chinese of a module that is in no gettext call and no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    spared = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        or (isinstance(node, ast.Call) and name_of(node.func) in [*KEYWORDS, *CUTTING])
        for part in (node.args if isinstance(node, ast.Call) else [node.value])
    }
    texts = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    yield from (
        text.value for text in texts if id(text) not in spared and HAN.search(OURS.sub("", text.value))
    )


def name_of(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def unmarked(paths, found_in):
    relative = {path: str(path.relative_to(ROOT / "yuandu")) for path in paths}
    return [(name, text) for path, name in relative.items() if name not in SPARED for text in found_in(path)]


def test_what_a_template_says_goes_through_the_catalogue():
    templates = [
        path for path in sorted(ROOT.glob("yuandu/**/templates/**/*.html")) if "gallery" not in path.parts
    ]

    assert unmarked(templates, unmarked_in_template) == []


def test_what_a_page_says_goes_through_the_catalogue():
    modules = [
        path
        for path in sorted(ROOT.glob("yuandu/**/*.py"))
        if {path.stem, *path.parent.relative_to(ROOT).parts} & SPEAKING
    ]

    assert unmarked(modules, unmarked_in_python) == []


def test_scripts_choose_their_words_by_the_language_of_the_page():
    comments = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    scripts = [path for path in sorted(ROOT.glob("yuandu/**/static/**/*.js")) if "vendor" not in path.parts]

    lines = [line for path in scripts for line in comments.sub("", path.read_text("utf-8")).splitlines()]

    assert [line for line in lines if HAN.search(line) and ".lang" not in line] == []
