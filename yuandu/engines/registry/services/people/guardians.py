"""Who looks after a pupil."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Guardianship, Paper, Person, User
from yuandu.engines.registry.queries.people import NEWEST_FIRST, pupil_kinds
from yuandu.engines.registry.services.people.papers import keep_paper
from yuandu.engines.registry.services.people.persons import checked
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class NotGuardian(Refusal):
    """The pupil is none, or looks after themselves, or has this guardian already."""


@transaction.atomic
def add_guardian(
    *,
    pupil: Person,
    name: str,
    relation: str,
    by: User | None,
    at: datetime,
    phone: str = "",
    id_card: str = "",
    is_primary: bool = False,
) -> Guardianship:
    """Add somebody who looks after a pupil (code table guardian_relation).

    With an identity card, the one who holds it is meant if the name is the same; else a new person is added.
    Raises NotGuardian, FaultyDetails, FaultyPaper, and PaperTaken where the card is another's.
    """
    place = pupil.posts.filter(kind__in=pupil_kinds()).order_by(*NEWEST_FIRST).first()
    if place is None:
        raise NotGuardian(_("这个人没有学生岗位，请先登记在哪个班。"))
    guardian = known_by_card(name, id_card) or new_guardian(name, phone, id_card, at=at)
    if is_primary:
        pupil.guardianships.update(is_primary=False)
    guardianship = Guardianship(
        pupil=pupil,
        guardian=guardian,
        relation=relation,
        is_primary=is_primary or not pupil.guardianships.exists(),
        path=place.path,
        unit_id=place.unit_id,
        school_id=place.school_id,
    )
    save_once(guardianship)
    told = {"guardian": guardian.pk, "relation": relation}
    record(pupil, verb="registry.guardian_added", path=place.path, by=by, at=at, data=told)
    return guardianship


@transaction.atomic
def end_guardianship(*, guardianship: Guardianship, by: User | None, at: datetime, because: str = "") -> None:
    """Take a guardian from a pupil; that there was one remains known from the trail."""
    pupil, path = guardianship.pupil, guardianship.path
    told = {"guardian": guardianship.guardian_id, "relation": guardianship.relation}
    guardianship.delete()
    record(pupil, verb="registry.guardian_ended", path=path, by=by, at=at, because=because, data=told)


def known_by_card(name: str, id_card: str) -> Person | None:
    """Return the person who holds the identity card, if the name is the same; else None."""
    papers = (
        Paper.objects.filter(kind="id_card", number=rules.normalise(id_card))
        if id_card
        else Paper.objects.none()
    )
    paper = papers.select_related("person").first()
    return paper.person if paper and paper.person.name == rules.normalise_name(name) else None


def new_guardian(name: str, phone: str, id_card: str, *, at: datetime) -> Person:
    guardian = Person(**checked(name=name, phone=phone))
    guardian.save()
    if id_card:
        keep_paper(guardian, kind="id_card", number=id_card, on=timezone.localdate(at))
    return guardian


def save_once(guardianship: Guardianship) -> None:
    """Save a guardianship; the database says whether it may be."""
    sentences = {
        "guardian_of_a_pupil_once": _("这位监护人已经登记过了。"),
        "nobody_is_their_own_guardian": _("监护人不能是学生本人。"),
    }
    try:
        with transaction.atomic():
            guardianship.save()
    except IntegrityError as error:
        sentence = sentences.get(error.__cause__.diag.constraint_name)
        if not sentence:
            raise
        raise NotGuardian(sentence) from None
