"""One person, and what belongs to them: papers, posts, those who look after them, designations, the account."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yuandu.engines.registry.models import Designation, Guardianship, Organisation, Paper, Person, Post, User
from yuandu.engines.registry.queries.scope import within
from yuandu.engines.registry.queries.standing_in import opened_people

NEWEST_FIRST = (F("to_on").desc(nulls_first=True), "-from_on", "-pk")


def person_for(
    user: User, pk: int, *, permission: str = "registry.view", at: datetime | None = None
) -> Person:
    """Return a person who is, was or has a ward in the user's scope; also oneself and one's ward.

    Raises Person.DoesNotExist for everybody else, so that nobody learns who exists. With another
    permission than that to view, oneself and one's ward are not among them. With a moment also whom the user
    opened then in an emergency.
    """
    seen = in_scope(user, permission)
    if permission == "registry.view" and at is not None:
        seen |= Q(pk__in=opened_people(user, at))
    if permission == "registry.view" and user.person_id:
        wards = Guardianship.objects.filter(guardian=user.person_id, pupil=OuterRef("pk"))
        seen |= Q(pk=user.person_id) | Q(Exists(wards))
    return (
        Person.objects.select_related("merged_into")
        .filter(seen | merged_in_scope(user, permission))
        .get(pk=pk)
    )


def merged_in_scope(user: User, permission: str) -> Q:
    """Return the filter for records that were merged into somebody in scope: their old addresses lead on."""
    posts = Post.objects.filter(within(user, permission=permission), person=OuterRef("merged_into"))
    return Q(merged_into__isnull=False) & Q(Exists(posts))


def is_managed_by(user: User, person: Person) -> bool:
    """Say whether the person is, was or has a ward where the user may change records."""
    return Person.objects.filter(in_scope(user, "registry.manage"), pk=person.pk).exists()


def in_scope(user: User, permission: str, *, person: str = "pk") -> Q:
    """Return the filter for rows whose person (the field) is, was or has a ward in the user's scope."""
    posts = Post.objects.filter(within(user, permission=permission), person=OuterRef(person))
    looked_after = Guardianship.objects.filter(within(user, permission=permission))
    return Q(Exists(posts)) | Q(Exists(looked_after.filter(guardian=OuterRef(person))))


def paper_for(user: User, pk: int) -> Paper:
    """Return a paper of somebody whose record the user may change; raises Paper.DoesNotExist."""
    people = Person.objects.filter(in_scope(user, "registry.manage"))
    return Paper.objects.select_related("person").filter(person__in=people).get(pk=pk)


def guardianship_for(user: User, pk: int) -> Guardianship:
    """Return a guardianship that the user may end; raises Guardianship.DoesNotExist."""
    rows = Guardianship.objects.filter(within(user, permission="registry.manage"))
    return rows.select_related("pupil", "guardian").get(pk=pk)


def path_of(person: Person) -> str:
    """Return where facts about the person belong: the present or last post, else a ward's place, else the top."""
    post = person.posts.order_by(*NEWEST_FIRST).values_list("path", flat=True).first()
    ward = None if post else person.wards.order_by("-pk").values_list("path", flat=True).first()
    return post or ward or Organisation.objects.order_by("path").values_list("path", flat=True)[0]


def posts_of(person: Person) -> QuerySet[Post]:
    """Return all posts of the person, the present ones first, then backwards in time."""
    return person.posts.select_related("organisation", "school", "unit").order_by(*NEWEST_FIRST)


def places_of(people: Iterable[int]) -> dict[int, Post]:
    """Return the present or last post of each of the people, by their ids; one query."""
    rows = Post.objects.filter(person__in=list(people)).select_related("organisation", "school", "unit")
    return {post.person_id: post for post in rows.order_by("person", *NEWEST_FIRST).distinct("person")}


def papers_of(person: Person) -> QuerySet[Paper]:
    """Return the person's papers, old numbers last."""
    return person.papers.order_by(F("to_on").desc(nulls_first=True), "kind", "pk")


def current_papers(person: Person, kind: str) -> QuerySet[Paper]:
    """Return the papers of a kind that are in force."""
    return person.papers.filter(kind=kind, to_on=None).order_by("-pk")


def guardians_of(person: Person) -> QuerySet[Guardianship]:
    """Return who looks after the pupil, the first to call first."""
    return person.guardianships.select_related("guardian").order_by("-is_primary", "pk")


def wards_of(person: Person) -> QuerySet[Guardianship]:
    """Return the pupils whom the person looks after."""
    return person.wards.select_related("pupil", "school").order_by("pk")


def children_of(user: User) -> QuerySet[Guardianship]:
    """Return the pupils whom the user looks after; none for an account without a person."""
    wards = Guardianship.objects.filter(guardian=user.person_id, guardian__isnull=False)
    return wards.select_related("pupil", "school").order_by("pk")


def designations_of(person: Person) -> QuerySet[Designation]:
    """Return what the person has been designated as, latest first."""
    return person.designation_set.select_related("authority").order_by("-from_on", "-pk")


def account_of(person: Person) -> User | None:
    """Return the account of the person, or None."""
    return User.objects.filter(person=person).order_by("pk").first()


def account(pk: int | None) -> User | None:
    """Return the account with this id, or None for none."""
    return User.objects.filter(pk=pk).order_by("pk").first()
