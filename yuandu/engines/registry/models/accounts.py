"""Accounts, the roles they hold where, and what people keep for themselves."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person, Post
from yuandu.kernel.apps import permissions_of, titles


@dataclass(frozen=True)
class Seat:
    """One (organisation, role) pair in which a person acts: what the switcher offers.

    `paths` are the places that the role covers: the organisation itself, or the classes taught there.
    """

    organisation: Organisation
    role: str
    paths: tuple[str, ...] = field(compare=False)

    @property
    def key(self) -> str:
        return f"{self.organisation.pk}-{self.role}"

    @property
    def title(self) -> str:
        return str(titles("role_titles").get(self.role, self.role))


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

    @cached_property
    def seat(self) -> Seat | None:
        """The seat that the person sits in: the chosen one, else the first; None without any."""
        chosen = (seat for seat in self.seats if seat.key == self.chosen_seat)
        return next(chosen, self.seats[0] if self.seats else None)

    def holds(self, permission: str) -> bool:
        """Say whether the person holds the permission in the present seat."""
        return self.seat is not None and permission in permissions_of(self.seat.role)

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
    """Return what the user is on the day: two queries (three for guardians), however many posts there are."""
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
        Seat(organisation, role, tuple(path for path in paths if path))
        for (organisation, role), paths in seats.items()
    ]


def role_of(post_kind: str) -> str:
    """Return the role that a post of the kind carries, by the code table post_kind; "" for none."""
    kind = codes_of("post_kind").get(post_kind)
    return kind.extra.get("role", "") if kind else ""
