"""What allauth asks us about second factors: where their secrets rest, what they are called, which must stay."""

import base64
import hashlib

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from yuandu.site.signin import devices, queries, second_factor


class FactorAdapter(DefaultMFAAdapter):
    """Secrets rest encrypted by the installation's key; the last factor stays where one is required."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("这个码不对，请看手机上现在显示的那个。"),
        "cannot_delete_authenticator": _("您的身份要有第二重验证。请先加上另一种，再删这一种。"),
        "cannot_generate_recovery_codes": _("先加上指纹、面容或验证器，才用得着恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.username

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Suggest what the device is, which people know better than a number."""
        return devices.in_words(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name, "name": user.username}


def cipher() -> Fernet:
    """Return the cipher of the installation's key; with another SECRET_KEY people set their factors up anew."""
    key = hashlib.sha256(b"signin.factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def may_remove(authenticator: Authenticator) -> bool:
    """Say whether the factor may go: where one is demanded, not the last."""
    factors = queries.factors_of(authenticator.user)
    count = len(factors.passkeys) + (factors.app is not None)
    return count > 1 or not second_factor.is_demanded_of(context.request.user)
