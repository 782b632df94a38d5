"""Resources made of our rows, and the versions of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scim2_models import Meta

from yuandu.engines.registry.gateways.scim.said import PostSaid, Said
from yuandu.engines.registry.gateways.scim.schemas import (
    RESOURCE_TYPE,
    Account,
    Email,
    EnterpriseUser,
    HeldPost,
    Name,
    Post,
    Role,
    SaidPost,
)
from yuandu.engines.registry.models import ExternalAccount, Grant, Organisation
from yuandu.engines.registry.models import Post as PostRow
from yuandu.engines.registry.models.accounts import role_of
from yuandu.engines.registry.models.codes import codes_of
from yuandu.kernel.apps import titles


@dataclass(frozen=True, kw_only=True)
class Holding:
    """An account as a client sees it: with the posts that its person holds there, and the grants."""

    link: ExternalAccount
    posts: tuple[PostRow, ...]
    grants: tuple[Grant, ...]

    @property
    def said(self) -> Said:
        """What stands now for each thing that the client may say."""
        link, user = self.link, self.link.user
        hidden, said = set(link.hidden), set(link.said_posts)
        is_named = "name" not in hidden
        return Said(
            username=user.username,
            external_id=link.external_id,
            name=user.person.name if is_named else None,
            family_name=link.family_name if is_named else "",
            given_name=link.given_name if is_named else "",
            display_name=None if "displayName" in hidden else user.name,
            active=None if "active" in hidden else user.is_active,
            email=user.email,
            email_label=link.email_label if user.email else None,
            number=link.number,
            posts=tuple(
                PostSaid(organisation=code_of(post.organisation), kind=post.kind, subject=post.subject)
                for post in self.posts
                if post.pk in said
            ),
        )


def code_of(organisation: Organisation) -> str:
    """Return what another system calls an organisation by: its 标识码, or its path where it has none."""
    return organisation.identifier or organisation.path


def version_of(holding: Holding) -> str:
    """Return the weak entity tag of what the client sees, the password included."""
    link, user = holding.link, holding.link.user
    parts: tuple[Any, ...] = (
        user.pk,
        user.password,
        link.changed_at,
        user.person.changed_at,
        holding.said,
        sorted((post.pk, post.from_on, post.to_on) for post in holding.posts),
        sorted((grant.pk, grant.to_on) for grant in holding.grants),
    )
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:20]}"'


def resource_of(holding: Holding) -> Any:
    """Return the resource without its location, which the protocol knows."""
    link, user, said = holding.link, holding.link.user, holding.said
    resource = Account(
        id=str(user.pk),
        external_id=said.external_id or None,
        user_name=said.username,
        name=name_of(said),
        display_name=said.display_name,
        active=said.active,
        emails=[Email(value=said.email, **said.email_label)] if said.email else None,
        roles=roles_of(holding) or None,
        meta=Meta(
            resource_type=RESOURCE_TYPE.name,
            created=link.made_at,
            last_modified=max(link.changed_at, user.person.changed_at),
            version=version_of(holding),
        ),
    )
    if said.number or holding.posts:
        place = next((post.school or post.organisation for post in holding.posts), None)
        resource[EnterpriseUser] = EnterpriseUser(
            employee_number=said.number or None, organization=place.name if place else None
        )
    if holding.posts:
        posts = [
            SaidPost(organisation=post.organisation, kind=post.kind, subject=post.subject or None)
            for post in said.posts
        ]
        resource[Post] = Post(posts=posts or None, held=[held_post(post) for post in holding.posts])
    return resource


def name_of(said: Said) -> Name | None:
    if said.name is None:
        return None
    return Name(formatted=said.name, family_name=said.family_name or None, given_name=said.given_name or None)


def held_post(post: PostRow) -> HeldPost:
    kind = codes_of("post_kind").get(post.kind)
    return HeldPost(
        organisation=code_of(post.organisation),
        name=post.organisation.name,
        kind=post.kind,
        title=kind.title if kind else None,
        subject=post.subject or None,
        since=post.from_on.isoformat(),
        until=post.to_on.isoformat() if post.to_on else None,
    )


def roles_of(holding: Holding) -> list[Role]:
    """Return the seats: grants first, then what the posts carry, each once."""
    places: Iterable[tuple[Organisation, str]] = [
        *((grant.organisation, grant.role) for grant in holding.grants),
        *((post.school or post.organisation, role_of(post.kind)) for post in holding.posts),
    ]
    seats = dict.fromkeys((code_of(place), role) for place, role in places if role)
    return [
        Role(value=role, display=str(titles("role_titles").get(role, role)), organisation=code)
        for code, role in seats
    ]
