"""The handbook of 鸢都 Yuandu: Markdown read by MyST, shown by furo. `make docs` builds it into docs/_build."""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

ROOT = Path(__file__).parents[1]
HAN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"

project = "鸢都 Yuandu"
author = "the Yuandu contributors"
copyright = "2026, the Yuandu contributors. Apache-2.0"
release = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
language = "zh_CN"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"鸢都 {release}"
html_static_path = ["_static"]
html_css_files = ["handbook.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1b5a8f",
        "color-brand-content": "#1b5a8f",
        "color-background-primary": "#fffefb",
        "color-background-secondary": "#f6f4ee",
    },
    "dark_css_variables": {"color-brand-primary": "#86bbea", "color-brand-content": "#86bbea"},
}


class JoinChineseLines(SphinxTransform):
    """A line that ends in Chinese goes on without a space."""

    default_priority = 999

    def apply(self, **kwargs: object) -> None:
        for text in list(self.document.findall(nodes.Text)):
            joined = re.sub(rf"(?<={HAN})\n(?={HAN})", "", text)
            if joined != text:
                text.parent.replace(text, nodes.Text(joined))


def setup(app: Sphinx) -> None:
    app.add_transform(JoinChineseLines)
