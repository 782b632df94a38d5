"""Devices on which small children sign in, by the pictures that their teacher handed out."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person


class Device(models.Model):
    """A tablet or an all-in-one of a class, or of a room that the classes of a school share.

    It waits with a code that is typed on it once; from then on it keeps a token. Of both only hashes are kept.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("机构"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    title = models.CharField(_("设备名称"), max_length=40)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("登记人")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    code_hash = models.CharField(_("登记码摘要"), max_length=64, unique=True, null=True)  # noqa: DJ001
    code_until = models.DateTimeField(_("登记码有效期至"))
    token_hash = models.CharField(_("令牌摘要"), max_length=64, unique=True, null=True)  # noqa: DJ001
    registered_at = models.DateTimeField(_("登记时间"), null=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash=None) | Q(code_hash=None), name="device_has_a_code_or_a_token"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(token_hash=None, code_hash=None),
                name="revoked_device_keeps_no_token",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "asked_at"], name="device_of_a_place")]

    def __str__(self) -> str:
        return self.title


class ClassCode(models.Model):
    """The word by which a class is chosen on a device that the school shares."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, verbose_name=_("班级"))
    code = models.CharField(_("班级口令"), max_length=10, unique=True)
    made_at = models.DateTimeField(_("生成时间"))

    def __str__(self) -> str:
        return self.code


class PictureKey(models.Model):
    """What a child signs in by: the picture on the name card, and the hash of three pictures in order."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="pictures", verbose_name=_("学生"))
    card = models.CharField(_("名牌图片"), max_length=40)
    sequence_hash = models.CharField(_("图片摘要"), max_length=64)
    made_at = models.DateTimeField(_("生成时间"))

    def __str__(self) -> str:
        return f"{self.person} {self.card}"


class EmergencyView(models.Model):
    """Somebody saw a person outside of their scope, for an hour and a reason (应急查看). Code: emergency_reason.

    Names and seat are those of the moment; `path` is the person's place, `behalf` whom a deputy stood in for.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("查看人")
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("代谁")
    )
    who = models.CharField(_("查看人姓名"), max_length=80)
    seat = models.CharField(_("身份"), max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("被查看人"))
    name = models.CharField(_("被查看人姓名"), max_length=80)
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    reason = models.CharField(_("情形"), max_length=30)
    because = models.CharField(_("说明"), max_length=300)
    opened_at = models.DateTimeField(_("打开时间"))
    ends_at = models.DateTimeField(_("到期时间"))
    closed_at = models.DateTimeField(_("关闭时间"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("核查人")
    )
    reviewer = models.CharField(_("核查人姓名"), max_length=80, blank=True)
    reviewed_at = models.DateTimeField(_("核查时间"), null=True)
    remark = models.CharField(_("核查意见"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_view_ends"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("user")) & (Q(behalf=None) | ~Q(reviewed_by=F("behalf")))),
                name="emergency_view_is_reviewed_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "-opened_at"], name="emergency_views_of_a_place"),
            models.Index(
                fields=["user", "ends_at"], condition=Q(closed_at=None), name="emergency_view_still_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} → {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("registry:emergency", args=[self.pk])

    def is_open(self, at: datetime) -> bool:
        return self.closed_at is None and at < self.ends_at
