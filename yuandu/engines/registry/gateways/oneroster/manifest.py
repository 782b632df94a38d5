"""The manifest of a roster: its version, and how each table is to be read."""

from dataclasses import dataclass, field

from yuandu.engines.registry.gateways.archives import Member
from yuandu.engines.registry.gateways.faults import Fault, Unreadable, fault
from yuandu.engines.registry.gateways.names import match_names
from yuandu.engines.registry.gateways.oneroster.columns import IGNORED, TABLES, Mode, Version
from yuandu.engines.registry.gateways.tables import Table
from yuandu.engines.registry.gateways.values import BLANK

NAME = "manifest.csv"
MODES: tuple[Mode, ...] = ("bulk", "delta", "absent")
ALL_TABLES = (*TABLES, *IGNORED["1.2"])
PROPERTIES = (
    "manifest.version",
    "oneroster.version",
    "source.systemName",
    "source.systemCode",
    *(f"file.{kind}" for kind in ALL_TABLES),
)


@dataclass(slots=True)
class Manifest:
    """The version, the mode of each table, who sent it, and what is odd about all that."""

    version: Version
    modes: dict[str, Mode] = field(default_factory=dict)
    system_name: str = ""
    system_code: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)


def read_manifest(member: Member) -> Manifest:
    """Read manifest.csv; raises Unreadable."""
    try:
        table = Table(member.open, name=NAME)
    except Unreadable as reason:
        raise Unreadable("manifest_unreadable", reason=reason) from None
    records = [record for record in table.records() if not isinstance(record, Fault)]
    if not table.header[0].strip(BLANK).casefold().startswith("propert"):
        records.insert(0, (table.header_line, table.header))
    pairs = [
        (line, fields[0].strip(BLANK), fields[1].strip(BLANK)) for line, fields in records if len(fields) > 1
    ]
    return manifest_of(pairs)


def manifest_of(pairs: list[tuple[int, str, str]]) -> Manifest:
    """Return what the lines, names and values say; raises Unreadable if the version is unknown."""
    matches = match_names([name for _, name, _ in pairs], known=PROPERTIES)
    values = {match.name: value for match, (_, _, value) in zip(matches, pairs, strict=True) if match}
    manifest = Manifest(
        version=version_of(values.get("oneroster.version", "")),
        system_name=values.get("source.systemName", ""),
        system_code=values.get("source.systemCode", ""),
    )
    for match, (line, name, value) in zip(matches, pairs, strict=True):
        if match is None:
            if name.casefold().startswith("file."):
                manifest.notes.append(note("unknown_file", line=line, field=name, value=value))
            continue
        if match.is_guessed:
            manifest.notes.append(note("guessed_column", line=line, field=name, found=name, taken=match.name))
        if match.name.startswith("file."):
            add_mode(manifest, match.name.removeprefix("file."), line=line, value=value)
    return manifest


def add_mode(manifest: Manifest, kind: str, *, line: int, value: str) -> None:
    """Note how the table is to be read; one with an unknown mode is not read."""
    mode = next((mode for mode in MODES if mode == value.casefold()), None)
    if mode is None:
        manifest.notes.append(fault("unknown_mode", file=NAME, line=line, field=f"file.{kind}", value=value))
    manifest.modes[kind] = mode or "absent"
    manifest.lines[kind] = line


def note(code: str, *, line: int, field: str, value: str = "", **parameters: str) -> Fault:
    """Return a warning about a line of the manifest."""
    return fault(code, file=NAME, line=line, field=field, value=value, severity="warning", **parameters)


def version_of(text: str) -> Version:
    """Return the version by its first two numbers; raises Unreadable."""
    plain = text.lower().removeprefix("v")
    if plain == "1.1" or plain.startswith("1.1."):
        return "1.1"
    if plain == "1.2" or plain.startswith("1.2."):
        return "1.2"
    raise Unreadable("unknown_version", value=text)
