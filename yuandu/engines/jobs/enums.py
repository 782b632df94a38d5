"""The states of a job."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "WAITING", _("排队中")
    RUNNING = "RUNNING", _("正在运行")
    DONE = "DONE", _("已完成")
    PARTLY = "PARTLY", _("完成，有误的行待改")
    FAILED = "FAILED", _("没有完成")
    CANCELLING = "CANCELLING", _("正在取消")
    CANCELLED = "CANCELLED", _("已取消")


BEGUN = (State.RUNNING, State.CANCELLING)
UNFINISHED = (State.WAITING, *BEGUN)
