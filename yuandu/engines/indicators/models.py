"""Indicators: what is measured, what should be reached by when, and what was found on which day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Tree(models.Model):
    """One edition of a set of indicators; the newest of a key is in force."""

    key = models.CharField(_("指标体系"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    edition = models.PositiveIntegerField(_("版本"))
    sha256 = models.CharField(_("内容摘要"), max_length=64)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "edition"], name="tree_edition_is_unique")]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """A figure: a formula over registered measures, or none yet and what it waits for."""

    tree = models.ForeignKey(Tree, models.CASCADE, related_name="indicators", verbose_name=_("指标体系"))
    code = models.CharField(_("代码"), max_length=20)
    group = models.CharField(_("所属"), max_length=40)
    title = models.CharField(_("名称"), max_length=200)
    title_en = models.CharField(_("英文名称"), max_length=200)
    unit = models.CharField(_("单位"), max_length=20)
    unit_en = models.CharField(_("英文单位"), max_length=40, blank=True)
    direction = models.CharField(_("方向"), max_length=4)  # up, down
    formula = models.CharField(_("公式"), max_length=300, blank=True)
    waits_for = models.CharField(_("等待"), max_length=300, blank=True)
    waits_for_en = models.CharField(_("等待（英文）"), max_length=300, blank=True)
    ceiling = models.DecimalField(_("上限"), max_digits=18, decimal_places=4, null=True)
    order = models.PositiveSmallIntegerField(_("顺序"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tree", "code"], name="indicator_code_is_unique_in_its_tree"),
            models.CheckConstraint(
                condition=Q(direction__in=["up", "down"]), name="indicator_direction_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title

    @property
    def unit_title(self) -> str:
        """What stands behind the figure; an English word stands apart from it."""
        if not (get_language() or "").startswith("en") or self.is_share:
            return self.unit
        return f" {self.unit_en or self.unit}"

    @property
    def is_share(self) -> bool:
        """Say whether it is a percentage, which means the same at every unit."""
        return self.unit == "%"

    @property
    def reason(self) -> str:
        """Why there is no figure yet."""
        return self.waits_for_en if (get_language() or "").startswith("en") else self.waits_for


class Target(models.Model):
    """What an indicator should reach by the end of a day, as an order says that holds from another day."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name=_("指标"))
    value = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4)
    due = models.DateField(_("到期"))
    holds_from = models.DateField(_("生效"))
    source = models.CharField(_("依据"), max_length=300)
    source_en = models.CharField(_("依据（英文）"), max_length=300, blank=True)
    tag = models.CharField(_("核对情况"), max_length=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "due", "holds_from"], name="target_is_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value} {self.due}"


class Value(models.Model):
    """What an indicator was at an organisation on a day; `counts` are the measures that it came from.

    A value that could not be known is empty, never 0.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values", verbose_name=_("指标"))
    organisation = models.ForeignKey("registry.Organisation", models.CASCADE, verbose_name=_("机构"))
    on = models.DateField(_("日期"))
    value = models.DecimalField(_("值"), max_digits=18, decimal_places=4, null=True)
    counts = models.JSONField(_("计数"), default=dict)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "on"], name="value_is_kept_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["indicator", "on"], name="value_of_a_day")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on} {self.value}"
