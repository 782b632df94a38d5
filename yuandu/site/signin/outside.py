"""Accounts at outside providers: which are offered, whose they are, and what happens the first time."""

import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.models import Paper, Person, User
from yuandu.engines.registry.rules.names import search_key
from yuandu.kernel import scope
from yuandu.kernel.refusals import Refusal
from yuandu.site.signin import queries, services

PENDING, PENDING_SECONDS = "outside_pending", 900


class OutsideAccounts(DefaultSocialAccountAdapter):
    """Nobody gets an account from outside; somebody who has one is recognised by proof, or asked to prove it here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom we know; connect whom the provider proves; ask everybody else who they are here."""
        provider, uid = sociallogin.account.provider, sociallogin.account.uid
        kept = {"provider": provider, "uid": uid, "at": time.time()}
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            request.session[PENDING] = kept
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("outside_confirm")))
        if sociallogin.is_existing:
            return
        user = recognised(sociallogin.claims, rule_of(provider))
        if user is None:
            request.session[PENDING] = kept
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("outside_unknown")))
        sociallogin.account = connect(user=user, provider=provider, uid=uid, because="proven")
        sociallogin.user = user


def configured() -> Sequence[Mapping[str, Any]]:
    return settings.SOCIALACCOUNT_PROVIDERS["outside"]["APPS"]


def offered() -> list[dict[str, str]]:
    """Return the providers that the sign-in page offers: {id, title, url}."""
    return [
        {
            "id": app["provider_id"],
            "title": app["name"],
            "url": reverse("outside_login", args=[app["provider_id"]]),
        }
        for app in configured()
    ]


def title_of(provider: str) -> str:
    return next((app["name"] for app in configured() if app["provider_id"] == provider), provider)


def rule_of(provider: str) -> Mapping[str, str]:
    return next((app["settings"]["match"] for app in configured() if app["provider_id"] == provider), {})


def connections(user: User) -> list[tuple[SocialAccount, str]]:
    """Return the account's outside accounts, each with the title of its provider."""
    return [(account, title_of(account.provider)) for account in queries.connections_of(user)]


def recognised(claims: Mapping[str, Any], rule: Mapping[str, str]) -> User | None:
    """Return the account of the one person whom the provider proves by the configured claim; else None.

    The name must be the same too, so that a phone number that has passed on to somebody else opens nothing.
    """
    value, name = str(claims.get(rule.get("claim", ""), "")), str(claims.get("name", ""))
    if not rule or not value or not name:
        return None
    if rule["with"] == "phone" and claims.get(rule["verified"]) is not True:
        return None
    with scope.platform():
        people = Person.objects.filter(name=name.strip(), merged_into=None).select_related("user")
        found = [person for person in people if is_same(person, value, rule)]
        users = [person.user for person in found if hasattr(person, "user")]
    return users[0] if len(found) == 1 and users and search_key(found[0].name) == search_key(name) else None


def is_same(person: Person, value: str, rule: Mapping[str, str]) -> bool:
    """Say whether the claim is the person's phone number, or one of their papers in the form that was agreed."""
    if rule["with"] == "phone":
        return bool(person.phone) and digits(person.phone) == digits(value)
    numbers = Paper.objects.filter(person=person, to_on=None).values_list("number", flat=True)
    algorithm = rule.get("hash", "")
    return any(written(number, algorithm) == value.lower() for number in numbers)


def written(number: str, algorithm: str) -> str:
    return hashlib.new(algorithm, number.upper().encode()).hexdigest() if algorithm else number.lower()


def digits(phone: str) -> str:
    """Return the last eleven digits of a phone number, without what countries and people put around them."""
    return re.sub(r"\D", "", phone)[-11:]


class AnothersAccount(Refusal):
    """The outside account is connected to somebody else."""


def connect(*, user: User, provider: str, uid: str, because: str = "") -> SocialAccount:
    """Connect an outside account, and record it; once. Raises AnothersAccount."""
    with scope.platform():
        account, is_new = SocialAccount.objects.get_or_create(
            provider=provider, uid=uid, defaults={"user": user}
        )
        if account.user_id != user.pk:
            raise AnothersAccount(_("这个外部账号已经连在别人的账号上了，没有连上。"))
        if is_new:
            data = {"what": title_of(provider)}
            services.record(user, "connected", by=user, at=timezone.now(), because=because, data=data)
    return account


def pending(request: HttpRequest) -> Mapping[str, Any] | None:
    """Return the outside account that waits for its owner to prove themselves here; None when it waited too long."""
    kept = request.session.get(PENDING)
    return kept if kept and time.time() - kept["at"] < PENDING_SECONDS else None
