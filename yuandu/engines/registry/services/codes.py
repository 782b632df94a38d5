"""Loading what authorities issue: code tables, areas and the calendar."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from yuandu.engines.registry.models import Area, CalendarDay, Code, CodeTable
from yuandu.engines.registry.models.codes import read_codes
from yuandu.engines.registry.rules import CodeTableSpec, Day, read_calendar, read_code_table
from yuandu.engines.registry.services.subjects.loading import load_processing

DATA = files("yuandu.engines.registry") / "data"


@transaction.atomic
def load_code_tables(specs: Iterable[CodeTableSpec] | None = None) -> int:
    """Load editions of code tables, by default all that the product ships; return how many were new.

    With those that the product ships come its processing activities.

    An edition that is there already is left as it is: an authority's change is a new edition.
    """
    if specs is None:
        load_processing()
        specs = shipped_code_tables()
    known = set(CodeTable.objects.values_list("name", "version"))
    fresh = [spec for spec in specs if (spec.name, spec.version) not in known]
    for spec in fresh:
        load_code_table(spec)
    read_codes.cache_clear()
    return len(fresh)


@cache
def shipped_code_tables() -> tuple[CodeTableSpec, ...]:
    """Return the editions that the product ships, read once in a process."""
    shipped = sorted((DATA / "codes").iterdir(), key=lambda file: file.name)
    return tuple(read_code_table(file.read_text("utf-8")) for file in shipped if file.name.endswith(".yaml"))


@cache
def shipped_calendar() -> Mapping[date, Day]:
    """Return the calendar that the product ships, read once in a process."""
    return read_calendar((DATA / "calendar.yaml").read_text("utf-8"))


def load_code_table(spec: CodeTableSpec) -> None:
    """Load one edition; the one before it ends on the day on which it begins."""
    CodeTable.objects.filter(name=spec.name, valid_to=None, valid_from__lt=spec.valid_from).update(
        valid_to=spec.valid_from
    )
    table = CodeTable.objects.create(
        name=spec.name,
        version=spec.version,
        title=spec.title,
        title_en=spec.title_en,
        standard=spec.standard,
        tag=spec.tag,
        valid_from=spec.valid_from,
    )
    Code.objects.bulk_create(
        Code(
            table=table,
            code=code.code,
            parent_code=code.parent,
            title=code.title,
            title_en=code.title_en,
            tag=code.tag,
            extra=dict(code.extra),
            order=order,
        )
        for order, code in enumerate(spec.codes)
    )


def load_calendar(days: Mapping[date, Day] | None = None) -> None:
    """Load the days on which the official calendar departs from the week, by default the shipped ones."""
    if days is None:
        days = shipped_calendar()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(on=on, is_workday=day.is_workday, name=day.name, source=day.source)
            for on, day in days.items()
        ],
        update_conflicts=True,
        unique_fields=["on"],
        update_fields=["is_workday", "name", "source"],
    )


def load_areas(areas: Iterable[Mapping[str, Any]]) -> None:
    """Load administrative divisions: mappings with code, title, title_en, level, parent_code, is_retired."""
    Area.objects.bulk_create(
        [Area(**area) for area in areas],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["title", "title_en", "level", "parent_code", "is_retired"],
    )
