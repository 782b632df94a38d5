"""Whose data a person may look into: their own from fourteen, and their wards' until those are of age."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from yuandu.engines.registry.models import Guardianship, Merger, Person, Post, User
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.scope import held_on
from yuandu.engines.registry.rules.subjects import has_reached
from yuandu.kernel import scope


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A person whose data somebody may look into: as what, and whether they decide about it.

    `relation` is a code of guardian_relation, "" for oneself.
    """

    person: Person
    relation: str
    decides: bool

    @property
    def is_own(self) -> bool:
        return not self.relation


def age_limit(code: str) -> int:
    """Return the years of an age limit: decides (个人信息保护法第三十一条) or of_age (民法典第十七条)."""
    return codes_of("age_limit")[code].extra["years"]


def near(user: User, wards: Iterable[int], *, on: date) -> QuerySet[Person]:
    """Return the user's own record and those of the wards (ids), each with `learns`: is it a pupil on the day."""
    learning = Post.objects.filter(held_on(on), person=OuterRef("pk"), kind__in=pupil_kinds())
    people = Person.objects.filter(pk__in=[user.person_id, *wards], merged_into=None)
    return people.annotate(learns=Exists(learning))


def decides_alone(person: Person, *, learns: bool, on: date) -> bool:
    """Say whether the person decides about their data alone, without a guardian."""
    return has_reached(age_limit("decides"), birth_on=person.birth_on, is_pupil=learns, on=on)


def is_under_guardians(ward: Person, *, on: date) -> bool:
    """Say whether those who look after somebody may still look into the data: until the ward is of age."""
    return not has_reached(age_limit("of_age"), birth_on=ward.birth_on, is_pupil=True, on=on)


def is_pupil(person: Person, *, on: date) -> bool:
    """Say whether the person learns at a school on the day."""
    return person.posts.filter(held_on(on), kind__in=pupil_kinds()).exists()


def seen_as(user: User, person: Person, relations: dict[int, str], *, on: date) -> Subject | None:
    """Return as what the user may look into the data of somebody of `near`; None for not at all."""
    alone = decides_alone(person, learns=person.learns, on=on)
    if person.pk == user.person_id:
        return Subject(person=person, relation="", decides=True) if alone else None
    if not is_under_guardians(person, on=on):
        return None
    return Subject(person=person, relation=relations.get(person.pk) or "other", decides=not alone)


def subject_for(user: User, pk: int, *, on: date) -> Subject:
    """Return the person as whom or for whom the user may act; raises Person.DoesNotExist for anybody else.

    A pupil under fourteen is not among them: the guardians look for them.
    """
    relations = relations_of(user)
    subject = seen_as(user, near(user, relations, on=on).get(pk=pk), relations, on=on)
    if subject is None:
        raise Person.DoesNotExist
    return subject


def subjects_of(user: User, *, on: date) -> list[Subject]:
    """Return everybody whose data the user may look into: themselves, then the wards, the eldest first."""
    if user.person_id is None:
        return []
    relations = relations_of(user)
    people = near(user, relations, on=on).order_by("birth_on", "pk")
    people = sorted(people, key=lambda one: one.pk != user.person_id)
    found = (seen_as(user, person, relations, on=on) for person in people)
    return [subject for subject in found if subject]


def relations_of(user: User) -> dict[int, str]:
    """Return what the user is to each of the wards."""
    wards = Guardianship.objects.filter(guardian=user.person_id, guardian__isnull=False)
    return dict(wards.values_list("pupil", "relation"))


def records_of(*people: int) -> list[int]:
    """Return the ids of the people's records and of those that were merged into them."""
    merged = Merger.objects.filter(kept__in=people, undone_at=None)
    return [*people, *merged.values_list("gone", flat=True)]


@contextmanager
def seeing_all_of(*people: int) -> Iterator[None]:
    """Let the work inside see also what stands under records that were merged into the people's."""
    records = records_of(*people)
    if len(records) == len(people):
        yield
        return
    here = scope.current()
    with scope.entered(replace(here, people=(*here.people, *records))):
        yield


def whose_of(person: Person) -> set[str]:
    """Return what the registry knows the person as: pupil, guardian, staff; also what they once were."""
    kinds, pupils = set(person.posts.values_list("kind", flat=True)), set(pupil_kinds())
    known = {"pupil": kinds & pupils, "staff": kinds - pupils, "guardian": person.wards.exists()}
    return {name for name, is_so in known.items() if is_so}


def account_names_of(person: Person) -> list[str]:
    """Return the user name of the person's account, if there is one."""
    return list(User.objects.filter(person=person, is_active=True).values_list("username", flat=True))


def accounts_looking_after(person_id: int) -> list[int]:
    """Return the ids of the accounts of those who look after a person."""
    guardians = Guardianship.objects.filter(pupil=person_id)
    accounts = User.objects.filter(person__in=guardians.values("guardian"), is_active=True)
    return list(accounts.order_by("pk").values_list("pk", flat=True))
