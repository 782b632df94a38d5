"""Reading a plan file for a command."""

from pathlib import Path

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _


def text_of(path: Path) -> str:
    """Return the text of a plan file; raises Trouble."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(_("读不了{path}，请检查文件名，并存成UTF-8编码。").format(path=path)) from error
