"""Words for the terminal, where Django may not be there: the same catalogue, chosen by LANG."""

import gettext
from os import environ
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[1] / "locale"
LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language() -> str:
    """Return the language of the terminal: `en` where the locale asks for English, else `zh-hans`."""
    asked = next((environ[name] for name in LANGUAGE_VARIABLES if environ.get(name)), "")
    return "en" if asked.startswith("en") else "zh-hans"


def translated(text: str) -> str:
    """Return the text in the language of the terminal; untranslated text stays Chinese."""
    languages = ["en"] if language() == "en" else []
    return gettext.translation("django", CATALOGUES, languages, fallback=True).gettext(text)


class Trouble(Exception):
    """What stops a command: one sentence for the person that says what happened and what to do next."""
