"""Gather all that the product says into the English catalogue: `python -m yuandu.site.messages [FILE.po …]`.

Chinese is the source. What the catalogue says stays, the files that are named fill its gaps, what nobody says any
more goes; the system's gettext is not needed.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from yuandu.kernel.terminal import CATALOGUES
from yuandu.site.catalogues import compile_catalogue
from yuandu.site.home import ROOT

ENGLISH = CATALOGUES / "en/LC_MESSAGES/django.po"
CONTEXT = "c"  # marks the argument that is a context, as Babel does
KEYWORDS: dict[str, tuple] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "marked", "translated"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, CONTEXT), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, CONTEXT), 2, 3)),
}
HEADER = """\
# English for what 鸢都 Yuandu says; the Chinese source is the msgid. Renew with: python -m yuandu.site.messages
msgid ""
msgstr ""
"Project-Id-Version: yuandu\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main(arguments: list[str]) -> int:
    """Renew and compile the English catalogue; returns 1 when something in it has no translation."""
    said, known = spoken(), [read(ENGLISH), *(read(Path(name)) for name in arguments)]
    for message in said:
        message.string = next(filter(None, (translation(message, of) for of in known)), message.string)
    write(said, ENGLISH)
    compile_catalogue(ENGLISH)
    missing = untranslated(said)
    print(f"{len(said)} messages, {len(missing)} without English")
    for message in missing:
        print(f"  {message.locations[0][0]}  {message.id}")
    return int(bool(missing))


def spoken() -> Catalog:
    """Return what the Python files and templates of the product say, by file and place, untranslated."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for path in sorted((ROOT / "yuandu").rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and (path.suffix == ".py" or "templates" in path.parts):
            for line, text, context in said_in(path):
                place = [(str(path.relative_to(ROOT)), line)]
                catalogue.add(text, locations=place, context=context)
    return catalogue


def said_in(path: Path) -> Iterator[tuple[int, str | tuple[str, str], str | None]]:
    """Yield line, text (or singular and plural) and context of each message in a file."""
    source = path.read_text("utf-8")
    python = source if path.suffix == ".py" else python_of(source)
    for line, function, found, _comments in extract_python(
        BytesIO(python.encode()), list(KEYWORDS), (), {"encoding": "utf-8"}
    ):
        texts = found if isinstance(found, tuple) else (found,)
        context, chosen = None, []
        for place in KEYWORDS[function]:
            if isinstance(place, tuple):
                context = texts[place[0] - 1]
            else:
                chosen.append(texts[place - 1] if place <= len(texts) else None)
        if all(chosen):
            yield line, chosen[0] if len(chosen) == 1 else tuple(chosen), context


def python_of(template: str) -> str:
    """Return a template as gettext calls, line by line; its indentation means nothing in Python."""
    return "\n".join(line.lstrip() for line in templatize(template).split("\n"))


def read(path: Path) -> Catalog:
    """Return the catalogue in a file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def translation(message: Message, catalogue: Catalog) -> str | tuple[str, ...] | None:
    """Return what a catalogue makes of a message; None where it has no whole translation."""
    found = catalogue.get(message.id, message.context)
    if found is None or found.fuzzy or isinstance(found.id, str) != isinstance(message.id, str):
        return None
    return found.string if is_whole(found) else None


def is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages that have no translation, in every plural form."""
    return [message for message in catalogue if message.id and not is_whole(message)]


def write(catalogue: Catalog, path: Path) -> None:
    """Write the catalogue, file by file, with nothing in it that changes by itself (no dates, no line numbers)."""
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HEADER.encode() + body.getvalue())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
