"""What happens when somebody signs in, changes how, and leaves."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuandu.engines.activity import api as activity
from yuandu.engines.messaging import api as messaging
from yuandu.engines.registry.models import User
from yuandu.kernel import scope
from yuandu.site.signin import devices, queries
from yuandu.site.signin.demonstration import demo_account
from yuandu.site.signin.tries import NEIGHBOURHOOD, address_of, prefix

PROVIDER = "yuandu.site.provider"
LEFT = _("已经没有岗位、授权和在读的孩子，或者账号已停用")


@contextmanager
def platform() -> Iterator[None]:
    """Do what is inside as the platform; what is done so already goes on without a savepoint of its own."""
    if connection.in_atomic_block and scope.current().everything:
        yield
    else:
        with scope.platform():
            yield


def record(
    user: User,
    verb: str,
    *,
    at: datetime,
    by: User | None = None,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    path: str = "",
) -> None:
    """Record a fact about an account, at the path, else where the account holds something, else at the top."""
    with platform():
        path = path or queries.place_held(user, on=timezone.localdate(at)) or queries.top_path()
        activity.record(
            verb=f"signin.{verb}",
            about=f"registry.User:{user.pk}",
            path=path,
            by=by.pk if by else None,
            at=at,
            because=because,
            data=data,
        )


def traces(request: HttpRequest) -> dict[str, str]:
    """Return from where a request comes, as the trail keeps it."""
    address = address_of(request)
    return {
        "device": devices.in_words(request.headers.get("User-Agent", "")),
        "address": address,
        "near": prefix(address, NEIGHBOURHOOD),
    }


def enter(*, request: HttpRequest, user: User, how: str, place: str, at: datetime) -> None:
    """Note that somebody has signed in, and tell them when it was on a device like none before."""
    with platform():
        told = traces(request)
        is_known = devices.device_of(request).knows(user.username)
        is_strange = not (is_known or queries.is_like_before(user, device=told["device"], near=told["near"]))
        keep_session(request=request, user=user, at=at)
        record(user, "entered", by=user, at=at, data={"how": how, **told}, path=place)
        if is_strange and demo_account(user.username) is None:
            tell(
                user,
                kind="signin.new_device",
                title=_("新的设备登录了您的账号"),
                text=_("{device}，网络地址{address}。如果不是您，请马上改密码，并让别的设备都退出。"),
                words=told,
                at=at,
            )


def note_failure(*, request: HttpRequest, login: str, at: datetime) -> None:
    """Record that somebody failed to sign in to the account that is called so.

    Of a name that nobody has nothing is kept, but it takes as long, so that the wait does not tell who exists.
    """
    with platform(), transaction.atomic():
        user = queries.account_typed(login)
        record(user or User(pk=0), "failed", at=at, data=traces(request))
        if user is None:
            transaction.set_rollback(True)


def tell(user: User, *, kind: str, title: Any, text: Any, words: Mapping[str, str], at: datetime) -> None:
    """Tell the account's owner, whatever page they are on."""
    messaging.notify(
        users=[user],
        kind=kind,
        title=title,
        text=format_lazy(text, **words),
        url="/security/",
        about=f"signin.{kind}:{user.pk}",
        at=at,
    )


def change_factor(*, user: User, verb: str, what: Any, at: datetime) -> None:
    """Record that a way to sign in was added or removed, and tell the account's owner."""
    record(user, verb, by=user, at=at, data={"what": str(what)})
    if demo_account(user.username) is None:
        text = _("如果不是您，请马上改密码，并让别的设备都退出。")
        tell(user, kind="signin.changed", title=_("您的登录方式有变动"), text=text, words={}, at=at)


def begin_anew(*, user: User, at: datetime) -> None:
    """Forget how somebody signed in before a slip opened the account anew: factors, sessions and tokens.

    Slips are printed only by those who may have everything that the owner holds, and handed over in person;
    so a slip is the way back for whoever lost phone and recovery codes.
    """
    gone, _kinds = Authenticator.objects.filter(user=user).delete()
    end_sessions(UserSession.objects.filter(user=user))
    end_tokens(user, at=at)
    if gone:
        record(
            user, "factor_removed", by=user, at=at, because=str(_("用激活码重新开通")), data={"count": gone}
        )


def see_session(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Keep where the account is signed in, and that it was seen now."""
    key = request.session.session_key
    if not UserSession.objects.filter(session_key=key, user=user).update(last_seen_at=at):
        UserSession.objects.filter(session_key=key).delete()  # of another account, before this one
        keep_session(request=request, user=user, at=at)


def keep_session(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Keep a new session."""
    UserSession.objects.create(
        user=user,
        session_key=request.session.session_key,
        ip=address_of(request),
        user_agent=request.headers.get("User-Agent", "")[:200],
        created_at=at,
        last_seen_at=at,
    )


@transaction.atomic
def end_sessions(sessions: QuerySet[UserSession]) -> int:
    """End the sessions, wherever their cookies are; return how many they were. Three statements."""
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def end_own_sessions(*, user: User, sessions: QuerySet[UserSession], at: datetime) -> int:
    """End sessions because the account's owner says so, and record it; tokens of other systems stay."""
    count = end_sessions(sessions.filter(user=user))
    if count:
        record(user, "sessions_ended", by=user, at=at, data={"count": count})
    return count


@transaction.atomic
def end_access(*, user: User, at: datetime, because: str) -> None:
    """End every session of the account and every token that other systems hold for it, at once."""
    with platform():
        count = end_sessions(UserSession.objects.filter(user=user))
        end_tokens(user, at=at)
        record(user, "access_ended", at=at, because=because, data={"count": count})


def end_tokens(user: User, *, at: datetime) -> None:
    """Have our OpenID provider end the account's tokens, where this installation has one."""
    if apps.is_installed(PROVIDER):
        import_string(f"{PROVIDER}.services.end_tokens")(user=user, at=at)


def leave_systems(user: User, *, session: str, at: datetime) -> None:
    """Have our OpenID provider end what other systems hold of the session, where this installation has one."""
    if apps.is_installed(PROVIDER):
        import_string(f"{PROVIDER}.services.sign_out_everywhere")(user=user, session_key=session, at=at)


def end_access_of_leavers(*, at: datetime, among: Q | None = None) -> int:
    """End what is open for accounts that were stopped or hold nothing any more; return how many they were.

    `among` are the accounts to look at, all without it. Who leaves is found by one query; sessions end by three
    more, however many they are.
    """
    with platform():
        gone = list(queries.leavers(on=timezone.localdate(at)).filter(among or Q()))
        if not gone:
            return 0
        end_sessions(UserSession.objects.filter(user__in=gone))
        top = queries.top_path()
        for user in gone:
            end_tokens(user, at=at)
            record(user, "access_ended", at=at, because=str(LEFT), path=top)
    return len(gone)


def forget_ended_sessions(*, at: datetime) -> int:
    """Delete the sessions that are over, and where they were; return how many they were."""
    count, _kinds = Session.objects.filter(expire_date__lte=at).delete()
    lives = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(lives)).delete()
    return count


def look_who_left(*, fact: Any, at: datetime) -> None:
    """End the access of whoever left by what the fact tells; of everybody, where it names nobody."""
    concerned = Q(person__in=fact.people) | Q(pk=fact.data.get("user"))
    end_access_of_leavers(at=at, among=concerned if fact.people or fact.data.get("user") else None)


def forget_account(*, fact: Any, at: datetime) -> None:
    """Forget how somebody signed in whose account was erased at their request, and end what is open."""
    user = User.objects.get(pk=fact.about.rpartition(":")[2])
    for kind in (Authenticator, SocialAccount):
        kind.objects.filter(user=user).delete()
    end_sessions(UserSession.objects.filter(user=user))
    end_tokens(user, at=at)
