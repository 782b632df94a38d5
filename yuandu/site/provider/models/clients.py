"""Another system of the city: whose it is, where it may send people back to, and what it may learn."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from yuandu.site.provider.rules import MACHINE_SCOPES, origin_of


class Client(AbstractApplication):
    """A system that people sign on to, or that calls us by itself; `organisation` says whose rows it may see.

    Of the toolkit's table only what the product uses is kept. `client_secret` is the SHA-256 of 256 random bits,
    which need no slow hash; empty for a public client.
    """

    ES256, RS256 = "ES256", "RS256"
    ALGORITHMS = ((ES256, _("ES256（快，默认）")), (RS256, _("RS256（给较老的系统）")))
    TYPES = (
        (AbstractApplication.CLIENT_CONFIDENTIAL, _("有服务器，能保密")),
        (AbstractApplication.CLIENT_PUBLIC, _("只在浏览器或手机里，保不了密")),
    )

    user = name = hash_client_secret = skip_authorization = authorization_grant_type = None
    allowed_origins = registration_source = cimd_expires_at = created = updated = None

    client_id = models.CharField(_("系统代号"), max_length=40, unique=True, db_collation="C")
    client_secret = models.CharField(_("密钥摘要"), max_length=64, blank=True)
    client_type = models.CharField(_("类型"), max_length=12, choices=TYPES)
    title = models.CharField(_("名称"), max_length=60)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, verbose_name=_("所属机构"))
    contact = models.CharField(_("联系人"), max_length=120, blank=True)
    homepage = models.CharField(_("网址"), max_length=300, blank=True)
    back_channel_logout_uri = models.CharField(_("退出通知地址"), max_length=300, blank=True)
    scopes = ArrayField(models.CharField(max_length=120), verbose_name=_("允许的范围"), default=list)
    skips_consent = models.BooleanField(_("不用本人再同意"), default=False)
    algorithm = models.CharField(_("签名算法"), max_length=5, choices=ALGORITHMS, default=ES256)
    registered_at = models.DateTimeField(_("登记时间"))
    stopped_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(client_type="public") | Q(client_secret=""), name="public_client_has_no_secret"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("provider:client", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.client_type == self.CLIENT_PUBLIC

    @property
    def signs_on(self) -> bool:
        """Say whether people sign on to it."""
        return bool(self.redirect_uris)

    @property
    def calls(self) -> bool:
        """Say whether it calls us by itself, with its secret."""
        return not self.is_public and not MACHINE_SCOPES.isdisjoint(self.scopes)

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Say whether people may be sent back there: exactly one of the registered addresses (RFC 9700 §2.1)."""
        return uri in self.redirect_uris.split()

    def post_logout_redirect_uri_allowed(self, uri: str) -> bool:
        return uri in self.post_logout_redirect_uris.split()

    def origin_allowed(self, origin: str) -> bool:
        """Say whether pages of the origin may fetch tokens: those to which people are sent back."""
        return origin in {origin_of(uri) for uri in self.redirect_uris.split()}
