"""Where accounts are signed in, how they may sign in, and who holds nothing any more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Grant, Guardianship, Organisation, Post, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.scope import held_on
from yuandu.kernel import scope
from yuandu.site.signin import devices

LATEST = 20
LEARNING = ("pupil", "pupil_suspended")
PROVIDER = "yuandu.site.provider"


@dataclass(frozen=True)
class Factors:
    """By what an account signs in besides its password."""

    passkeys: tuple[Authenticator, ...]
    app: Authenticator | None
    codes_left: int | None  # None where there are no recovery codes

    @property
    def is_second_there(self) -> bool:
        return bool(self.passkeys) or self.app is not None


def factors_of(user: User) -> Factors:
    """Return the account's factors; one query."""
    kept = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    first = {authenticator.type: authenticator for authenticator in reversed(kept)}
    codes = first.get(Authenticator.Type.RECOVERY_CODES)
    return Factors(
        passkeys=tuple(one for one in kept if one.type == Authenticator.Type.WEBAUTHN),
        app=first.get(Authenticator.Type.TOTP),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def sessions_of(user: User, *, at: datetime) -> QuerySet[UserSession]:
    """Return where the account is signed in, what was seen last first."""
    living = Session.objects.filter(expire_date__gt=at).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=living).order_by("-last_seen_at", "pk")


def connections_of(user: User) -> QuerySet[SocialAccount]:
    """Return the outside accounts with which the account signs in too."""
    return SocialAccount.objects.filter(user=user).order_by("provider", "pk")


def latest_of(user: User) -> list[Any]:
    """Return the latest facts about signing in, the newest first, failures of strangers too."""
    with scope.platform():  # a failure has nobody's scope; only those about the account itself are read
        facts = activity.facts_about(f"registry.User:{user.pk}").filter(verb__startswith="signin.")
        return list(facts.order_by("-at", "-pk")[:LATEST])


def is_like_before(user: User, *, device: str, near: str) -> bool:
    """Say whether one of the account's latest sign-ins was on such a device in that part of the network."""
    facts = activity.facts_about(f"registry.User:{user.pk}").filter(verb="signin.entered")
    before = list(facts.order_by("-at", "-pk").values_list("data", flat=True)[:LATEST])
    return not before or any((data.get("device"), data.get("near")) == (device, near) for data in before)


def leavers(*, on: date) -> QuerySet[User]:
    """Return the accounts that can still act, by a session or a token, though they were stopped or hold nothing.

    To hold something is a grant, a post that carries a role, or a ward who learns somewhere.
    """
    grants = Grant.objects.filter(held_on(on), user=OuterRef("pk"))
    posts = held_posts(on).filter(person=OuterRef("person"))
    wards = held_wards(on).filter(guardian=OuterRef("person"))
    holds = Exists(grants) | Exists(posts) | Exists(wards)
    return User.objects.filter(can_act()).filter(Q(is_active=False) | ~holds).order_by("pk")


def held_posts(on: date) -> QuerySet[Post]:
    """Return the posts that carry a role on the day."""
    kinds = [kind for kind, code in codes_of("post_kind").items() if code.extra.get("role")]
    return Post.objects.filter(held_on(on), kind__in=kinds)


def held_wards(on: date) -> QuerySet[Guardianship]:
    """Return who looks after somebody who learns somewhere on the day."""
    learns = Post.objects.filter(held_on(on), person=OuterRef("pupil"), kind__in=LEARNING)
    return Guardianship.objects.filter(Exists(learns))


def place_held(user: User, *, on: date) -> str:
    """Return the path of a place where the account holds something, "" where it holds nothing.

    One query for whoever has a post, three at most: working out all seats takes as long as a password's hash.
    """
    if user.person_id:
        posts = held_posts(on).filter(person=user.person_id).order_by("path").values_list("path", flat=True)
        if found := list(posts[:1]):
            return found[0]
    grants = Grant.objects.filter(held_on(on), user=user).order_by("organisation__path")
    if found := list(grants.values_list("organisation__path", flat=True)[:1]):
        return found[0]
    if user.person_id:
        wards = held_wards(on).filter(guardian=user.person_id).order_by("path").values_list("path", flat=True)
        return next(iter(wards[:1]), "")
    return ""


def can_act() -> Q:
    """Return the filter for accounts that have a session, or are signed on to another system."""
    able = Q(pk__in=UserSession.objects.values("user"))
    if apps.is_installed(PROVIDER):
        sign_ons = apps.get_model("provider.SignOn").objects.filter(ended_at=None)
        able |= Q(pk__in=sign_ons.values("user"))
    return able


def top_path() -> str:
    """Return the path of the city."""
    return Organisation.objects.order_by("path").values_list("path", flat=True)[:1].get()


def in_words(session: UserSession) -> str:
    return devices.in_words(session.user_agent)


def account_typed(login: str) -> User | None:
    """Return the account of whoever typed this name or address, None where nobody is called so."""
    name = login.strip().lower()
    meant = Q(username=name) | Q(email=name) if "@" in name else Q(username=name)
    return User.objects.filter(meant).order_by("pk").first()
