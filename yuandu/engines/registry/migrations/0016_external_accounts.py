"""Accounts that other systems of the city look after, seen at their places only."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yuandu.kernel.net import Net, in_span, of_account


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_consents_and_requests")]

    operations = [
        migrations.CreateModel(
            name="ExternalAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client", models.BigIntegerField(verbose_name="系统")),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                (
                    "external_id",
                    models.CharField(blank=True, db_collation="C", max_length=300, verbose_name="来源编号"),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, db_collation="C", max_length=40, verbose_name="工号或学籍号"
                    ),
                ),
                ("family_name", models.CharField(blank=True, max_length=80, verbose_name="姓")),
                ("given_name", models.CharField(blank=True, max_length=80, verbose_name="名")),
                ("email_label", models.JSONField(blank=True, default=dict, verbose_name="邮箱的说明")),
                (
                    "hidden",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="不再提供的项",
                    ),
                ),
                (
                    "said_posts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="所称的岗位",
                    ),
                ),
                (
                    "brought_posts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="带来的岗位",
                    ),
                ),
                ("is_account_ours", models.BooleanField(default=False, verbose_name="账号由该系统开通")),
                ("is_person_ours", models.BooleanField(default=False, verbose_name="人员由该系统登记")),
                ("made_at", models.DateTimeField(verbose_name="建立时间")),
                ("changed_at", models.DateTimeField(verbose_name="最近更改")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_accounts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["client", "id"],
                        name="external_account_in_order",
                    ),
                    models.Index(fields=["client", "external_id"], name="external_account_by_theirs"),
                    models.Index(fields=["client", "changed_at"], name="external_account_by_change"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "user"), name="client_knows_an_account_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("client", "number"),
                        name="number_is_one_accounts_at_a_client",
                    ),
                ],
            },
        ),
        Net("registry_externalaccount", of_account("user_id"), in_span()),
    ]
