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
            name="Processing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("title_en", models.CharField(blank=True, max_length=160, verbose_name="英文名称")),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                (
                    "whose",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="谁的"
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="信息项"
                    ),
                ),
                (
                    "extra_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        default=list,
                        size=None,
                        verbose_name="其他信息",
                    ),
                ),
                (
                    "extra_fields_en",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        default=list,
                        size=None,
                        verbose_name="其他信息（英文）",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("DUTY", "依法履职，不用同意"),
                            ("CONSENT", "要先同意"),
                            ("VOLUNTEERED", "自己留的，随时可以删"),
                        ],
                        max_length=20,
                        verbose_name="依据",
                    ),
                ),
                ("basis_text", models.CharField(max_length=300, verbose_name="依据的条文")),
                ("basis_text_en", models.CharField(max_length=400, verbose_name="依据的条文（英文）")),
                (
                    "tag",
                    models.CharField(
                        choices=[("V", "已核对原文"), ("P", "部分核对"), ("M", "未核对"), ("D", "平台自定")],
                        max_length=1,
                        verbose_name="条文的核对情况",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                ("purpose_en", models.CharField(max_length=400, verbose_name="用途（英文）")),
                ("recipients", models.CharField(max_length=300, verbose_name="给谁")),
                ("recipients_en", models.CharField(max_length=400, verbose_name="给谁（英文）")),
                ("retention", models.CharField(max_length=200, verbose_name="留多久")),
                ("retention_en", models.CharField(max_length=300, verbose_name="留多久（英文）")),
                (
                    "retention_tag",
                    models.CharField(
                        choices=[("V", "已核对原文"), ("P", "部分核对"), ("M", "未核对"), ("D", "平台自定")],
                        max_length=1,
                        verbose_name="期限的核对情况",
                    ),
                ),
                ("in_use", models.BooleanField(verbose_name="已经启用")),
                ("order", models.PositiveSmallIntegerField(verbose_name="顺序")),
                ("valid_from", models.DateField(verbose_name="启用日期")),
                ("valid_to", models.DateField(null=True, verbose_name="停用日期")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="processing_edition_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["DUTY", "CONSENT", "VOLUNTEERED"])),
                        name="processing_basis_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="类别")),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="信息项")),
                ("wrong", models.CharField(blank=True, max_length=200, verbose_name="现在登记的")),
                ("right", models.CharField(blank=True, max_length=200, verbose_name="应该是")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("look", models.BigIntegerField(null=True, verbose_name="哪次查看")),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("asked_as", models.CharField(blank=True, max_length=20, verbose_name="关系")),
                ("due_on", models.DateField(verbose_name="承诺答复日期")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("AGREED", "同意"), ("REFUSED", "不同意")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="理由")),
                ("done", models.CharField(blank=True, max_length=1000, verbose_name="做了什么")),
                ("change", models.BigIntegerField(null=True, verbose_name="哪次更改")),
                (
                    "answer_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="答复的文件",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁答复的",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁提出的",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="files.file",
                        verbose_name="材料",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.organisation",
                        verbose_name="答复机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.person",
                        verbose_name="谁的信息",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="学校",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="管理单元",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["path", "due_on"],
                        name="claim_open_by_path",
                    ),
                    models.Index(fields=["path", "-asked_at"], name="claim_by_path"),
                    models.Index(fields=["person", "-asked_at"], name="claim_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("outcome__in", ["AGREED", "REFUSED"]),
                            ),
                            _connector="OR",
                        ),
                        name="claim_is_answered_with_an_outcome",
                    )
                ],
            },
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
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_own", models.BooleanField(verbose_name="本人同意")),
                ("given_at", models.DateTimeField(verbose_name="同意的时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回的时间")),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁同意的",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person", verbose_name="人员"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="学校",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="管理单元",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁撤回的",
                    ),
                ),
                (
                    "processing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.processing",
                        verbose_name="处理活动",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "processing"),
                        name="consent_stands_once_an_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            ("withdrawn_at__gte", models.F("given_at")),
                            _connector="OR",
                        ),
                        name="consent_is_withdrawn_after_it_was_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_is_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        Net("registry_picturekey", of_seen_person("person_id")),
        Net(
            "registry_delegation",
            of_account("giver_id"),
            of_account("deputy_id"),
            "registry_sees_organisation(organisation_id)",
        ),
        Net("registry_emergencyview", of_account("user_id"), of_people("person_id"), in_span()),
    ]
