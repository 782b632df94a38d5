"""The schemas: those attributes of a User that the registry has a column for, and an extension for posts.

What another system may not say stands in no schema, so that it is refused and not lost: a picture, an address,
a group (rights are given inside the product, by posts and grants). Sources: RFC 7643 §4.1, §4.3, §5.
"""

from typing import Annotated

from pydantic import EmailStr, Field
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Pagination,
    Patch,
    Required,
    Resource,
    ResourceType,
    Returned,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
POST = "urn:ietf:params:scim:schemas:extension:yuandu:2.0:Post"

PAGE, LARGEST_PAGE = 100, 200
MOST_OPERATIONS, LARGEST_BULK = 1000, 2 * 2**20  # operations, bytes of one bulk request
LARGEST_BODY = 64 * 2**10  # bytes of any other request
CURSOR_SECONDS = 3600

Text = str | None
Told = Annotated[str | None, Mutability.read_only]
Code = Annotated[str | None, CaseExact.true]
ToldCode = Annotated[str | None, CaseExact.true, Mutability.read_only]


class Name(ComplexAttribute):
    formatted: Text = None
    """The full name, as the registry keeps it: 王海, not 海 王."""

    family_name: Text = None
    """The family name, as the client writes it."""

    given_name: Text = None
    """The given name, as the client writes it."""


class Email(ComplexAttribute):
    value: EmailStr | None = None
    """The e-mail address of the account; an account has one."""

    type: Text = None
    """What the address is for, such as work."""

    display: Text = None
    """How the address is shown."""

    primary: bool | None = None
    """Whether it is the preferred address."""


class Role(ComplexAttribute):
    value: ToldCode = None
    """The code of the role."""

    display: Told = None
    """The role in words."""

    organisation: ToldCode = None
    """The code of the organisation at which the role is held."""


class User(Resource[AnyExtension]):
    """An account of the platform, and the person whose it is."""

    __schema__ = URN(CORE)

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The name that the person signs in with, kept in small letters."""

    name: Name | None = None
    """The name of the person."""

    display_name: Text = None
    """The name that stands in the head of each page."""

    active: bool | None = None
    """Whether the person may sign in. False ends sessions and tokens."""

    password: Annotated[str | None, Mutability.write_only, Returned.never, CaseExact.true] = None
    """A first or a new password. Without one the person opens the account by a code or signs in elsewhere."""

    emails: list[Email] | None = None
    """The e-mail address of the account: one at most."""

    roles: Annotated[list[Role] | None, Mutability.read_only] = None
    """The seats that the person may take: what follows from posts and grants."""


class EnterpriseUser(Extension):
    """What the registry keeps of the enterprise extension."""

    __schema__ = URN(ENTERPRISE)

    employee_number: Text = None
    """工号, or the 学籍号 of a pupil: by it a new account finds a person who is registered already."""

    organization: Annotated[str | None, Mutability.read_only, Returned.request] = None
    """The name of the school or office of the person's first post, for who asks for it."""


class SaidPost(ComplexAttribute):
    organisation: Annotated[str | None, CaseExact.true, Required.true] = None
    """The 标识码 of the organisation, or its path."""

    kind: Annotated[str | None, CaseExact.true, Required.true] = None
    """The kind of post, by the code table post_kind."""

    subject: Code = None
    """The subject, by the code table subject."""


class HeldPost(ComplexAttribute):
    organisation: ToldCode = None
    """The 标识码 of the organisation, or its path where it has none."""

    name: Told = None
    """The name of the organisation."""

    kind: ToldCode = None
    """The kind of post, by the code table post_kind."""

    title: Told = None
    """The kind of post in words."""

    subject: ToldCode = None
    """The subject, by the code table subject."""

    since: ToldCode = Field(None, serialization_alias="from", validation_alias="from")
    """The first day, as 2026-09-01."""

    until: ToldCode = Field(None, serialization_alias="to", validation_alias="to")
    """The first day on which it is no longer held; none while it has no end."""


class Post(Extension):
    """One account, many posts: who is what at which organisation."""

    __schema__ = URN(POST)

    posts: list[SaidPost] | None = None
    """The posts that this client names. Those that it alone brought end when it names them no longer."""

    held: Annotated[list[HeldPost] | None, Mutability.read_only, Returned.request] = None
    """All posts that the person holds at the client's organisation or below, for who asks for them."""


CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=LARGEST_BULK),
    filter=Filter(supported=True, max_results=LARGEST_PAGE),
    change_password=ChangePassword(supported=True),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    pagination=Pagination(
        cursor=True,
        index=True,
        default_pagination_method=Pagination.DefaultPaginationMethod.index,
        default_page_size=PAGE,
        max_page_size=LARGEST_PAGE,
        cursor_timeout=CURSOR_SECONDS,
    ),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="OAuth Bearer Token",
            description="A token of this city's provider with the scope scim.",
            spec_uri="https://www.rfc-editor.org/rfc/rfc6750",
            primary=True,
        )
    ],
)
RESOURCE_TYPE = ResourceType.from_resource(User[EnterpriseUser | Post])
PROVIDER = ScimProvider(models=[User, EnterpriseUser, Post], resource_types=[RESOURCE_TYPE], config=CONFIG)
Account = PROVIDER.model_for("User")
