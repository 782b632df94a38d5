"""Records that may be one person's: those found, and what is compared."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from yuandu.engines.registry.models import Guardianship, Likeness, Merger, Paper, Person, Post, User
from yuandu.engines.registry.queries.people.persons import in_scope
from yuandu.engines.registry.queries.scope import within
from yuandu.engines.registry.rules import PersonSketch

MANAGE = "registry.manage"
MERGED = Q(is_same=True)  # nothing belongs any more to the record that is gone


def likenesses_for(user: User) -> QuerySet[Likeness]:
    """Return the pairs whose both records lie in the user's scope and are still there, with a place of each."""
    rows = pairs_within(user)
    rows = rows.filter(Q(decided_at=None, one__merged_into=None, other__merged_into=None) | Q(is_same=False))
    places = {f"place_of_{side}": Subquery(place_name(side)) for side in ("one", "other")}
    return rows.select_related("one", "other").annotate(**places)


def place_name(side: str) -> QuerySet:
    posts = Post.objects.filter(person=OuterRef(side)).order_by(
        F("to_on").desc(nulls_first=True), "-from_on", "-pk"
    )
    return posts.values("organisation__name")[:1]


def likeness_for(user: User, pk: int) -> Likeness:
    """Return a pair in the user's scope; raises Likeness.DoesNotExist."""
    return pairs_within(user).select_related("one", "other").get(pk=pk)


def pairs_within(user: User) -> QuerySet[Likeness]:
    """Return the pairs that belong to the user's scope and whose both people are still there."""
    rows = Likeness.objects.filter(within(user, permission=MANAGE))
    both = in_scope(user, MANAGE, person="one") & in_scope(user, MANAGE, person="other")
    return rows.filter(both | MERGED)


def likenesses_of(person: Person) -> QuerySet[Likeness]:
    """Return the undecided pairs of which the person is one, the likeliest first."""
    rows = Likeness.objects.filter(Q(one=person) | Q(other=person), decided_at=None)
    return rows.select_related("one", "other").order_by("-score", "pk")


def mergers_of(person: Person) -> QuerySet[Merger]:
    """Return the mergers into the person that stand, the latest first."""
    return (
        Merger.objects.filter(kept=person, undone_at=None)
        .select_related("gone")
        .order_by("-merged_at", "-pk")
    )


def merger_for(user: User, pk: int) -> Merger:
    """Return a merger into somebody in the user's scope; raises Merger.DoesNotExist."""
    posts = Post.objects.filter(within(user, permission=MANAGE))
    rows = Merger.objects.filter(Q(kept__posts__in=posts) | Q(kept__wards__in=wards_within(user)))
    return rows.select_related("kept", "gone").distinct().get(pk=pk)


def wards_within(user: User) -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(within(user, permission=MANAGE))


def sketches_of(people: Collection[int]) -> dict[int, tuple[PersonSketch, str]]:
    """Return what is known of each of the people for comparing, and the path of their place: four queries."""
    papers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for person, kind, number in Paper.objects.filter(person__in=people).values_list(
        "person", "kind", "number"
    ):
        papers[person].add((kind, number))
    phones, guardians, places = phones_and_guardians(people)
    places |= schools_and_paths(people)
    known = Person.objects.filter(pk__in=people).values_list("pk", "name", "birth_on", "sex", "phone")
    return {
        pk: (
            PersonSketch(
                name=name,
                birth_on=birth_on,
                sex=sex,
                papers=frozenset(papers[pk]),
                phones=frozenset(phones[pk] | {phone} - {""}),
                school_path=places.get(pk, ("", ""))[0],
                guardians=frozenset(guardians[pk]),
            ),
            places.get(pk, ("", ""))[1],
        )
        for pk, name, birth_on, sex, phone in known
    }


def phones_and_guardians(
    people: Collection[int],
) -> tuple[dict[int, set[str]], dict[int, set[str]], dict[int, tuple[str, str]]]:
    """Return the guardians' telephones and names by pupil, and (school's path, path) by guardian."""
    phones: dict[int, set[str]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    places: dict[int, tuple[str, str]] = {}
    rows = Guardianship.objects.filter(Q(pupil__in=people) | Q(guardian__in=people)).order_by("pk")
    for pupil, guardian, phone, name, school, path in rows.values_list(
        "pupil", "guardian", "guardian__phone", "guardian__name", "school__path", "path"
    ):
        phones[pupil] |= {phone} - {""}
        names[pupil].add(name)
        places[guardian] = (school or "", path)
    return phones, names, places


def schools_and_paths(people: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return (the school's path, the path) of each one's present or last post."""
    posts = Post.objects.filter(person__in=people)
    latest = posts.order_by("person", F("to_on").desc(nulls_first=True), "-from_on", "-pk").distinct("person")
    rows = latest.values_list("person", "school__path", "path")
    return {person: (school or "", path) for person, school, path in rows}
