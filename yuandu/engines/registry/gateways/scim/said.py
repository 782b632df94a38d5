"""What a client says of an account, taken out of the resource that it sent."""

from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from scim2_models import InvalidValueException

from yuandu.engines.registry.gateways.scim.schemas import EnterpriseUser, Post, User

LENGTHS = {
    "username": ("userName", 80),
    "display_name": ("displayName", 80),
    "name": ("name.formatted", 80),
    "family_name": ("name.familyName", 80),
    "given_name": ("name.givenName", 80),
    "external_id": ("externalId", 300),
    "email": ("emails.value", 254),
    "number": ("employeeNumber", 40),
    "password": ("password", 200),
}
LONGEST_LABEL = 80
MOST_POSTS = 50
HIDEABLE = {"active": "active", "displayName": "display_name", "name": "name"}


@dataclass(frozen=True, kw_only=True)
class PostSaid:
    """A post as the client names it: the organisation by its code or path, codes of post_kind and subject."""

    organisation: str
    kind: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that may be said of an account; None is what the client leaves unsaid, "" what it leaves empty.

    `email_label` holds type, display and primary of the address.
    """

    username: str
    external_id: str = ""
    name: str | None = None
    family_name: str = ""
    given_name: str = ""
    display_name: str | None = None
    active: bool | None = None
    email: str = ""
    email_label: dict[str, Any] | None = None
    number: str = ""
    posts: tuple[PostSaid, ...] = ()
    password: str | None = None

    @property
    def called(self) -> str:
        """The name of the person: as it is written in full, else put together, else what there is."""
        return self.name or self.display_name or self.username

    @property
    def is_named(self) -> bool:
        """Whether the client says what the person is called."""
        return bool(self.name or self.display_name)

    def differences(self, other: "Said") -> set[str]:
        """Return the names of the fields in which the other differs."""
        names = (field.name for field in fields(self))
        return {name for name in names if getattr(self, name) != getattr(other, name)}


def said_in(resource: User[Any]) -> Said:
    """Return what the resource says; raises InvalidValueException for what no column could hold."""
    name, email = resource.name, only_email(resource)
    enterprise, posts = resource[EnterpriseUser], resource[Post]
    family, given = text(name and name.family_name), text(name and name.given_name)
    said = Said(
        username=text(resource.user_name).strip().lower(),
        external_id=text(resource.external_id),
        name=(text(name.formatted) or put_together(family, given) or None) if name else None,
        family_name=family,
        given_name=given,
        display_name=resource.display_name or None,
        active=resource.active,
        email=text(email and email.value).lower(),
        email_label=label_of(email),
        number=text(enterprise and enterprise.employee_number),
        posts=tuple(post_said(post) for post in (posts.posts if posts else None) or []),
        password=resource.password or None,
    )
    refuse_unfit(said)
    return said


def text(value: Any) -> str:
    return str(value) if value else ""


def put_together(family: str, given: str) -> str:
    """Return the full name: 王海 without a blank, John Smith with one and the family name last."""
    return f"{given} {family}".strip() if f"{family}{given}".isascii() else f"{family}{given}"


def only_email(resource: User[Any]) -> Any:
    """Return the one address, or None; raises InvalidValueException for more than one."""
    emails = [email for email in resource.emails or [] if email.value]
    if len(emails) > 1:
        raise InvalidValueException(detail=_("一个账号只登记一个邮箱，请只传常用的那一个。"))
    return emails[0] if emails else None


def label_of(email: Any) -> dict[str, Any] | None:
    if email is None:
        return None
    said = {name: getattr(email, name) for name in ("type", "display", "primary")}
    for name in ("type", "display"):
        refuse_longer(f"emails.{name}", said[name] or "", LONGEST_LABEL)
    return {name: value for name, value in said.items() if value is not None}


def post_said(post: Any) -> PostSaid:
    return PostSaid(organisation=text(post.organisation), kind=text(post.kind), subject=text(post.subject))


def refuse_unfit(said: Said) -> None:
    """Raise InvalidValueException for an empty name to sign in with, and for what is too long."""
    if not said.username:
        raise InvalidValueException(detail=_("请填写userName。"))
    for field, (attribute, longest) in LENGTHS.items():
        refuse_longer(attribute, getattr(said, field) or "", longest)
    if len(said.posts) > MOST_POSTS:
        raise InvalidValueException(detail=_("一个账号最多传{n}个岗位。").format(n=MOST_POSTS))


def refuse_longer(attribute: str, value: str, longest: int) -> None:
    if len(value) > longest:
        sentence = _("{attribute}太长，最多{longest}个字。")
        raise InvalidValueException(detail=sentence.format(attribute=attribute, longest=longest))
