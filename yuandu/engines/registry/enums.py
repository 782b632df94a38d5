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


class LegalBasis(models.TextChoices):
    """Why data of people may be processed; only CONSENT is asked for."""

    DUTY = "DUTY", _("依法履职，不用同意")
    CONSENT = "CONSENT", _("要先同意")
    VOLUNTEERED = "VOLUNTEERED", _("自己留的，随时可以删")


class ClaimOutcome(models.TextChoices):
    AGREED = "AGREED", _("同意")
    REFUSED = "REFUSED", _("不同意")


class ExportState(models.TextChoices):
    """How far a file of people has come."""

    WAITING = "WAITING", _("等待批准")
    ALLOWED = "ALLOWED", _("已批准，正在生成")
    MADE = "MADE", _("已生成")
    REFUSED = "REFUSED", _("没有批准")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
