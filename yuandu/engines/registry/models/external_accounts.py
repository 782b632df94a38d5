"""Accounts that another system of the city looks after by SCIM."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExternalAccount(models.Model):
    """What one client calls one account, what it says of it, and what it brought.

    `said_posts` are ids of the posts that the client names, `brought_posts` of those that exist because of it;
    `hidden` are the attributes that it removed and that the registry cannot do without.
    `path` is the client's place. An ended row is a deleted resource: it waits for the same name to come back.
    """

    client = models.BigIntegerField(_("系统"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="external_accounts", verbose_name=_("账号")
    )
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    external_id = models.CharField(_("来源编号"), max_length=300, blank=True, db_collation="C")
    number = models.CharField(_("工号或学籍号"), max_length=40, blank=True, db_collation="C")
    family_name = models.CharField(_("姓"), max_length=80, blank=True)
    given_name = models.CharField(_("名"), max_length=80, blank=True)
    email_label = models.JSONField(_("邮箱的说明"), default=dict, blank=True)
    hidden = ArrayField(models.CharField(max_length=20), verbose_name=_("不再提供的项"), default=list)
    said_posts = ArrayField(models.BigIntegerField(), verbose_name=_("所称的岗位"), default=list)
    brought_posts = ArrayField(models.BigIntegerField(), verbose_name=_("带来的岗位"), default=list)
    is_account_ours = models.BooleanField(_("账号由该系统开通"), default=False)
    is_person_ours = models.BooleanField(_("人员由该系统登记"), default=False)
    made_at = models.DateTimeField(_("建立时间"))
    changed_at = models.DateTimeField(_("最近更改"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "user"], name="client_knows_an_account_once"),
            models.UniqueConstraint(
                fields=["client", "number"],
                condition=~Q(number=""),
                name="number_is_one_accounts_at_a_client",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "id"], condition=Q(ended_at=None), name="external_account_in_order"
            ),
            models.Index(fields=["client", "external_id"], name="external_account_by_theirs"),
            models.Index(fields=["client", "changed_at"], name="external_account_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.user_id}"
