"""Looks at full data, and files of people: who asked for what and why, who allowed it, who is in it."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person


class Look(models.Model):
    """Somebody saw a person's data in full, for a purpose (code table look_purpose). The trail has its fact."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("查看人"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("人员"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")  # of the seat in which it was done
    seat = models.CharField(_("身份"), max_length=200)  # in words, as it was then
    purpose = models.CharField(_("用途"), max_length=30)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    opens = ArrayField(models.CharField(max_length=20), verbose_name=_("看到的内容"))
    fact_id = models.BigIntegerField(_("事实"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="look_of_a_day"),
            models.Index(fields=["path", "at"], name="look_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.at}"


class ExportRequest(models.Model):
    """A file of people that somebody asked for: it is made only when a second person allows it. Kept for good.

    `listing` is a table of a manifest, or "roster" with a form of services.export; `query` is the filter,
    `columns` what was chosen. `path` is the place whose leaders decide.
    """

    listing = models.CharField(_("名单"), max_length=80)
    query = models.CharField(_("条件"), max_length=2000, blank=True)
    columns = ArrayField(models.CharField(max_length=80), verbose_name=_("列"), default=list)
    form = models.CharField(_("格式"), max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    seat = models.CharField(_("身份"), max_length=80)  # its key
    grade = models.CharField(_("数据级别"), max_length=2)
    count = models.PositiveIntegerField(_("行数"))  # when it was asked for
    is_important = models.BooleanField(_("重要数据"), default=False)
    purpose = models.CharField(_("用途"), max_length=30)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    recipient = models.CharField(_("交给谁"), max_length=120)
    needed_until = models.DateField(_("用到哪天"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asker = models.CharField(_("申请人和身份"), max_length=200)  # in words, as they were
    asked_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(_("状态"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decider = models.CharField(_("审批人和身份"), max_length=200, blank=True)
    refusal = models.CharField(_("不同意的理由"), max_length=300, blank=True)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, verbose_name=_("任务"))
    file = models.ForeignKey("files.File", models.PROTECT, null=True, verbose_name=_("文件"))
    made = models.PositiveIntegerField(_("文件行数"), null=True)
    made_at = models.DateTimeField(_("生成时间"), null=True)
    expires_at = models.DateTimeField(_("有效期至"), null=True)
    downloads = models.PositiveSmallIntegerField(_("已下载次数"), default=0)
    most_downloads = models.PositiveSmallIntegerField(_("最多下载次数"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_allows_their_own_export",
            ),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_is_known"),
            models.CheckConstraint(
                condition=Q(file=None) | Q(decided_by__isnull=False), name="export_is_made_when_allowed"
            ),
            models.CheckConstraint(
                condition=Q(downloads__lte=F("most_downloads")), name="export_is_downloaded_so_often"
            ),
        ]
        indexes = [
            models.Index(fields=["path"], condition=Q(state="WAITING"), name="export_waiting"),
            models.Index(fields=["asked_by", "-asked_at"], name="export_by_asker"),
            models.Index(fields=["path", "-asked_at"], name="export_by_path"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("registry:export", args=[self.pk])

    @property
    def number(self) -> str:
        """What the file is marked with: EX2022-000017."""
        return f"EX{timezone.localdate(self.asked_at).year}-{self.pk:06d}"

    def can_be_downloaded(self, at: datetime) -> bool:
        """Say whether the file is there, not too old and not had too often."""
        is_there = self.state == ExportState.MADE and self.expires_at is not None
        return is_there and at < self.expires_at and self.downloads < self.most_downloads


class ExportedPeople(models.Model):
    """Who is in a file: ids of people, at most a thousand a row. Place and account are the request's."""

    request = models.ForeignKey(ExportRequest, models.CASCADE, related_name="parts", verbose_name=_("导出"))
    people = ArrayField(models.BigIntegerField(), verbose_name=_("人员"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    account_id = models.BigIntegerField(_("申请人"))

    def __str__(self) -> str:
        return f"{self.request}"
