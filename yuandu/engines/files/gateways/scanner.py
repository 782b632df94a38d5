"""A virus scanner of the operator's choice: a command that gets the path of a file (VIRUS_SCAN).

It ends with 0 for a clean file and 1 for an infected one, as clamscan and clamdscan do.
"""

import logging
import shlex
import subprocess
from pathlib import Path

from django.conf import settings

SECONDS = 120
log = logging.getLogger("yuandu.files")


class ScanFailed(Exception):
    """The scanner could not say whether the file is clean."""


def is_clean(path: Path) -> bool:
    """Say whether the file is clean; True where no scanner is set. Raises ScanFailed."""
    command = shlex.split(getattr(settings, "VIRUS_SCAN", ""))
    if not command:
        return True
    try:
        ended = subprocess.run([*command, str(path)], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScanFailed from error
    if ended.returncode not in (0, 1):
        log.error("the virus scanner ended with %s: %s", ended.returncode, ended.stderr[:500])
        raise ScanFailed
    return ended.returncode == 0
