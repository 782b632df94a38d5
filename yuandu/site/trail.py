"""The trail in backups: its file of heads and its public keys go along, the key that signs stays where it is.

Whoever gets hold of a backup can check the trail with it, and cannot sign another.
"""

import json
import shutil
from datetime import UTC, datetime
from os import environ
from pathlib import Path

from yuandu.kernel.terminal import translated as _
from yuandu.site.archive import Writer
from yuandu.site.home import home

HEADS = "trail/heads.jsonl"
PUBLIC = "trail-*.pub"


def key_path() -> Path:
    """Return where the key lies that signs heads; public keys lie beside it."""
    return Path(environ.get("TRAIL_KEY") or home() / "keys/trail.key").expanduser().resolve()


def heads_path() -> Path:
    """Return where the file of heads lies."""
    return Path(environ.get("TRAIL_LOG") or home() / HEADS).expanduser().resolve()


def add_trail(archive: Writer) -> None:
    """Put in heads and public keys; after the database, so that all its seals but perhaps the last have theirs."""
    if heads_path().exists():
        archive.add_file(heads_path(), HEADS)
    for public in sorted(key_path().parent.glob(PUBLIC)):
        if f"keys/{public.name}" not in archive.hashes:
            archive.add_file(public, f"keys/{public.name}")


def keep_keys(staging: Path) -> None:
    """Let the installation's own keys of the trail live on among those of the backup."""
    for mine in [key_path(), *key_path().parent.glob(PUBLIC)]:
        if mine.exists() and mine.parent == home() / "keys":
            shutil.copy2(mine, staging / "keys" / mine.name)


def take_over(staging: Path, *, backed_up_at: str) -> None:
    """Let the file of heads go on from the backup's, and leave a note for the sealer, who signs what was restored."""
    for public in (home() / "keys").glob(PUBLIC):
        if not (key_path().parent / public.name).exists():
            shutil.copy2(public, key_path().parent / public.name)
    if (staging / HEADS).exists():
        join_heads(staging / HEADS, heads_path())
    at = f"{datetime.fromisoformat(backed_up_at).astimezone():%Y-%m-%d %H:%M}"
    note = {"because": _("从{at}的备份恢复").format(at=at)}
    key_path().with_name("trail.restored").write_text(json.dumps(note, ensure_ascii=False), "utf-8")
    key_path().with_name("trail.restored").chmod(0o600)


def join_heads(new: Path, old: Path) -> None:
    """Keep the longer of two files of which one begins with the other; never throw away lines of another trail."""
    old.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if old.exists():
        if begins_with(old, new):
            return
        if not begins_with(new, old):
            old.rename(old.with_name(f"{old.stem}.{datetime.now(UTC):%Y%m%d%H%M%S}{old.suffix}"))
    shutil.copyfile(new, old)
    old.chmod(0o600)


def begins_with(long: Path, short: Path) -> bool:
    """Say whether a file begins with all that another holds."""
    with long.open("rb") as first, short.open("rb") as second:
        while part := second.read(2**20):
            if first.read(len(part)) != part:
                return False
    return True
