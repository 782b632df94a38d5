"""Accounts, the roles they hold where, and what people keep for themselves."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person, Post
from yuandu.kernel.apps import permissions_of, titles


@dataclass(frozen=True)
class Seat:
    """One (organisation, role) pair in which a person acts: what the switcher offers.

    `paths` are the places that the role covers: the organisation itself, or the classes taught there.
    `giver_id` and `giver` are the account and the name of whom a deputy stands in for, `person_id` whose posts
    the seat comes from.
    """

    organisation: Organisation
    role: str
    paths: tuple[str, ...] = field(compare=False)
    person_id: int | None = field(default=None, compare=False)
    giver_id: int | None = None
    giver: str = field(default="", compare=False)
    may_grant: bool = field(default=True, compare=False)

    @property
    def key(self) -> str:
        own = f"{self.organisation.pk}-{self.role}"
        return f"{own}-{self.giver_id}" if self.giver_id else own

    @property
    def title(self) -> str:
        role = str(titles("role_titles").get(self.role, self.role))
        return gettext("{role}（代 {giver}）").format(role=role, giver=self.giver) if self.giver_id else role

    @property
    def words(self) -> str:
        """Where and as what the person acts, as the trail names it."""
        return f"{self.organisation.called} {self.title}"

    @property
    def permissions(self) -> frozenset[str]:
        """What the seat allows; a deputy grants roles only where that was handed over too."""
        held = permissions_of(self.role)
        return held if self.may_grant else held - {"registry.grant"}


class User(AbstractBaseUser):
    """An account. What its holder may do comes from grants and from the posts of its person."""

    username = models.CharField(_("用户名"), max_length=80, unique=True)
    name = models.CharField(_("姓名"), max_length=80)
    email = models.EmailField(_("邮箱"), blank=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, verbose_name=_("人员"))
    is_active = models.BooleanField(_("可以登录"), default=True)
    preferences = models.JSONField(_("偏好"), default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["email"], condition=~Q(email=""), name="account_by_email")]

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    chosen_seat = ""  # the key that the session remembers

    def __str__(self) -> str:
        return self.name

    @cached_property
    def seats(self) -> list[Seat]:
        """Everything that the person is today, read once for each request: grants first, then posts."""
        return seats_of(self, on=timezone.localdate())

    @property
    def seat(self) -> Seat | None:
        """The seat that the person sits in: the chosen one, else the first; None without any."""
        chosen = (seat for seat in self.seats if seat.key == self.chosen_seat)
        return next(chosen, self.seats[0] if self.seats else None)

    def holds(self, permission: str) -> bool:
        """Say whether the person holds the permission in the present seat."""
        return self.seat is not None and permission in self.seat.permissions

    def paths(self, permission: str) -> list[str]:
        """Return the paths at and below which the person holds the permission in the present seat."""
        return list(self.seat.paths) if self.holds(permission) else []

    def saved_views(self, table: str) -> QuerySet["SavedView"]:
        return self.savedview_set.filter(table=table).order_by("title", "pk")


class Grant(models.Model):
    """A role that a person holds at an organisation, and so at everything below it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("账号"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("机构"))
    role = models.CharField(_("角色"), max_length=80)
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(to_on=None),
                name="role_is_granted_once_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Delegation(models.Model):
    """A seat that its holder hands over to a deputy for some days (委托); it ends by itself, or earlier.

    What the deputy may do is what the giver holds on the day: it ends with the giver's post or grant too.
    """

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("委托人")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("受托人")
    )
    giver_name = models.CharField(_("委托人姓名"), max_length=80)
    deputy_name = models.CharField(_("受托人姓名"), max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("机构"))
    role = models.CharField(_("角色"), max_length=80)
    may_grant = models.BooleanField(_("可以授权"), default=False)
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))  # the first day on which it no longer holds
    because = models.CharField(_("理由"), max_length=300)
    given_at = models.DateTimeField(_("委托时间"))
    ended_at = models.DateTimeField(_("收回时间"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=models.F("deputy")), name="nobody_is_their_own_deputy"),
            models.CheckConstraint(
                condition=Q(to_on__gt=models.F("from_on")), name="delegation_lasts_a_day_at_least"
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "to_on"], condition=Q(ended_at=None), name="delegation_in_force"),
            models.Index(fields=["giver", "-from_on"], name="delegation_of_a_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_name} → {self.deputy_name}"

    @property
    def last_on(self) -> date:
        """The last day on which it holds."""
        return self.to_on - timedelta(days=1)


class SavedView(models.Model):
    """A filtered and sorted list that somebody wants to find again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("账号"))
    table = models.CharField(_("列表"), max_length=80)
    title = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "table", "title"], name="saved_view_title_is_unique")
        ]

    def __str__(self) -> str:
        return self.title


class Activation(models.Model):
    """A code on a slip of paper by which an imported person opens an account, once."""

    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("人员"))
    code_hash = models.CharField(_("激活码摘要"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.made_at}"


def seats_of(user: User, *, on: date) -> list[Seat]:
    """Return what the user is on the day: three queries (four for guardians), however many posts there are.

    What somebody else handed over follows; of it only what the giver holds on that day themselves.
    """
    return own_seats_of(user, on=on) + deputy_seats_of(user, on=on)


def own_seats_of(user: User, *, on: date) -> list[Seat]:
    """Return what the user is on the day by grants and posts, not what somebody else handed over."""
    held = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    grants = user.grant_set.filter(held).select_related("organisation").order_by("organisation__path", "role")
    places = [(grant.organisation, grant.role, grant.organisation.path) for grant in grants]
    if user.person_id:
        posts = (
            user.person.posts.filter(held).select_related("organisation", "school").order_by("path", "kind")
        )
        places += [(post.school or post.organisation, role_of(post.kind), post.path) for post in posts]
        learns = Post.objects.filter(held, person=OuterRef("pupil"), kind__in=("pupil", "pupil_suspended"))
        wards = user.person.wards.filter(Exists(learns)).select_related("school").order_by("path")
        places += [(ward.school, "guardian", "") for ward in wards if ward.school_id]
    seats: dict[tuple[Organisation, str], list[str]] = {}
    for organisation, role, path in places:
        if role:
            seats.setdefault((organisation, role), []).append(path)
    return [
        Seat(organisation, role, tuple(path for path in paths if path), person_id=user.person_id)
        for (organisation, role), paths in seats.items()
    ]


def deputy_seats_of(user: User, *, on: date) -> list[Seat]:
    """Return the seats in which the user stands in for somebody on the day."""
    handed = Delegation.objects.filter(deputy=user, from_on__lte=on, to_on__gt=on, ended_at=None)
    found = []
    for one in handed.filter(giver__is_active=True).select_related("giver__person").order_by("pk"):
        for seat in own_seats_of(one.giver, on=on):
            if (seat.organisation.pk, seat.role) == (one.organisation_id, one.role):
                details = {"giver_id": one.giver_id, "giver": one.giver.name, "may_grant": one.may_grant}
                found.append(replace(seat, **details))
    return found


def role_of(post_kind: str) -> str:
    """Return the role that a post of the kind carries, by the code table post_kind; "" for none."""
    kind = codes_of("post_kind").get(post_kind)
    return kind.extra.get("role", "") if kind else ""
