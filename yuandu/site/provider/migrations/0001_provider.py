"""Systems of the city, sign-ons, consents, codes and tokens; before the toolkit's own tables, which point here."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    run_before = [("oauth2_provider", "0001_initial")]

    dependencies = [
        ("registry", "0012_the_net"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "redirect_uris",
                    models.TextField(
                        blank=True,
                        help_text="Allowed URIs list, space separated",
                        verbose_name="redirect URIs",
                    ),
                ),
                (
                    "post_logout_redirect_uris",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed Post Logout URIs list, space separated",
                        verbose_name="post logout redirect URIs",
                    ),
                ),
                (
                    "client_id",
                    models.CharField(db_collation="C", max_length=40, unique=True, verbose_name="系统代号"),
                ),
                ("client_secret", models.CharField(blank=True, max_length=64, verbose_name="密钥摘要")),
                (
                    "client_type",
                    models.CharField(
                        choices=[
                            ("confidential", "有服务器，能保密"),
                            ("public", "只在浏览器或手机里，保不了密"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="联系人")),
                ("homepage", models.CharField(blank=True, max_length=300, verbose_name="网址")),
                (
                    "back_channel_logout_uri",
                    models.CharField(blank=True, max_length=300, verbose_name="退出通知地址"),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        default=list,
                        size=None,
                        verbose_name="允许的范围",
                    ),
                ),
                ("skips_consent", models.BooleanField(default=False, verbose_name="不用本人再同意")),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("ES256", "ES256（快，默认）"), ("RS256", "RS256（给较老的系统）")],
                        default="ES256",
                        max_length=5,
                        verbose_name="签名算法",
                    ),
                ),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.organisation",
                        verbose_name="所属机构",
                    ),
                ),
            ],
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
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None, verbose_name="范围"
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="同意时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="系统",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignOn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(db_collation="C", max_length=40, verbose_name="会话")),
                (
                    "sid",
                    models.CharField(db_collation="C", max_length=43, unique=True, verbose_name="会话代号"),
                ),
                ("seat", models.CharField(blank=True, max_length=60, verbose_name="身份")),
                ("proved_at", models.DateTimeField(verbose_name="登录时间")),
                ("first_at", models.DateTimeField(verbose_name="第一次进入")),
                ("last_at", models.DateTimeField(verbose_name="最近进入")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="退出时间")),
                ("told_at", models.DateTimeField(null=True, verbose_name="通知对方退出的时间")),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="没有通知到的原因")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="系统",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefreshToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("revoked", models.DateTimeField(null=True, verbose_name="revoked")),
                (
                    "token_checksum",
                    models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="令牌摘要"),
                ),
                ("family", models.UUIDField(db_index=True, verbose_name="同源")),
                ("scope", models.TextField(verbose_name="范围")),
                ("expires", models.DateTimeField(verbose_name="有效期至")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="application",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "sign_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="provider.signon", verbose_name="登录"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("redirect_uri", models.TextField(verbose_name="redirect URI")),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                (
                    "code",
                    models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="授权码摘要"),
                ),
                ("code_challenge", models.CharField(max_length=128, verbose_name="PKCE摘要")),
                ("nonce", models.CharField(blank=True, max_length=255, verbose_name="随机数")),
                ("family", models.UUIDField(verbose_name="同源")),
                ("used_at", models.DateTimeField(null=True, verbose_name="兑换时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="application",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "sign_on",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="provider.signon", verbose_name="登录"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                (
                    "token_checksum",
                    models.CharField(db_collation="C", max_length=64, unique=True, verbose_name="令牌摘要"),
                ),
                ("family", models.UUIDField(db_index=True, null=True, verbose_name="同源")),
                ("issued_at", models.DateTimeField(verbose_name="发给时间")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                        verbose_name="application",
                    ),
                ),
                (
                    "sign_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="provider.signon",
                        verbose_name="登录",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client_type", "public"), _negated=True), ("client_secret", ""), _connector="OR"
                ),
                name="public_client_has_no_secret",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("client", "user"),
                name="consent_is_given_once",
            ),
        ),
        migrations.AddIndex(
            model_name="signon",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["session"], name="sign_on_still_open"
            ),
        ),
        migrations.AddIndex(
            model_name="signon",
            index=models.Index(fields=["client", "-last_at"], name="sign_on_by_client"),
        ),
        migrations.AddConstraint(
            model_name="signon",
            constraint=models.UniqueConstraint(fields=("client", "session"), name="sign_on_once_a_session"),
        ),
        migrations.AddIndex(
            model_name="refreshtoken",
            index=models.Index(fields=["expires"], name="refresh_token_by_expiry"),
        ),
        migrations.AddIndex(
            model_name="code",
            index=models.Index(fields=["expires"], name="code_by_expiry"),
        ),
        migrations.AddIndex(
            model_name="accesstoken",
            index=models.Index(fields=["expires"], name="access_token_by_expiry"),
        ),
    ]
