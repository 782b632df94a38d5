"""What people are told, how they want to be told, and the letters that are owed to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuandu.engines.messaging.enums import Channel, State, Timing
from yuandu.kernel.apps import titles


class Notice(models.Model):
    """Something that a person is told, once a matter: news of the same matter is folded into the unread one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("收件人"))
    kind = models.CharField(_("类别"), max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    text = models.CharField(_("内容"), max_length=1000, blank=True)
    url = models.CharField(_("去处"), max_length=300, blank=True)
    about = models.CharField(
        _("事项"), max_length=120, blank=True
    )  # "app.Model:id"; empty: folded with nothing
    others = models.PositiveIntegerField(_("同一件事另有"), default=0)
    at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("看过的时间"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "about"],
                condition=Q(read_at=None) & ~Q(about=""),
                name="notice_unread_once_a_matter",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_by_person"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_title(self) -> str:
        """The kind in the words of the app that declares it."""
        return titles("notices").get(self.kind, self.kind)


class Preference(models.Model):
    """What a person wants by e-mail of one kind of notices; without a row the usual holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("收件人"))
    kind = models.CharField(_("类别"), max_length=80)
    email = models.CharField(_("邮件"), max_length=10, choices=Timing)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_is_one_a_kind"),
            models.CheckConstraint(condition=Q(email__in=Timing.values), name="preference_timing_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.email}"


class MessageDelivery(models.Model):
    """A notice that is owed to its person outside the product, until it was sent; bundled ones go together."""

    notice = models.ForeignKey(Notice, models.CASCADE, verbose_name=_("消息"))
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel, default=Channel.EMAIL)
    bundled = models.BooleanField(_("汇总"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("应发时间"))
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    fault = models.CharField(_("原因"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notice_goes_once_by_a_channel"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="message_state_is_known"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state=State.WAITING), name="message_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.notice_id}"
