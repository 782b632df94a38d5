"""Long work: who asked for it, how far it is, and which rows it could not do."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.jobs.enums import State


class Job(models.Model):
    """A piece of work that takes longer than a person waits. Accounts are known by id only."""

    title = models.CharField(_("名称"), max_length=200)
    task = models.CharField(_("任务"), max_length=120)
    arguments = models.JSONField(_("参数"), default=dict)
    owner_id = models.BigIntegerField(_("发起人"), null=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    result_url = models.CharField(_("结果"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("发起时间"))
    begun_at = models.DateTimeField(_("开始时间"), null=True)
    seen_at = models.DateTimeField(_("最近进展"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="job_state_is_known"),
        ]
        indexes = [models.Index(fields=["owner_id", "-asked_at"], name="job_by_owner")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])


class JobFault(models.Model):
    """A row that the work could not do, and how to mend it."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="faults", verbose_name=_("任务"))
    line = models.PositiveIntegerField(_("行"), null=True)
    field = models.CharField(_("列"), max_length=80, blank=True)
    value = models.CharField(_("值"), max_length=200, blank=True)
    cause = models.CharField(_("原因"), max_length=300)
    cure = models.CharField(_("怎么改"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.cause
