"""Organisations: a tree of any depth, and what each was called and belonged to at every time."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A node of the tree bureau > unit > school > campus > grade > class, as it is today.

    `parent` administers it, `area` is where it lies: for the functional zones they differ. The path is
    the chain of codes. `unit` and `school` are the ancestors at those levels (itself included).
    Codes stand in the code tables organisation_level, school_kind or organisation_kind, urban_rural.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("主管机构"))
    path = models.CharField(_("路径"), max_length=200, unique=True, db_collation="C")
    unit = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("管理单元"))
    school = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("学校"))
    level = models.CharField(_("层级"), max_length=20)
    kind = models.CharField(_("类别"), max_length=40, blank=True)
    name = models.CharField(_("名称"), max_length=200)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    pinyin = models.CharField(_("拼音"), max_length=400, blank=True, db_collation="C")
    initials = models.CharField(_("拼音首字母"), max_length=120, blank=True, db_collation="C")
    area = models.ForeignKey("registry.Area", models.PROTECT, null=True, blank=True, verbose_name=_("所在地"))
    urban_rural = models.CharField(_("城乡类型"), max_length=10, blank=True)
    identifier = models.CharField(_("标识码"), max_length=30, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    stage = models.CharField(_("学段"), max_length=20, blank=True)
    system = models.CharField(_("学制"), max_length=20, blank=True)
    entry_year = models.PositiveSmallIntegerField(_("入学年份"), null=True, blank=True)
    opened_on = models.DateField(_("设立日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    marks = models.JSONField(_("其他属性"), default=dict, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(path__regex=r"^([0-9A-Z]+\.)+$"), name="organisation_path_is_codes_ended_by_dots"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
            models.UniqueConstraint(
                fields=["identifier"], condition=~Q(identifier=""), name="organisation_identifier_is_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["level", "path"], name="organisation_by_level"),
            models.Index(fields=["initials"], name="organisation_by_initials"),
            models.Index(fields=["pinyin"], name="organisation_by_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:organisation", args=[self.pk])

    @property
    def called(self) -> str:
        """The short name where there is one."""
        if (get_language() or "").startswith("en"):
            return self.marks.get("short_en") or str(self)
        return self.short_name or self.name

    def is_open(self, on: date) -> bool:
        return self.opened_on <= on and (self.closed_on is None or on < self.closed_on)


class OrganisationState(models.Model):
    """What an organisation was from a day until before another: the answer to a question "as of"."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="states", verbose_name=_("机构")
    )
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("主管机构")
    )
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    level = models.CharField(_("层级"), max_length=20)
    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=40, blank=True)
    urban_rural = models.CharField(_("城乡类型"), max_length=10, blank=True)
    area = models.ForeignKey("registry.Area", models.PROTECT, null=True, verbose_name=_("所在地"))

    class Meta:
        # two states of one organisation never overlap: exclusion constraint in the migration
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=models.F("from_on")), name="state_lasts_a_day_at_least"
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="state_by_level")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:organisation", args=[self.organisation_id])


class Succession(models.Model):
    """What became of an organisation: merged into, split into, renamed, moved. Code table succession_kind."""

    before = models.ForeignKey(
        Organisation, models.CASCADE, related_name="successors", verbose_name=_("原机构")
    )
    after = models.ForeignKey(
        Organisation, models.CASCADE, related_name="predecessors", verbose_name=_("现机构")
    )
    kind = models.CharField(_("方式"), max_length=20)
    on = models.DateField(_("日期"))
    document = models.CharField(_("文号"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "kind", "on"], name="succession_is_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Designation(models.Model):
    """A title granted to an organisation or a person (认定). Code table designation_kind."""

    kind = models.CharField(_("认定类别"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("认定机构")
    )
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, verbose_name=_("认定人员")
    )
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    authority = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("认定单位")
    )
    document = models.CharField(_("文号"), max_length=120, blank=True)
    from_on = models.DateField(_("认定日期"))
    to_on = models.DateField(_("有效期至"), null=True, blank=True)
    evidence = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, verbose_name=_("证明材料")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(person=None), name="designation_has_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=models.F("from_on")),
                name="designation_lasts_a_day_at_least",
            ),
        ]
        indexes = [models.Index(fields=["kind", "path"], name="designation_by_kind")]

    def __str__(self) -> str:
        return str(self.organisation or self.person)

    def get_absolute_url(self) -> str:
        return reverse("registry:designation", args=[self.pk])
