"""Changing an account that another system looks after, as far as that system may."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from scim2_models import ForbiddenException

from yuandu.engines.registry.gateways.scim.said import Said
from yuandu.engines.registry.models import ExternalAccount
from yuandu.engines.registry.queries.scim import Reach, holdings_of, reach_of
from yuandu.engines.registry.services.people.persons import change_person
from yuandu.engines.registry.services.scim.links import hide, save_link, save_user, say, set_password
from yuandu.engines.registry.services.scim.matching import change_number
from yuandu.engines.registry.services.scim.posts import name_posts, wanted_posts
from yuandu.engines.registry.services.scim.trail import record
from yuandu.kernel.access import Client

KEYS = {"username", "password", "email", "display_name"}  # who has these, has the account
ATTRIBUTES = {"username": "userName", "external_id": "externalId", "display_name": "displayName"} | {
    "number": "employeeNumber",
    "email": "emails",
    "email_label": "emails",
    "family_name": "name",
    "given_name": "name",
}


@transaction.atomic
def change_link(*, link: ExternalAccount, said: Said, client: Client, at: datetime) -> set[str]:
    """Bring the account to what the client says; return the names of what changed.

    Raises ForbiddenException for what lies outside the client's reach, UniquenessException for a taken name or
    number, InvalidValueException and the refusals of people and posts.
    """
    changed = apply(link=link, said=said, client=client, at=at)
    names = sorted({ATTRIBUTES.get(name, name) for name in changed})
    told = {"active": link.user.is_active} if "active" in changed else {}
    record(link.user, verb="registry.scim_changed", client=client, at=at, changed=names, **told)
    return changed


@transaction.atomic
def take_over(*, link: ExternalAccount, said: Said, client: Client, at: datetime) -> ExternalAccount:
    """Look after an account that stands already; what the client leaves unsaid stays, but one that was ended
    is active again."""
    is_back, link.ended_at = link.pk is not None, None
    stands = holdings_of([link], client=client, on=timezone.localdate(at))[0].said
    said = replace(
        said,
        name=said.name or stands.name or link.user.person.name,
        display_name=said.display_name or stands.display_name or link.user.name,
        active=(True if is_back else link.user.is_active) if said.active is None else said.active,
        email=said.email or stands.email,
        email_label=said.email_label if said.email else stands.email_label,
        posts=said.posts or stands.posts,
    )
    apply(link=link, said=said, client=client, at=at)
    record(link.user, verb="registry.scim_opened", client=client, at=at, is_new=False, is_person_new=False)
    return link


def apply(*, link: ExternalAccount, said: Said, client: Client, at: datetime) -> set[str]:
    """Write what differs from what stands; return the names of the fields of Said that did."""
    on, user = timezone.localdate(at), link.user
    stands = holdings_of([link], client=client, on=on)[0].said
    changed = said.differences(stands) - ({"password"} if said.password is None else set())
    if set(said.posts) == set(stands.posts):
        changed -= {"posts"}
    refuse_beyond_reach(said, stands, reach_of(user, client=client, on=on), changed=changed)
    if "password" in changed:
        set_password(user, said.password)
    user.username, user.email = said.username, said.email
    user.name = said.display_name or user.name
    user.is_active = user.is_active if said.active is None else said.active
    save_user(user)
    if "name" in changed and said.name and link.is_person_ours:
        user.person = change_person(person=user.person, name=said.name, by=None, at=at)
    if "number" in changed and link.is_person_ours:
        change_number(user.person, old=stands.number, said=said, on=on)
    if "posts" in changed:
        name_posts(link, wanted_posts(said.posts, client=client, on=on), at=at)
    say(link, said, at=at)
    hide(link, said)
    save_link(link)
    return changed


def refuse_beyond_reach(said: Said, stands: Said, reach: Reach, *, changed: set[str]) -> None:
    """Raise ForbiddenException for an account that holds rights, or is something at another place.

    Whoever sets the password or the address of an account has all that hangs on it. Ending what lies at the
    client's place alone is its right whatever the account may do.
    """
    keys = {name for name in changed & KEYS if getattr(said, name) is not None}
    if said.active and "active" in changed:
        keys.add("active")
    if keys and not reach.is_here:
        raise ForbiddenException(
            detail=_("这个人在别处还有岗位或孩子，账号由市里的系统管理。您可以结束自己这里的岗位。")
        )
    if keys and not reach.is_plain:
        raise ForbiddenException(detail=_("这个账号有管理权限，只能停用，不能由其他系统更改。"))
    if said.active is False and "active" in changed and not reach.is_here:
        raise ForbiddenException(detail=_("这个人在别处还有岗位或孩子，不能停用账号。请结束您这里的岗位。"))
