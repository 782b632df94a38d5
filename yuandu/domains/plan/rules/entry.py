"""One entry of a plan file: its values, checked, and sentences that say where they are wrong."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar, get_args

from django.utils.translation import gettext as _

from yuandu.domains.plan.rules.shapes import Words

LANGUAGES = {"zh", "en", "zh_hant"}

Read = TypeVar("Read")


class PlanFileFault(ValueError):
    """The plan file cannot be read; the text names the place and the cure."""


class Entry:
    """A mapping of the file, and the name by which a person finds it ("条目1.2").

    Each method returns one value in the shape it must have, or raises PlanFileFault.
    """

    def __init__(self, values: object, place: str) -> None:
        self.place = place
        if not isinstance(values, Mapping):
            raise self.fault(_("应当是一组“名称: 值”，请改写"))
        self.values = values

    def fault(self, cure: str) -> PlanFileFault:
        """Return a fault that names this place."""
        return PlanFileFault(_("%(place)s%(cure)s。") % {"place": self.place, "cure": cure})

    def inside(self, key: str) -> str:
        """Return the name of a place within this one."""
        return _("%(place)s的%(key)s") % {"place": self.place, "key": key}

    def has(self, key: str) -> bool:
        """Say whether there is a value."""
        return self.values.get(key) not in (None, "")

    def required(self, key: str) -> object:
        """Return the value, of any shape."""
        if not self.has(key):
            raise self.fault(_("没有写%s，请补上") % key)
        return self.values[key]

    def text(self, key: str) -> str:
        """Return a text that is not blank."""
        value = self.required(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(_("的%s应当是文字，请加上引号") % key)
        return value

    def choice(self, key: str, options: object) -> str:
        """Return one of the options of a Literal."""
        value, allowed = self.text(key), get_args(options)
        if value not in allowed:
            values = {"key": key, "value": value, "options": "、".join(allowed)}
            raise self.fault(_("的%(key)s写成了“%(value)s”，请改成其中一个：%(options)s") % values)
        return value

    def year(self, key: str) -> int:
        """Return a year."""
        value = self.required(key)
        if type(value) is not int or not date.min.year <= value <= date.max.year:
            raise self.fault(_("的%s应当是年份，请写成2022这样") % key)
        return value

    def number(self, key: str) -> Decimal:
        """Return a number exactly as it is written."""
        value = self.required(key)
        if type(value) not in (int, float) or not Decimal(str(value)).is_finite():
            raise self.fault(_("的%s应当是数字，请改正（单位写在指标里）") % key)
        return Decimal(str(value))

    def day(self, key: str) -> date:
        """Return a day."""
        value = self.required(key)
        if type(value) is not date:
            raise self.fault(_("的%s应当是日期，请写成2022-12-31这样") % key)
        return value

    def words(self, key: str) -> Words:
        """Return a text with its languages; Simplified Chinese must be among them."""
        entry = Entry(self.required(key), self.inside(key))
        entry.text("zh")
        if unknown := sorted(map(str, entry.values.keys() - LANGUAGES)):
            raise entry.fault(_("里有不认识的%s，请改用zh、en或zh_hant") % "、".join(unknown))
        return Words(**{language: entry.text(language) for language in entry.values})

    def listed(self, key: str) -> list[object]:
        """Return a list, which may be empty."""
        value = self.required(key)
        if not isinstance(value, list):
            raise self.fault(_("的%s应当是列表，请每项以“-”开头") % key)
        return value

    def keyed(self, name: str, read: Callable[["Entry"], Read], *, by: str, called: str) -> dict[str, Read]:
        """Read a list of entries that are told apart by one of their texts; called has a %s for it."""
        found: dict[str, Read] = {}
        for position, values in enumerate(self.listed(name), start=1):
            own = Entry(
                values, self.inside(_("%(name)s第%(position)s项") % {"name": name, "position": position})
            )
            entry = Entry(values, called % own.text(by))
            if own.text(by) in found:
                raise entry.fault(_("写了两次，请删去一个或改号"))
            found[own.text(by)] = read(entry)
        return found
