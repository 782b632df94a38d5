"""Static files as browsers like them: named by content, compressed, kept; made anew when one changes."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from os import environ

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _
from yuandu.site.home import ROOT, home

STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def collected() -> Mapping[str, str]:
    """Collect the files unless they are as they were; return what a web process must know of it.

    Developers (DEBUG=1) get the files as they lie there.
    """
    if environ.get("DEBUG") == "1":
        return {}
    stamp, found = home() / "run/static", fingerprint()
    if not stamp.exists() or stamp.read_text() != found:
        collect()
        stamp.write_text(found)
    return {"STATIC_STORAGE": STORAGE}


def collect() -> None:
    """Collect all static files into the home; raises Trouble when one names another that is not there."""
    command = [
        sys.executable,
        "-m",
        "yuandu.site",
        "collectstatic",
        "--no-input",
        "--clear",
        "--verbosity",
        "0",
    ]
    if subprocess.run(command, cwd=ROOT, env=environ | {"STATIC_STORAGE": STORAGE}).returncode:
        raise Trouble(_("前端文件没有准备好，原因如上。请运行make vendor再试。"))


def fingerprint() -> str:
    """Return what the static files are known by: ours by name, size and time, the packages' by the lock."""
    digest = hashlib.sha256((ROOT / "requirements/product.txt").read_bytes())
    for path in sorted(ROOT.glob("yuandu/**/static/**/*")):
        if path.is_file():
            found = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
