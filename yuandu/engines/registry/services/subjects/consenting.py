"""Giving a consent and taking it back: one is as easy as the other."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.enums import LegalBasis
from yuandu.engines.registry.models import Consent, Person, Processing, User
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class NotDeciding(Refusal):
    """Somebody else decides about the data of this person."""


class NotAsked(Refusal):
    """The activity rests on no consent, so there is none to give or to withdraw."""


class Objected(Refusal):
    """Another guardian withdrew the consent; only that one gives it again."""


@transaction.atomic
def give_consent(*, person: Person, activity: str, by: User, at: datetime) -> Consent:
    """Consent to the edition in force, for oneself from fourteen or for a ward before; again it changes nothing.

    One guardian is enough; the others are told. Raises NotDeciding, NotAsked, Objected, UnknownProcessing.
    """
    on = timezone.localdate(at)
    subject = deciding(by, person, on=on)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two guardians at the same moment
    standing = queries.standing_of(person, activity, on=on)
    refuse_unasked(standing.processing)
    if standing.consent:
        return standing.consent
    if not subject.is_own and queries.objector_to(person, standing.processing, but=by.pk):
        raise Objected(_("孩子的另一位监护人撤回过这项同意，要由那一位重新同意。"))
    end_outdated(person, standing.processing, by=by, at=at)
    consent = Consent(person=person, processing=standing.processing, is_own=subject.is_own)
    consent.given_at, consent.given_by, consent.given_name = at, by, by.name
    place = queries.source_of(person)
    if place:
        consent.path, consent.unit_id, consent.school_id = place.path, place.unit_id, place.school_id
    consent.save()
    tell(consent, "registry.consent_given", by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, activity: str, by: User, at: datetime) -> Consent | None:
    """Take back the consent that stands, whoever gave it; None where there was none.

    A withdrawal by either guardian counts. Raises NotDeciding, NotAsked, UnknownProcessing.
    """
    on = timezone.localdate(at)
    deciding(by, person, on=on)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    standing = queries.standing_of(person, activity, on=on)
    refuse_unasked(standing.processing)
    consent = standing.consent
    if consent is None:
        return None
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_name = at, by, by.name
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_name"])
    tell(consent, "registry.consent_withdrawn", by=by, at=at)
    return consent


def deciding(user: User, person: Person, *, on: date) -> queries.Subject:
    """Return as what the user decides about the person's data; raises NotDeciding."""
    try:
        subject = queries.subject_for(user, person.pk, on=on)
    except Person.DoesNotExist:
        raise NotDeciding(_("您不能替这个人决定。")) from None
    if not subject.decides:
        years = queries.age_limit("decides")
        raise NotDeciding(_("{name}满{years}岁了，由本人决定。").format(name=person.name, years=years))
    return subject


def refuse_unasked(edition: Processing) -> None:
    if edition.basis != LegalBasis.CONSENT:
        raise NotAsked(_("这一项不用同意。{basis}").format(basis=edition.said("basis_text")))


def end_outdated(person: Person, edition: Processing, *, by: User, at: datetime) -> None:
    """Close a guardian's consent to the same edition that no longer counts, since the person decides now."""
    old = Consent.objects.filter(person=person, processing=edition, withdrawn_at=None)
    old.update(withdrawn_at=at, withdrawn_by=by, withdrawn_name=by.name)


def tell(consent: Consent, verb: str, *, by: User, at: datetime) -> None:
    edition = consent.processing
    told = {"processing": edition.code, "version": edition.version, "title": edition.title}
    told["is_own"] = consent.is_own
    record(consent, verb=verb, path=consent.path, by=by, at=at, data=told, people=[consent.person_id])
