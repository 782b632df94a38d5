"""When a letter goes out, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timing(models.TextChoices):
    """What a person wants by e-mail of one kind of notices."""

    NOW = "NOW", _("马上发")
    DIGEST = "DIGEST", _("每天早上8点汇总发")
    NEVER = "NEVER", _("不发")


class Channel(models.TextChoices):
    EMAIL = "EMAIL", _("邮件")


class State(models.TextChoices):
    WAITING = "WAITING", _("等待发送")
    SENT = "SENT", _("已发送")
    DROPPED = "DROPPED", _("已经看过，不再发")
    FAILED = "FAILED", _("没有送到")
