"""What is processed why, who consented to it, and what people ask about their data."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yuandu.kernel.net import Net, at_places, of_account, of_people


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_file"),
        ("registry", "0014_exports_are_approved"),
    ]

    operations = [
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
                ("given_name", models.CharField(max_length=80, verbose_name="同意人")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回的时间")),
                ("withdrawn_name", models.CharField(blank=True, max_length=80, verbose_name="撤回人")),
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
                ("asked_name", models.CharField(max_length=80, verbose_name="提出人")),
                ("asked_as", models.CharField(blank=True, max_length=20, verbose_name="关系")),
                ("due_on", models.DateField(verbose_name="承诺答复日期")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("answered_as", models.CharField(blank=True, max_length=200, verbose_name="答复人")),
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
        Net(
            "registry_consent",
            at_places("unit_id", "school_id"),
            of_people("person_id"),
            of_account("given_by_id"),
        ),
        Net(
            "registry_claim",
            at_places("unit_id", "school_id"),
            of_people("person_id"),
            of_account("asked_by_id"),
        ),
    ]
