"""What belongs to a person: children, the classes they teach, the class they are in."""

from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from yuandu.engines.registry.models import Guardianship, Organisation, Post, User
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.scope import held_on


def family_of(person: int) -> QuerySet[Guardianship]:
    """Return (pupil, guardian) for everybody who looks after the person, or after a ward of theirs.

    Each half by its index: an OR of both would walk the whole city.
    """
    wards = Guardianship.objects.filter(guardian=person).values("pupil")
    of_wards = Guardianship.objects.filter(pupil__in=wards).values_list("pupil", "guardian")
    return of_wards.union(Guardianship.objects.filter(pupil=person).values_list("pupil", "guardian"))


def wards_of(user: User, *, on: date) -> list[tuple[Guardianship, Organisation | None]]:
    """Return the pupils whom the person looks after, each with the class of the day: two queries."""
    wards = list(
        Guardianship.objects.filter(guardian=user.person_id)
        .select_related("pupil", "school")
        .order_by("pupil__birth_on", "pk")
    )
    posts = Post.objects.filter(
        held_on(on), person__in=[ward.pupil_id for ward in wards], kind__in=pupil_kinds()
    )
    classes = {post.person_id: post.organisation for post in posts.select_related("organisation")}
    return [(ward, classes.get(ward.pupil_id)) for ward in wards]


def classes_taught_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """Return the classes where the person holds a post on the day, with its `kind` and the `pupils`."""
    mine = Post.objects.filter(held_on(on), person=user.person_id, organisation__level="class")
    own_kind = mine.filter(organisation=OuterRef("pk")).order_by("kind").values("kind")[:1]
    pupils = Post.objects.filter(held_on(on), organisation=OuterRef("pk"), kind__in=pupil_kinds())
    counted = pupils.order_by().values("organisation").annotate(n=Count("pk")).values("n")
    return (
        Organisation.objects.filter(pk__in=mine.values("organisation"), school=user.seat.organisation)
        .annotate(kind_held=Subquery(own_kind), pupils=Coalesce(Subquery(counted), 0))
        .order_by("path")
    )


def own_places_of(user: User, *, on: date) -> QuerySet[Post]:
    """Return the places that the person has as a pupil on the day."""
    posts = Post.objects.filter(held_on(on), person=user.person_id, kind__in=pupil_kinds())
    return posts.select_related("organisation", "school").order_by("path")
