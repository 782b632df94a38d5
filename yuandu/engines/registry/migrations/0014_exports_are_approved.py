"""Looks at full data, files of people that somebody asked for, and who was in them: for who asked and who leads."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yuandu.kernel.net import Net, in_span, of_account


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_file"),
        ("jobs", "0002_tries_and_faults_said_once"),
        ("registry", "0013_devices_and_standing_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExportRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("listing", models.CharField(max_length=80, verbose_name="名单")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="条件")),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None, verbose_name="列"
                    ),
                ),
                ("form", models.CharField(max_length=20, verbose_name="格式")),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("seat", models.CharField(max_length=80, verbose_name="身份")),
                ("grade", models.CharField(max_length=2, verbose_name="数据级别")),
                ("count", models.PositiveIntegerField(verbose_name="行数")),
                ("is_important", models.BooleanField(default=False, verbose_name="重要数据")),
                ("purpose", models.CharField(max_length=30, verbose_name="用途")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("recipient", models.CharField(max_length=120, verbose_name="交给谁")),
                ("needed_until", models.DateField(verbose_name="用到哪天")),
                ("asker", models.CharField(max_length=200, verbose_name="申请人和身份")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "等待批准"),
                            ("ALLOWED", "已批准，正在生成"),
                            ("MADE", "已生成"),
                            ("REFUSED", "没有批准"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("decider", models.CharField(blank=True, max_length=200, verbose_name="审批人和身份")),
                ("refusal", models.CharField(blank=True, max_length=300, verbose_name="不同意的理由")),
                ("made", models.PositiveIntegerField(null=True, verbose_name="文件行数")),
                ("made_at", models.DateTimeField(null=True, verbose_name="生成时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="有效期至")),
                ("downloads", models.PositiveSmallIntegerField(default=0, verbose_name="已下载次数")),
                ("most_downloads", models.PositiveSmallIntegerField(default=0, verbose_name="最多下载次数")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="files.file",
                        verbose_name="文件",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="jobs.job",
                        verbose_name="任务",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="机构",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportedPeople",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="人员"
                    ),
                ),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("account_id", models.BigIntegerField(verbose_name="申请人")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="registry.exportrequest",
                        verbose_name="导出",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(db_collation="C", max_length=200, verbose_name="路径")),
                ("seat", models.CharField(max_length=200, verbose_name="身份")),
                ("purpose", models.CharField(max_length=30, verbose_name="用途")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "opens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="看到的内容"
                    ),
                ),
                ("fact_id", models.BigIntegerField(verbose_name="事实")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.person",
                        verbose_name="人员",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="exportrequest",
            index=models.Index(
                condition=models.Q(("state", "WAITING")), fields=["path"], name="export_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="exportrequest",
            index=models.Index(fields=["asked_by", "-asked_at"], name="export_by_asker"),
        ),
        migrations.AddIndex(
            model_name="exportrequest",
            index=models.Index(fields=["path", "-asked_at"], name="export_by_path"),
        ),
        migrations.AddConstraint(
            model_name="exportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_allows_their_own_export",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["WAITING", "ALLOWED", "MADE", "REFUSED", "WITHDRAWN"])),
                name="export_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("file", None), ("decided_by__isnull", False), _connector="OR"),
                name="export_is_made_when_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("downloads__lte", models.F("most_downloads"))),
                name="export_is_downloaded_so_often",
            ),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["user", "at"], name="look_of_a_day"),
        ),
        migrations.AddIndex(
            model_name="look",
            index=models.Index(fields=["path", "at"], name="look_by_path"),
        ),
        Net("registry_look", of_account("user_id"), in_span()),
        Net("registry_exportrequest", of_account("asked_by_id"), in_span()),
        Net("registry_exportedpeople", of_account("account_id"), in_span()),
    ]
