"""Codes and tokens: only their SHA-256 is kept, so that who reads the table can use none of them."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractAccessToken, AbstractGrant, AbstractRefreshToken

from yuandu.site.provider.models.sign_ons import SignOn


class Code(AbstractGrant):
    """An authorization code, for one exchange. It stays a while after it: the second use ends what the first got.

    `family` is given to all tokens that come from it.
    """

    claims = resource = created = updated = code_challenge_method = None

    code = models.CharField(_("授权码摘要"), max_length=64, unique=True, db_collation="C")
    code_challenge = models.CharField(_("PKCE摘要"), max_length=128)
    nonce = models.CharField(_("随机数"), max_length=255, blank=True)
    sign_on = models.ForeignKey(SignOn, models.CASCADE, verbose_name=_("登录"))
    family = models.UUIDField(_("同源"))
    used_at = models.DateTimeField(_("兑换时间"), null=True)

    class Meta:
        indexes = [models.Index(fields=["expires"], name="code_by_expiry")]


class AccessToken(AbstractAccessToken):
    """What a system shows us to read: for a person (with `sign_on`), or for itself."""

    token = source_refresh_token = id_token = resource = created = updated = None

    token_checksum = models.CharField(_("令牌摘要"), max_length=64, unique=True, db_collation="C")
    sign_on = models.ForeignKey(SignOn, models.CASCADE, null=True, verbose_name=_("登录"))
    family = models.UUIDField(_("同源"), null=True, db_index=True)
    issued_at = models.DateTimeField(_("发给时间"))

    class Meta:
        indexes = [models.Index(fields=["expires"], name="access_token_by_expiry")]


class RefreshToken(AbstractRefreshToken):
    """What a system exchanges for new tokens, each once: the second use ends the family (RFC 9700 §4.14.2)."""

    token = access_token = resource = created = updated = token_family = None

    token_checksum = models.CharField(_("令牌摘要"), max_length=64, unique=True, db_collation="C")
    sign_on = models.ForeignKey(SignOn, models.CASCADE, verbose_name=_("登录"))
    family = models.UUIDField(_("同源"), db_index=True)
    scope = models.TextField(_("范围"))
    expires = models.DateTimeField(_("有效期至"))

    class Meta:
        indexes = [models.Index(fields=["expires"], name="refresh_token_by_expiry")]

    @classmethod
    def revoke_family(cls, family: UUID) -> None:
        """Take back every token that came from one code."""
        AccessToken.objects.filter(family=family).delete()
        cls.objects.filter(family=family).delete()
