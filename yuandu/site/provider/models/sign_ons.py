"""Who signed on to which system in which session, and what the person agreed to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuandu.site.provider.models.clients import Client


class SignOn(models.Model):
    """One session of ours at one system; it ends with ours. `sid` is what the other system calls it.

    `unit` and `school` are those of the client's organisation, for the net. Tokens of a sign-on end with it.
    """

    client = models.ForeignKey(Client, models.CASCADE, verbose_name=_("系统"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("账号"))
    session = models.CharField(_("会话"), max_length=40, db_collation="C")
    sid = models.CharField(_("会话代号"), max_length=43, unique=True, db_collation="C")
    seat = models.CharField(_("身份"), max_length=60, blank=True)
    unit = models.ForeignKey("registry.Organisation", models.CASCADE, null=True, related_name="+")
    school = models.ForeignKey("registry.Organisation", models.CASCADE, null=True, related_name="+")
    proved_at = models.DateTimeField(_("登录时间"))
    first_at = models.DateTimeField(_("第一次进入"))
    last_at = models.DateTimeField(_("最近进入"))
    ended_at = models.DateTimeField(_("退出时间"), null=True)
    told_at = models.DateTimeField(_("通知对方退出的时间"), null=True)
    fault = models.CharField(_("没有通知到的原因"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "session"], name="sign_on_once_a_session"),
        ]
        indexes = [
            models.Index(fields=["session"], condition=Q(ended_at=None), name="sign_on_still_open"),
            models.Index(fields=["client", "-last_at"], name="sign_on_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.client}"


class Consent(models.Model):
    """What a person lets a system learn, from when to when."""

    client = models.ForeignKey(Client, models.CASCADE, verbose_name=_("系统"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("账号"))
    scopes = ArrayField(models.CharField(max_length=120), verbose_name=_("范围"))
    unit = models.ForeignKey("registry.Organisation", models.CASCADE, null=True, related_name="+")
    school = models.ForeignKey("registry.Organisation", models.CASCADE, null=True, related_name="+")
    given_at = models.DateTimeField(_("同意时间"))
    ended_at = models.DateTimeField(_("收回时间"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "user"], condition=Q(ended_at=None), name="consent_is_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.client}"
