"""What is processed on what basis, and who consented to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Q, QuerySet

from yuandu.engines.registry.enums import LegalBasis
from yuandu.engines.registry.models import Consent, Guardianship, Person, Processing
from yuandu.engines.registry.queries.subjects.people import age_limit, decides_alone, is_pupil, whose_of
from yuandu.engines.registry.rules.subjects import born_by


class UnknownProcessing(ObjectDoesNotExist):
    """No processing activity of this code is in force on the day."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One activity as it concerns a person: the consent that stands, or the last that no longer does.

    `is_outdated` where what was consented to has since changed, or the person has come to decide alone.
    """

    processing: Processing
    consent: Consent | None
    last: Consent | None

    @property
    def is_outdated(self) -> bool:
        return self.consent is None and self.last is not None and self.last.withdrawn_at is None


def processing_in_force(*, on: date) -> QuerySet[Processing]:
    """Return the processing activities of the day, in the order in which they are told."""
    held = Processing.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    return held.order_by("order", "pk")


def in_force(activity: str, *, on: date) -> Processing:
    """Return the edition of the day; raises UnknownProcessing."""
    edition = processing_in_force(on=on).filter(code=activity).order_by("-version").first()
    if edition is None:
        raise UnknownProcessing(activity)
    return edition


def consented(people: QuerySet[Person], *, activity: str, on: date) -> QuerySet[Person]:
    """Return those of the people whose data may be processed for the activity on the day: one statement.

    All of them where it rests on a duty by law or on what they left themselves; else those for whom a consent
    to the edition in force stands: their own from fourteen (个人信息保护法第三十一条), a guardian's before.
    Only consents within the scope of the work at hand are seen. Raises UnknownProcessing.
    """
    edition = in_force(activity, on=on)
    if edition.basis != LegalBasis.CONSENT:
        return people
    standing = Consent.objects.filter(person=OuterRef("pk"), processing=edition, withdrawn_at=None)
    born = born_by(age_limit("decides"), on)
    own = Q(birth_on__lte=born) | Q(birth_on=None)
    child = Q(birth_on__gt=born) | Q(birth_on=None)
    return people.filter(
        own & Exists(standing.filter(is_own=True)) | child & Exists(standing.filter(is_own=False))
    )


def consents(*, person_id: int, activity: str, on: date) -> bool:
    """Say whether the data of the person may be processed for the activity on the day; see consented."""
    return consented(Person.objects.filter(pk=person_id), activity=activity, on=on).exists()


def standings_of(person: Person, *, on: date) -> list[Standing]:
    """Return each activity of the day that concerns the person, with the consent; three queries."""
    whose = whose_of(person)
    editions = [edition for edition in processing_in_force(on=on) if whose & set(edition.whose)]
    given = Consent.objects.filter(person=person).select_related("processing")
    given = list(given.order_by("-given_at", "-pk"))
    alone = decides_alone(person, learns=is_pupil(person, on=on), on=on)
    return [standing_among(given, edition, alone=alone) for edition in editions]


def standing_of(person: Person, activity: str, *, on: date) -> Standing:
    """Return one activity of the day with the person's consent; raises UnknownProcessing."""
    edition = in_force(activity, on=on)
    given = Consent.objects.filter(person=person, processing__code=activity).select_related("processing")
    alone = decides_alone(person, learns=is_pupil(person, on=on), on=on)
    return standing_among(given.order_by("-given_at", "-pk"), edition, alone=alone)


def standing_among(given: Iterable[Consent], edition: Processing, *, alone: bool) -> Standing:
    """Return how the edition stands among a person's consents, the latest first."""
    ours = [consent for consent in given if consent.processing.code == edition.code]
    stands = (
        consent
        for consent in ours
        if consent.processing_id == edition.pk and not consent.withdrawn_at and consent.is_own == alone
    )
    return Standing(processing=edition, consent=next(stands, None), last=ours[0] if ours else None)


def objector_to(person: Person, edition: Processing, *, but: int | None) -> Consent | None:
    """Return the last consent to the edition that another present guardian withdrew; None for none.

    What one guardian withdrew, only that one gives again: so a withdrawal by either counts.
    """
    last = Consent.objects.filter(person=person, processing=edition).order_by("-given_at", "-pk").first()
    if last is None or last.withdrawn_by_id in (None, but):
        return None
    still = Guardianship.objects.filter(pupil=person, guardian__user=last.withdrawn_by_id)
    return last if still.exists() else None
