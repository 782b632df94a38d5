"""Rosters that come in: a file, its rows, and what became of each, so that it can be resumed and undone."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.enums import IntakeState, Outcome
from yuandu.engines.registry.models.organisations import Organisation


class Intake(models.Model):
    """One file handed in for the people of one place; checked first, written after a person says so."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    file = models.ForeignKey("files.File", models.PROTECT, verbose_name=_("文件"))
    kind = models.CharField(
        _("格式"), max_length=30
    )  # oneroster-1.2, oneroster-1.1, organisations, staff, pupils
    source = models.CharField(_("来源系统"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=IntakeState, default=IntakeState.READING)
    cause = models.CharField(_("原因"), max_length=500, blank=True)
    counts = models.JSONField(_("计数"), default=dict)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, verbose_name=_("任务"))
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("提交人"))
    handed_in_at = models.DateTimeField(_("提交时间"))
    applied_at = models.DateTimeField(_("导入时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=IntakeState.values), name="intake_state_is_known"
            )
        ]
        indexes = [models.Index(fields=["path", "-handed_in_at"], name="intake_by_path")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("registry:intake", args=[self.pk])


class IntakeRow(models.Model):
    """One row of the file: what it says, what it will do or did, and what stood there before."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows", verbose_name=_("导入"))
    file = models.CharField(_("文件"), max_length=60)
    line = models.PositiveIntegerField(_("行"))
    kind = models.CharField(_("内容"), max_length=30)
    sourced_id = models.CharField(_("来源编号"), max_length=255, blank=True, db_collation="C")
    values = models.JSONField(_("值"), default=dict)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome)
    target_id = models.BigIntegerField(_("对应记录"), null=True)
    before = models.JSONField(_("原值"), null=True)
    is_written = models.BooleanField(_("已写入"), default=False)

    class Meta:
        indexes = [models.Index(fields=["intake", "kind", "outcome"], name="intake_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class IntakeFault(models.Model):
    """What is wrong with a row, where, and how to mend it."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="faults", verbose_name=_("导入"))
    file = models.CharField(_("文件"), max_length=60)
    line = models.PositiveIntegerField(_("行"))
    field = models.CharField(_("列"), max_length=80, blank=True)
    value = models.CharField(_("值"), max_length=200, blank=True)
    cause = models.CharField(_("原因"), max_length=300)
    cure = models.CharField(_("怎么改"), max_length=300, blank=True)
    is_warning = models.BooleanField(_("仅提醒"), default=False)

    class Meta:
        indexes = [models.Index(fields=["intake", "file", "line"], name="intake_fault_by_line")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.cause}"


class ExternalId(models.Model):
    """What another system calls one of our rows, so that its next file finds it again."""

    source = models.CharField(_("来源系统"), max_length=120)
    kind = models.CharField(_("内容"), max_length=30)
    sourced_id = models.CharField(_("来源编号"), max_length=255, db_collation="C")
    target_id = models.BigIntegerField(_("对应记录"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "sourced_id"], name="external_id_is_unique")
        ]
        indexes = [models.Index(fields=["kind", "target_id"], name="external_id_by_target")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.sourced_id}"
