"""Code tables, areas and the calendar: what authorities issue, versioned, with its source."""

from functools import lru_cache
from time import monotonic

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.enums import Tag


class Titled(models.Model):
    """Something with a title in both languages."""

    title = models.CharField(_("名称"), max_length=120)
    title_en = models.CharField(_("英文名称"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title


class CodeTable(Titled):
    """One edition of a list of codes, in force from a day on."""

    name = models.CharField(_("代码表"), max_length=60)
    version = models.CharField(_("版本"), max_length=40)
    standard = models.CharField(_("依据"), max_length=200, blank=True)
    tag = models.CharField(_("核对情况"), max_length=1, choices=Tag)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="code_table_edition_is_unique")
        ]

    def get_absolute_url(self) -> str:
        return reverse("registry:code_table", args=[self.pk])


class Code(Titled):
    """One value of a code table."""

    table = models.ForeignKey(CodeTable, models.CASCADE, verbose_name=_("代码表"))
    code = models.CharField(_("代码"), max_length=40)
    parent_code = models.CharField(_("上级代码"), max_length=40, blank=True)
    tag = models.CharField(_("核对情况"), max_length=1, choices=Tag)
    extra = models.JSONField(_("其他属性"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="code_is_unique_in_its_table")]


class Area(Titled):
    """An administrative division (行政区划); its code begins with that of the division it lies in."""

    code = models.CharField(_("区划代码"), max_length=12, unique=True, db_collation="C")
    level = models.CharField(_("级别"), max_length=20)
    parent_code = models.CharField(_("上级代码"), max_length=12, blank=True, db_collation="C")
    is_retired = models.BooleanField(_("已停用"), default=False)


class CalendarDay(models.Model):
    """A day on which the official calendar departs from the week: a holiday, or a make-up workday."""

    on = models.DateField(_("日期"), unique=True)
    is_workday = models.BooleanField(_("是否工作日"))
    name = models.CharField(_("节日"), max_length=60)
    source = models.CharField(_("依据"), max_length=200)

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


FRESH_SECONDS = 60  # a changed table is seen by every process within a minute


@lru_cache(maxsize=128)
def read_codes(name: str, minute: int) -> dict[str, Code]:
    tables = CodeTable.objects.filter(name=name, valid_to=None).order_by("-valid_from", "-pk")
    newest = tables.first()
    return {code.code: code for code in newest.code_set.order_by("order", "code")} if newest else {}


def codes_of(name: str) -> dict[str, Code]:
    """Return the values in force of a code table by their code; kept in the process for a minute."""
    return read_codes(name, int(monotonic() // FRESH_SECONDS))


def title_of(name: str, code: str) -> str:
    """Return the title of a code in the language of the moment, or the code itself where none is known."""
    known = codes_of(name).get(code)
    return str(known) if known else code
