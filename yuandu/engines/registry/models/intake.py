"""Rosters that come in: a file, its rows, and what became of each, so that it can be resumed and undone."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.enums import IntakeState, Outcome
from yuandu.engines.registry.models.organisations import Organisation


class Intake(models.Model):
    """One file handed in for the people of one place; checked first, written after a person says so.

    `kind` is oneroster-1.2, oneroster-1.1, organisations, staff or pupils; empty until the file is opened.
    `sight` holds the paths that the person who handed it in could see, so that no sentence tells more.
    `progress` says how far reading and writing have come, `counts` how many rows of each kind do what.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("机构"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    file = models.ForeignKey("files.File", models.PROTECT, verbose_name=_("文件"))
    kind = models.CharField(_("格式"), max_length=30, blank=True)
    source = models.CharField(_("来源系统"), max_length=120, blank=True, db_collation="C")
    state = models.CharField(_("状态"), max_length=20, choices=IntakeState, default=IntakeState.READING)
    cause = models.CharField(_("原因"), max_length=500, blank=True)
    counts = models.JSONField(_("计数"), default=dict)
    progress = models.JSONField(_("进度"), default=dict)
    sight = models.JSONField(_("可见范围"), default=list)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, verbose_name=_("任务"))
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("提交人")
    )  # empty: at the command line
    handed_in_at = models.DateTimeField(_("提交时间"))
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    rows_forgotten_at = models.DateTimeField(_("明细清除时间"), null=True)

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

    @property
    def on(self) -> date:
        """The day from which what the file says holds, where it names none: that of handing in."""
        return timezone.localdate(self.handed_in_at)


class IntakeRow(models.Model):
    """One thing that the file says, what it will do or did, and what stood there before.

    Kinds and what their keys point to (place; whose; other):
    organisation (its parent), term (organisation), course (organisation), group (school; course; term),
    person, post (organisation; person; the post that it follows), membership (—; person; group),
    guardianship (—; pupil; guardian), demographics (—; person).
    The ids beside the keys and `target_id` are found in the check; new rows get theirs then, so that all
    that point to them know it. A row of line 0 is one that the file no longer has.
    """

    intake = models.ForeignKey(
        Intake, models.CASCADE, related_name="rows", db_index=False, verbose_name=_("导入")
    )
    file = models.CharField(_("文件"), max_length=60)
    line = models.PositiveIntegerField(_("行"))
    kind = models.CharField(_("内容"), max_length=30)
    sourced_id = models.CharField(_("来源编号"), max_length=300, blank=True, db_collation="C")
    place_key = models.CharField(_("所在机构"), max_length=300, blank=True, db_collation="C")
    whose_key = models.CharField(_("所属"), max_length=300, blank=True, db_collation="C")
    other_key = models.CharField(_("另一方"), max_length=300, blank=True, db_collation="C")
    place_id = models.BigIntegerField(_("所在机构编号"), null=True)
    whose_id = models.BigIntegerField(_("所属编号"), null=True)
    other_id = models.BigIntegerField(_("另一方编号"), null=True)
    values = models.JSONField(_("值"), default=dict)
    is_ended = models.BooleanField(_("停用"), default=False)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, blank=True)
    target_id = models.BigIntegerField(_("对应记录"), null=True)
    path = models.CharField(_("路径"), max_length=200, blank=True, db_collation="C")
    before = models.JSONField(_("原值"), null=True)
    is_written = models.BooleanField(_("已写入"), default=False)

    class Meta:
        indexes = [
            models.Index(fields=["intake", "kind", "sourced_id"], name="intake_row_by_source"),
            models.Index(fields=["intake", "kind", "id"], name="intake_row_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class IntakeFault(models.Model):
    """What is wrong with a row, where, and how to mend it: messages of the catalogue and their details."""

    intake = models.ForeignKey(
        Intake, models.CASCADE, related_name="faults", db_index=False, verbose_name=_("导入")
    )
    file = models.CharField(_("文件"), max_length=60)
    line = models.PositiveIntegerField(_("行"))
    field = models.CharField(_("列"), max_length=80, blank=True)
    value = models.CharField(_("值"), max_length=200, blank=True)
    cause = models.CharField(_("原因"), max_length=300)
    cure = models.CharField(_("怎么改"), max_length=300, blank=True)
    details = models.JSONField(_("细节"), default=dict)
    is_warning = models.BooleanField(_("仅提醒"), default=False)

    class Meta:
        indexes = [models.Index(fields=["intake", "file", "line"], name="intake_fault_by_line")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.cause_said}"

    @property
    def cause_said(self) -> str:
        """The cause in the language of the moment."""
        return gettext(self.cause) % self.details if self.details else gettext(self.cause)

    @property
    def cure_said(self) -> str:
        """The cure in the language of the moment; empty where none is known."""
        if not self.cure:
            return ""
        return gettext(self.cure) % self.details if self.details else gettext(self.cure)


class ExternalId(models.Model):
    """What another system calls one of our rows, so that its next file finds it again."""

    source = models.CharField(_("来源系统"), max_length=120, db_collation="C")
    kind = models.CharField(_("内容"), max_length=30)
    sourced_id = models.CharField(_("来源编号"), max_length=300, db_collation="C")
    target_id = models.BigIntegerField(_("对应记录"))
    intake = models.ForeignKey(Intake, models.SET_NULL, null=True, db_index=False, verbose_name=_("导入"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "sourced_id"], name="external_id_is_unique")
        ]
        indexes = [models.Index(fields=["kind", "target_id"], name="external_id_by_target")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.sourced_id}"
