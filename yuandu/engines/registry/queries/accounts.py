"""Accounts, grants and what belongs to a person."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuandu.engines.registry.models import Grant, Guardianship, Organisation, Person, Post, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.scope import at_or_below, held_on, within
from yuandu.kernel.apps import permissions_of, titles

SEAT_KEY = "seat"  # of the session, where the seat that was taken last is remembered
WHO = ("pupils", "guardians", "staff")
FROM_THE_ROSTER = {"pupil", "guardian"}
LOOKED_AFTER = {"", "pupil", "guardian", "teacher"}


def grants_for(user: User) -> QuerySet[Grant]:
    """Return the grants, ended ones too, at the places where the person may grant."""
    scope = within(user, permission="registry.grant", field="organisation__path")
    return Grant.objects.filter(scope).select_related("user", "organisation")


def in_force(grants: QuerySet[Grant], *, on: date) -> QuerySet[Grant]:
    """Return those of the grants that hold on the day."""
    return grants.filter(held_on(on))


def ended(grants: QuerySet[Grant], *, on: date) -> QuerySet[Grant]:
    """Return those of the grants that were taken back before or on the day."""
    return grants.filter(to_on__lte=on)


def grants_matching(grants: QuerySet[Grant], text: str) -> QuerySet[Grant]:
    """Return those of the grants whose holder or organisation is called like the text."""
    username = Q(user__username__startswith=text.lower())
    return grants.filter(Q(user__name__contains=text) | username | Q(organisation__name__contains=text))


def roles_grantable_by(user: User) -> list[str]:
    """Return the roles whose every permission the person holds: nobody gives more than they have.

    Pupils and guardians are what the roster says, never by grant.
    """
    roles = [role for role in titles("role_titles") if role not in FROM_THE_ROSTER]
    return [role for role in roles if is_within_rights(user, role)]


def is_within_rights(user: User, role: str) -> bool:
    """Say whether the role has no permission that the person's present seat lacks."""
    return user.seat is not None and permissions_of(role) <= user.seat.permissions


def is_looked_after(user: User, role: str) -> bool:
    """Say whether people in the role may get their code from this person: whom schools look after always."""
    return role in LOOKED_AFTER or is_within_rights(user, role)


def accounts_named(text: str) -> QuerySet[User]:
    """Return the account with this user name, in whatever letters it was typed."""
    return User.objects.filter(username=text.strip().lower())


def organisations_named(user: User, text: str, *, permission: str) -> QuerySet[Organisation]:
    """Return the open organisations in the person's scope with exactly this name or identification code."""
    named = Q(name=text.strip()) | Q(identifier=text.strip(), identifier__gt="")
    return Organisation.objects.filter(within(user, permission=permission), named, closed_on=None)


def place_of(user: User) -> str:
    """Return the path at which what the person does to their own account is recorded."""
    if user.seat:
        return user.seat.organisation.path
    return Organisation.objects.order_by("path").values_list("path", flat=True)[:1].get()


def pupil_kinds() -> list[str]:
    """Return the kinds of post that make a pupil, by the code table post_kind."""
    return [kind for kind, code in codes_of("post_kind").items() if code.extra.get("role") == "pupil"]


def people_at(organisation: Organisation, *, who: str, on: date) -> QuerySet[Person]:
    """Return the pupils, their guardians or the staff of the organisation and below it, by name.

    The staff of a bureau are its own, not those of its schools.
    """
    here = at_or_below(organisation.path)
    if who == "guardians":
        chosen = wards_at(organisation).values("guardian")
    elif who == "pupils":
        chosen = Post.objects.filter(here, held_on(on), kind__in=pupil_kinds()).values("person")
    else:
        place = here if organisation.school_id else Q(organisation=organisation)
        chosen = Post.objects.filter(place, held_on(on)).exclude(kind__in=pupil_kinds()).values("person")
    return Person.objects.filter(pk__in=chosen, merged_into=None).order_by("pinyin", "pk")


def wards_at(organisation: Organisation) -> QuerySet[Guardianship]:
    """Return who looks after the pupils of a school or a part of it: found by the school, which has an index."""
    return Guardianship.objects.filter(at_or_below(organisation.path), school=organisation.school_id)


def without_account(people: QuerySet[Person]) -> QuerySet[Person]:
    """Return those of the people who have no account yet."""
    return people.filter(user=None)


def accounts_below(organisation: Organisation, *, on: date) -> list[tuple[str, int, int]]:
    """Return for pupils, guardians and staff: (who, how many, how many of them have an account).

    Of a bureau only its own staff are counted: pupils and guardians have their codes from their school.
    """
    counts = []
    for who in WHO if organisation.school_id else ("staff",):
        people = people_at(organisation, who=who, on=on).order_by()
        counts.append((who, *people.aggregate(all=Count("pk"), opened=Count("user")).values()))
    return counts


def classes_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return the open classes that the person manages, with `pupils` and how many of them have `opened`."""
    pupils = Post.objects.filter(held_on(on), organisation=OuterRef("pk"), kind__in=pupil_kinds())
    counted = pupils.order_by().values("organisation")
    return (
        Organisation.objects.filter(within(user, permission="registry.manage"), level="class", closed_on=None)
        .select_related("school")
        .annotate(
            pupils=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
            opened=Coalesce(Subquery(counted.annotate(n=Count("person__user")).values("n")), 0),
        )
    )


def classes_matching(classes: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Return those of the classes that are called like the text, or whose school is."""
    return classes.filter(Q(name__contains=text) | Q(school__name__contains=text))


def codes_allowed(user: User, *, on: date) -> Q:
    """Return the filter for people for whom the person may make a code.

    Whoever types the code gets everything that its owner holds: so every post and grant of the owner must
    lie in the scope of the person who prints, and give no right that this person lacks.
    """
    titled = codes_of("post_kind").items()
    kinds = [kind for kind, code in titled if is_looked_after(user, code.extra.get("role", ""))]
    roles = [role for role in titles("role_titles") if is_looked_after(user, role)]
    mine = within(user, permission="registry.manage")
    posts = Post.objects.filter(person=OuterRef("pk"))
    wards = Guardianship.objects.filter(guardian=OuterRef("pk"))
    grants = Grant.objects.filter(held_on(on), user__person=OuterRef("pk"))
    behind = user.seat.giver_id if user.seat else None  # a deputy does not take the account of the giver
    granted_here = Q(role__in=roles) & within(user, permission="registry.manage", field="organisation__path")
    return (
        (Exists(posts.filter(mine)) | Exists(wards.filter(mine)))
        & ~Exists(posts.filter(held_on(on)).exclude(Q(kind__in=kinds) & mine))
        & ~Exists(grants.exclude(granted_here))
        & ~Exists(User.objects.filter(pk=behind, person=OuterRef("pk")))
    )


def labels_for(people: Iterable[Person], organisation: Organisation, *, on: date) -> dict[int, list[str]]:
    """Return for each person where they are here: the classes of a pupil, the places of the staff."""
    posts = Post.objects.filter(at_or_below(organisation.path), held_on(on), person__in=people)
    labels: dict[int, list[str]] = {}
    for post in posts.select_related("organisation").order_by("path", "pk"):
        labels.setdefault(post.person_id, []).append(str(post.organisation))
    return labels


def wards_named(guardians: Iterable[Person], organisation: Organisation) -> dict[int, list[str]]:
    """Return for each guardian the names of their wards here."""
    wards = wards_at(organisation).filter(guardian__in=guardians)
    names: dict[int, list[str]] = {}
    for ward in wards.select_related("pupil").order_by("pupil__pinyin", "pk"):
        names.setdefault(ward.guardian_id, []).append(ward.pupil.name)
    return names
