"""Writing rosters in OneRoster 1.2 or 1.1 CSV, the same bytes for the same rows, in bounded memory."""

import csv
import heapq
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TextIO

from yuandu.engines.registry.gateways.oneroster.columns import (
    IGNORED,
    Column,
    Mode,
    Version,
    columns_of,
    tables_of,
)
from yuandu.engines.registry.gateways.values import listed

BATCH = 50_000  # rows sorted in memory at a time
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the date of every member, so that nothing depends on the day
LINE_END = "\r\n"  # RFC 4180

Cells = Mapping[str, str | list[str] | None]


def write_roster(
    folder_or_zip: Path,
    tables: Mapping[str, Iterable[Cells]],
    *,
    version: Version = "1.2",
    mode: Mode = "bulk",
    system_name: str = "鸢都",
    system_code: str = "yuandu",
) -> None:
    """Write a roster into a new .zip file, or into a folder if the path has no .zip at its end.

    Each row maps names of columns to text or lists; it must have a sourcedId, and in a delta also status and
    dateLastModified. Rows are sorted by sourcedId. Passwords are never written. A table or column that the
    version has not raises ValueError.
    """
    unknown = set(tables) - set(tables_of(version))
    if unknown:
        raise ValueError(f"OneRoster {version} has no table {', '.join(sorted(unknown))}")
    with Package(folder_or_zip) as package:
        with package.member("manifest.csv") as file:
            write_manifest(file, tables, version=version, mode=mode, source=(system_name, system_code))
        for kind in sorted(tables):
            with package.member(f"{kind}.csv") as file:
                write_table(file, tables[kind], columns=columns_of(kind, version))


class Package:
    """A folder or a zip file that is being written, one member after another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) if path.suffix == ".zip" else None
        if self.archive is None:
            path.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *exception: object) -> None:
        if self.archive is not None:
            self.archive.close()

    def member(self, name: str) -> TextIO:
        """Open a member for writing text."""
        if self.archive is None:
            return (self.path / name).open("w", encoding="utf-8", newline="")
        info = zipfile.ZipInfo(name, date_time=ZIP_EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        info.create_system = 3
        return io.TextIOWrapper(self.archive.open(info, "w"), "utf-8", newline="")


def write_manifest(
    file: TextIO,
    tables: Mapping[str, object],
    *,
    version: Version,
    mode: Mode,
    source: tuple[str, str],
) -> None:
    """Write the manifest: every table of the version, those not given as absent."""
    writer = csv.writer(file, lineterminator=LINE_END)
    writer.writerow(["propertyName", "value"])
    writer.writerow(["manifest.version", "1.0"])
    writer.writerow(["oneroster.version", version])
    for kind in sorted([*tables_of(version), *IGNORED[version]], key=str.casefold):
        writer.writerow([f"file.{kind}", mode if kind in tables else "absent"])
    writer.writerow(["source.systemName", source[0]])
    writer.writerow(["source.systemCode", source[1]])


def write_table(file: TextIO, rows: Iterable[Cells], *, columns: tuple[Column, ...]) -> None:
    """Write heading and rows, sorted by sourcedId."""
    writer = csv.writer(file, lineterminator=LINE_END)
    writer.writerow([column.name for column in columns])
    writer.writerows(in_order(cells_of(row, columns=columns) for row in rows))


def cells_of(row: Cells, *, columns: tuple[Column, ...]) -> list[str]:
    """Return the cells of a row; raises ValueError for a column that is not there, or no sourcedId."""
    if not row.get("sourcedId"):
        raise ValueError("a row has no sourcedId")
    cells = {column.name: "" if column.is_secret else text_of(row.get(column.name)) for column in columns}
    unknown = [name for name, value in row.items() if name not in cells and value]
    if unknown:
        raise ValueError(f"there is no column {', '.join(unknown)}")
    return list(cells.values())


def text_of(value: str | list[str] | None) -> str:
    """Return the text of a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else listed(value)


def in_order(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """Give the rows in the order of their cells, keeping sorted batches in files beyond one batch."""
    rest = iter(rows)
    with ExitStack() as files:
        batches: list[Iterable[list[str]]] = []
        while batch := sorted(islice(rest, BATCH)):
            batches.append(batch if len(batch) < BATCH else spilled(batch, files=files))
        yield from heapq.merge(*batches)


def spilled(batch: list[list[str]], *, files: ExitStack) -> Iterator[list[str]]:
    """Keep the batch in a file that lives as long as the stack, and return its rows, read one by one."""
    file = files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115
    file.writelines(json.dumps(row) + "\n" for row in batch)
    file.seek(0)
    return map(json.loads, file)
