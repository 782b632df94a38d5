"""Finding records that may be one person's, and remembering what somebody decided of them.

Candidates come from the database in a few set-based statements (blocking); only they are compared by the rules.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Likeness, Organisation, User
from yuandu.engines.registry.queries import at_or_below
from yuandu.engines.registry.queries.people import sketches_of
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal

if TYPE_CHECKING:
    from yuandu.engines.jobs.models import Job

PROBABLE, POSSIBLE = 75, 50  # as rules.Likeness.band says
CHUNK = 1_000
UNIT_DEPTH = 2  # codes in the path of a management unit: city and unit
PEOPLE = """
    CREATE TEMP TABLE likeness_people ON COMMIT DROP AS
    SELECT DISTINCT person_id AS id FROM (
        SELECT person_id FROM registry_post WHERE path >= %(low)s AND path < %(high)s
        UNION ALL SELECT guardian_id FROM registry_guardianship WHERE path >= %(low)s AND path < %(high)s
    ) held;
    ANALYZE likeness_people
"""
REACHED = """
    CREATE TEMP TABLE likeness_reached ON COMMIT DROP AS
    SELECT person.id, person.name, person.birth_on, person.phone
    FROM likeness_people JOIN registry_person person USING (id)
    WHERE person.phone <> '' AND person.merged_into_id IS NULL
    UNION
    SELECT person.id, person.name, person.birth_on, guardian.phone
    FROM likeness_people JOIN registry_person person USING (id)
    JOIN registry_guardianship ON pupil_id = person.id
    JOIN registry_person guardian ON guardian.id = guardian_id
    WHERE guardian.phone <> '' AND person.merged_into_id IS NULL;
    ANALYZE likeness_reached
"""
# the same name and birth date; the same telephone with the same name or birth date
ALIKE = """
    CREATE TEMP TABLE likeness_pairs ON COMMIT DROP AS
    SELECT one.id AS one, other.id AS other
    FROM likeness_people first JOIN registry_person one ON one.id = first.id
    JOIN registry_person other ON other.name = one.name AND other.birth_on = one.birth_on AND other.id > one.id
    JOIN likeness_people second ON second.id = other.id
    WHERE one.merged_into_id IS NULL AND other.merged_into_id IS NULL
    UNION
    SELECT one.id, other.id FROM likeness_reached one
    JOIN likeness_reached other ON other.phone = one.phone AND other.id > one.id
        AND (other.name = one.name OR other.birth_on = one.birth_on)
"""
# two identity cards are two people, unless a 学籍号 says otherwise, which the next statement finds
OTHER_CARDS = """
    DELETE FROM likeness_pairs USING registry_paper mine, registry_paper yours
    WHERE mine.person_id = one AND yours.person_id = other AND mine.number <> yours.number
    AND mine.kind = 'id_card' AND yours.kind = 'id_card' AND mine.to_on IS NULL AND yours.to_on IS NULL
"""
# a G number is the identity card with a letter before it
ONE_CARD = """
    INSERT INTO likeness_pairs
    SELECT least(card.person_id, pupil.person_id), greatest(card.person_id, pupil.person_id)
    FROM likeness_people first
    JOIN registry_paper card ON card.person_id = first.id AND card.kind = 'id_card'
    JOIN registry_paper pupil ON pupil.number = 'G' || card.number AND pupil.kind = 'pupil_number'
    JOIN likeness_people second ON second.id = pupil.person_id
    WHERE pupil.person_id <> card.person_id
    AND NOT EXISTS (
        SELECT FROM registry_person WHERE id IN (card.person_id, pupil.person_id) AND merged_into_id IS NOT NULL
    )
"""


class AlreadyDecided(Refusal):
    """Somebody has decided of the pair."""


@transaction.atomic
def find_likenesses(
    *, path: str, at: datetime, total: Callable[[int], None] = int, step: Callable[[int], None] = int
) -> int:
    """Find the probable duplicates at and below the path; return how many undecided pairs there are.

    Pairs found before that are alike no longer go; what somebody decided stays. Probable pairs are kept from
    anywhere, possible ones only within one management unit. A pair belongs to the lowest place above both.
    """
    pairs = candidates(path)
    total(len(pairs))
    found: set[tuple[int, int]] = set()
    for place in range(0, len(pairs), CHUNK):
        alike = compared(pairs[place : place + CHUNK], at=at)
        keep(alike)
        found |= {(likeness.one_id, likeness.other_id) for likeness in alike}
        step(len(pairs[place : place + CHUNK]))
    return forget_others(path, found)


def ask_for_likenesses(*, place: Organisation, by: User, at: datetime) -> "Job":
    """Have the probable duplicates of a place looked for by a job."""
    title = _("在{place}查找重复登记").format(place=place.called)
    return jobs.ask(
        title=title, task="registry.find_likenesses", by=by.pk, at=at, unit=_("对"), path=place.path
    )


@transaction.atomic
def tell_apart(*, likeness: Likeness, by: User, at: datetime, because: str = "") -> None:
    """Remember that the two records are two people's. Raises AlreadyDecided."""
    likeness = Likeness.objects.select_for_update().get(pk=likeness.pk)
    if likeness.decided_at:
        raise AlreadyDecided(_("这一对已经处理过了。"))
    likeness.decided_at, likeness.is_same = at, False
    likeness.save(update_fields=["decided_at", "is_same"])
    told = {"one": likeness.one_id, "other": likeness.other_id}
    record(
        likeness,
        verb="registry.people_told_apart",
        path=likeness.path,
        by=by,
        at=at,
        because=because,
        data=told,
    )


def candidates(path: str) -> list[tuple[int, int]]:
    """Return the pairs at and below the path that are worth comparing, each in order of their ids."""
    span = rules.span_of(path)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS likeness_people, likeness_reached, likeness_pairs")
        cursor.execute(PEOPLE, {"low": span.low, "high": span.high})
        for statement in (REACHED, ALIKE, OTHER_CARDS, ONE_CARD):
            cursor.execute(statement)
        cursor.execute("SELECT DISTINCT one, other FROM likeness_pairs ORDER BY one, other")
        return cursor.fetchall()


def compared(pairs: Sequence[tuple[int, int]], *, at: datetime) -> list[Likeness]:
    """Return those of the pairs that are alike enough to be looked at."""
    known = sketches_of({person for pair in pairs for person in pair})
    alike = []
    for one, other in pairs:
        (first, path), (second, other_path) = known[one], known[other]
        score, reasons = rules.likeness(first, second)
        above = common_path(path, other_path)
        if above and score >= (POSSIBLE if above.count(".") >= UNIT_DEPTH else PROBABLE):
            alike.append(
                Likeness(one_id=one, other_id=other, path=above, score=score, reasons=reasons, found_at=at)
            )
    return alike


def common_path(a: str, b: str) -> str:
    """Return the path of the lowest organisation that is at or above both; "" for none."""
    above = [*rules.ancestors(a), a]
    return next((path for path in reversed(above) if b.startswith(path)), "")


def keep(alike: Sequence[Likeness]) -> None:
    """Save the pairs; of those that are known already, score, reasons and place are brought up to date."""
    Likeness.objects.bulk_create(
        alike,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["path", "score", "reasons"],
    )


def forget_others(path: str, found: set[tuple[int, int]]) -> int:
    """Delete the undecided pairs at and below the path that are alike no longer; return how many remain."""
    undecided = Likeness.objects.filter(at_or_below(path), decided_at=None)
    rows = undecided.values_list("pk", "one", "other").iterator()
    Likeness.objects.filter(pk__in=[pk for pk, *pair in rows if tuple(pair) not in found]).delete()
    return undecided.count()
