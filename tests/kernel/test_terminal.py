"""The language of the terminal."""

import pytest

from yuandu.kernel.terminal import LANGUAGE_VARIABLES, language


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "zh-hans"),
        ({"LANG": "C.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh-hans"),
    ],
)
def test_the_terminal_speaks_english_only_where_the_locale_asks_for_it(monkeypatch, variables, expected):
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert language() == expected
