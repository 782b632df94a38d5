"""The few words of the registry that no authority will ever change: how our own machinery works."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.TextChoices):
    """How sure a value of a code table is; only VERIFIED is shown as official."""

    VERIFIED = "V", _("已核对原文")
    PARTLY = "P", _("部分核对")
    MEMORY = "M", _("未核对")
    OURS = "D", _("平台自定")


class IntakeState(models.TextChoices):
    READING = "READING", _("正在检查")
    CHECKED = "CHECKED", _("已检查，等待确认")
    APPLYING = "APPLYING", _("正在导入")
    APPLIED = "APPLIED", _("已导入")
    UNDOING = "UNDOING", _("正在撤销")
    UNREADABLE = "UNREADABLE", _("读不了")
    UNDONE = "UNDONE", _("已撤销")


class Outcome(models.TextChoices):
    """What becomes of one row of an intake."""

    NEW = "NEW", _("新增")
    CHANGED = "CHANGED", _("更新")
    SAME = "SAME", _("没有变化")
    GONE = "GONE", _("停用")
    FAULT = "FAULT", _("有误")
