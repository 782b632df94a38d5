"""The health of the code, printed by `make check`: what the house style limits, measured; a breach fails."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yuandu.site.home import ROOT

LARGEST_FILE, LARGEST_TEMPLATE, LARGEST_ISLAND = 600, 150, 150
LARGEST_FUNCTION, LARGEST_VIEW = 60, 25
MOST_DEPENDENCIES = 40
NAMELESS = {"utils", "helpers", "common", "misc", "base", "constants", "exceptions"}
SIGNALS = re.compile(r"django\.db\.models\.signals|django\.dispatch|@receiver")
REGISTRY_ADDRESSES = re.compile(
    r"(?<!no-emit-)index-url|https?://\S+/simple\b|\"resolved\": *\"http|pypi\.[a-z]+/|registry\.npm",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """One measure of health: culprits are the places that break the rule."""

    name: str
    value: int
    limit: int
    culprits: tuple[str, ...]


def main() -> int:
    """Print the table; returns 1 when a limit is passed."""
    figures = [figure() for figure in FIGURES]
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        mark = "ok" if figure.value <= figure.limit else "TOO MUCH"
        print(f"{figure.name:{width}}  {figure.value:>5}  ≤ {figure.limit:<4} {mark}")
        for culprit in figure.culprits if figure.value > figure.limit else ():
            print(f"{'':{width}}         {culprit}")
    return int(any(figure.value > figure.limit for figure in figures))


def counted(name: str, culprits: Iterator[str]) -> Figure:
    """Return the figure of a thing that must not be."""
    found = tuple(culprits)
    return Figure(name, len(found), 0, found)


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository, those not yet committed too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def sources() -> list[Path]:
    """Return our Python files, but for migrations."""
    return [path for path in files() if path.suffix == ".py" and "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def place(path: Path, line: int | None = None) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def largest(name: str, paths: list[Path], limit: int) -> Figure:
    """Return the length of the longest of the files."""
    lengths = {path: lines(path) for path in paths}
    culprits = tuple(f"{place(path)} ({length})" for path, length in lengths.items() if length > limit)
    return Figure(name, max(lengths.values(), default=0), limit, culprits)


def largest_source() -> Figure:
    return largest("largest Python file", sources(), LARGEST_FILE)


def largest_template() -> Figure:
    pages = [path for path in files() if path.suffix == ".html" and "templates" in path.parts]
    return largest("largest template", pages, LARGEST_TEMPLATE)


def largest_island() -> Figure:
    islands = [path for path in files() if path.suffix == ".js" and "static" in path.parts]
    return largest("largest island", islands, LARGEST_ISLAND)


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Yield each function with its length in lines, decorators not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def long_functions() -> Figure:
    found = (
        f"{place(path, node.lineno)} {node.name} ({length})"
        for path in sources()
        for node, length in functions(path)
        if length > LARGEST_FUNCTION
    )
    return counted(f"functions over {LARGEST_FUNCTION} lines", found)


def long_views() -> Figure:
    found = (
        f"{place(path, node.lineno)} {node.name} ({length})"
        for path in sources()
        if path.stem == "views" or path.parent.name == "views"
        for node, length in functions(path)
        if length > LARGEST_VIEW
    )
    return counted(f"views over {LARGEST_VIEW} lines", found)


def inline_imports() -> Figure:
    found = (
        place(path, inner.lineno)
        for path in sources()
        for node, _length in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    )
    return counted("inline imports", found)


def signals() -> Figure:
    found = (place(path) for path in product_sources() if SIGNALS.search(path.read_text()))
    return counted("signals", (name for name in found if not name.endswith("site/health.py")))


def nameless_files() -> Figure:
    return counted("files without a real name", (place(path) for path in sources() if path.stem in NAMELESS))


def silent_modules() -> Figure:
    found = (place(path) for path in sources() if tree(path).body and not ast.get_docstring(tree(path)))
    return counted("modules that do not say what they are for", found)


def product_sources() -> list[Path]:
    return [path for path in sources() if path.is_relative_to(ROOT / "yuandu")]


def import_cycles() -> Figure:
    """Return how many modules import each other in a circle."""
    graph = {module_name(path): path for path in product_sources()}
    edges = {name: set(imported(path, graph)) - {name} for name, path in graph.items()}
    while leaves := {name for name, targets in edges.items() if not targets & edges.keys()}:
        edges = {name: targets - leaves for name, targets in edges.items() if name not in leaves}
    importers = {name for name in edges if any(name in targets for targets in edges.values())}
    return counted("modules in import cycles", iter(sorted(importers)))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, graph: dict[str, Path]) -> Iterator[str]:
    """Yield the modules of ours that a module imports when it is run."""
    for node in tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (name for alias in node.names if (name := f"{node.module}.{alias.name}") in graph)
            if (
                any(f"{node.module}.{alias.name}" not in graph for alias in node.names)
                and node.module in graph
            ):
                yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in graph)


def dependencies() -> Figure:
    named = [*requirements("product.in")]
    return Figure("direct runtime dependencies", len(named), MOST_DEPENDENCIES, tuple(named))


def unexplained_dependencies() -> Figure:
    """Return the dependencies that have no line of reason."""
    reasons = (ROOT / "docs/dependencies.md").read_text()
    named = [*requirements("product.in"), *requirements("development.in")]
    return counted("dependencies without a reason", (name for name in named if f"| {name} |" not in reasons))


def requirements(file: str) -> Iterator[str]:
    """Yield the bare names in a requirements file."""
    for line in (ROOT / "requirements" / file).read_text().splitlines():
        if line and line[0] not in "#-":
            yield re.split(r"[^\w.-]", line, maxsplit=1)[0].rstrip("~=<>")


def registry_addresses() -> Figure:
    """Return the files that name a package registry, which differs from place to place."""
    found = (
        place(path)
        for path in files()
        if path.suffix
        in {".py", ".txt", ".in", ".json", ".md", ".toml", ".ini", ".cfg", ".yaml", ".yml", ".sh", ""}
        and REGISTRY_ADDRESSES.search(path.read_text(errors="ignore"))
    )
    return counted(
        "files that name a package registry", (name for name in found if not name.endswith("health.py"))
    )


FIGURES: tuple[Callable[[], Figure], ...] = (
    import_cycles,
    inline_imports,
    signals,
    largest_source,
    largest_template,
    largest_island,
    long_functions,
    long_views,
    nameless_files,
    silent_modules,
    dependencies,
    unexplained_dependencies,
    registry_addresses,
)


if __name__ == "__main__":
    sys.exit(main())
