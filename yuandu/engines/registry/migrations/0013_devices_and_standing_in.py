"""Devices of classes, pictures of children, deputies and emergency views; the net below those about people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yuandu.kernel.net import Net, in_span, of_account, of_people, of_seen_person


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_the_net")]

    operations = [
        migrations.CreateModel(
            name="ClassCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True, verbose_name="班级口令")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="registry.organisation",
                        verbose_name="班级",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PictureKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("card", models.CharField(max_length=40, verbose_name="名牌图片")),
                ("sequence_hash", models.CharField(max_length=64, verbose_name="图片摘要")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="registry.person",
                        verbose_name="学生",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("giver_name", models.CharField(max_length=80, verbose_name="委托人姓名")),
                ("deputy_name", models.CharField(max_length=80, verbose_name="受托人姓名")),
                ("role", models.CharField(max_length=80, verbose_name="角色")),
                ("may_grant", models.BooleanField(default=False, verbose_name="可以授权")),
                ("from_on", models.DateField(verbose_name="起")),
                ("to_on", models.DateField(verbose_name="止")),
                ("because", models.CharField(max_length=300, verbose_name="理由")),
                ("given_at", models.DateTimeField(verbose_name="委托时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受托人",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="委托人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="registry.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["deputy", "to_on"],
                        name="delegation_in_force",
                    ),
                    models.Index(fields=["giver", "-from_on"], name="delegation_of_a_giver"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("deputy")), _negated=True),
                        name="nobody_is_their_own_deputy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gt", models.F("from_on"))),
                        name="delegation_lasts_a_day_at_least",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("title", models.CharField(max_length=40, verbose_name="设备名称")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "code_hash",
                    models.CharField(max_length=64, null=True, unique=True, verbose_name="登记码摘要"),
                ),
                ("code_until", models.DateTimeField(verbose_name="登记码有效期至")),
                (
                    "token_hash",
                    models.CharField(max_length=64, null=True, unique=True, verbose_name="令牌摘要"),
                ),
                ("registered_at", models.DateTimeField(null=True, verbose_name="登记时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="registry.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "asked_at"], name="device_of_a_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("token_hash", None), ("code_hash", None), _connector="OR"),
                        name="device_has_a_code_or_a_token",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at", None),
                            models.Q(("code_hash", None), ("token_hash", None)),
                            _connector="OR",
                        ),
                        name="revoked_device_keeps_no_token",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("who", models.CharField(max_length=80, verbose_name="查看人姓名")),
                ("seat", models.CharField(max_length=300, verbose_name="身份")),
                ("name", models.CharField(max_length=80, verbose_name="被查看人姓名")),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("reason", models.CharField(max_length=30, verbose_name="情形")),
                ("because", models.CharField(max_length=300, verbose_name="说明")),
                ("opened_at", models.DateTimeField(verbose_name="打开时间")),
                ("ends_at", models.DateTimeField(verbose_name="到期时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="关闭时间")),
                ("reviewer", models.CharField(blank=True, max_length=80, verbose_name="核查人姓名")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="核查时间")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="核查意见")),
                (
                    "behalf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代谁",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                        verbose_name="被查看人",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核查人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["path", "-opened_at"], name="emergency_views_of_a_place"),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["user", "ends_at"],
                        name="emergency_view_still_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))), name="emergency_view_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by", None),
                            models.Q(
                                models.Q(("reviewed_by", models.F("user")), _negated=True),
                                models.Q(
                                    ("behalf", None),
                                    models.Q(("reviewed_by", models.F("behalf")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="emergency_view_is_reviewed_by_another",
                    ),
                ],
            },
        ),
        Net("registry_device", in_span()),
        Net("registry_picturekey", of_seen_person("person_id")),
        Net(
            "registry_delegation",
            of_account("giver_id"),
            of_account("deputy_id"),
            "registry_sees_organisation(organisation_id)",
        ),
        Net("registry_emergencyview", of_account("user_id"), of_people("person_id"), in_span()),
    ]
