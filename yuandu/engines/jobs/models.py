"""Long work: who asked for it, how far it is, and which rows it could not do."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.jobs.enums import UNFINISHED, State


class Job(models.Model):
    """A piece of work that takes longer than a person waits. Accounts are known by id only."""

    title = models.CharField(_("名称"), max_length=200)
    task = models.CharField(_("任务"), max_length=120)
    arguments = models.JSONField(_("参数"), default=dict)
    owner_id = models.BigIntegerField(_("发起人"), null=True)
    entry_id = models.BigIntegerField(_("队列编号"), null=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)  # how often it was begun
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), null=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    fault = models.CharField(_("原因"), max_length=500, blank=True)
    result_url = models.CharField(_("结果"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("发起时间"))
    begun_at = models.DateTimeField(_("开始时间"), null=True)  # of the present try
    seen_at = models.DateTimeField(_("最近进展"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-asked_at"], name="job_by_owner"),
            models.Index(fields=["state"], condition=Q(state__in=UNFINISHED), name="job_unfinished"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Say whether nothing more will happen by itself."""
        return self.state not in UNFINISHED

    @property
    def lasted(self) -> timedelta | None:
        """Return how long the work took; None for one that was not begun or is not over."""
        return self.ended_at - self.begun_at if self.begun_at and self.ended_at else None

    def seconds_at(self, at: datetime) -> float:
        """Return how long the present try has been going on."""
        return (at - self.begun_at).total_seconds() if self.begun_at else 0


class JobFault(models.Model):
    """A row that the work could not do, and how to mend it. Work that is resumed says it no second time."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="faults", verbose_name=_("任务"))
    line = models.PositiveIntegerField(_("行"), null=True)
    field = models.CharField(_("列"), max_length=80, blank=True)
    value = models.CharField(_("值"), max_length=200, blank=True)
    cause = models.CharField(_("原因"), max_length=300)
    cure = models.CharField(_("怎么改"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "line", "field", "value", "cause"],
                nulls_distinct=False,
                name="fault_is_said_once",
            ),
        ]

    def __str__(self) -> str:
        return self.cause
