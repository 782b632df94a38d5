"""Writing facts down."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yuandu.engines.activity.enums import Grade
from yuandu.engines.activity.gateways import rows
from yuandu.engines.activity.models import MOST_PEOPLE, Fact
from yuandu.engines.activity.services.reactions import owe_reactions
from yuandu.kernel import scope
from yuandu.kernel.refusals import REQUEST_ID

IDS_AT_ONCE = 100 * MOST_PEOPLE


def record(
    *,
    verb: str,
    about: str,
    path: str,
    by: int | None,
    at: datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    grade: Grade = Grade.OBSERVED,
    people: Sequence[int] = (),
) -> Fact:
    """Record what the platform itself saw, in the transaction of the write that it tells of.

    `about` is "app.Model:id", `path` the unit where it happened, `by` an account's id. `people` are ids of
    persons whom a look or a decision concerned, at most 1,000 (more: `record_look`). A bulk load leaves one
    fact, whose `data` holds the file's hash and the counts. Apps that react to the verb are told after the
    commit. Whoever records need not be allowed to see the fact.
    """
    fact = Fact(
        verb=verb,
        about=about,
        path=path,
        by_id=by,
        at=at,
        because=because,
        data=dict(data or {}),
        grade=grade,
        people=list(people),
        request=request_at_hand(),
        **actor(by),
    )
    fact.pk = rows.add_fact(fact)
    owe_reactions(verb=verb, fact_id=fact.pk)
    return fact


@transaction.atomic
def record_look(
    *,
    verb: str,
    about: str,
    path: str,
    by: int | None,
    at: datetime,
    people: Iterable[int],
    because: str = "",
    data: Mapping[str, Any] | None = None,
) -> int:
    """Record that somebody read or exported full data of any number of people; return how many facts it took.

    Each fact names up to 1,000 of them and says the same otherwise. Nobody is told: looks have no reactions.
    """
    fact = Fact(
        verb=verb,
        about=about,
        path=path,
        by_id=by,
        at=at,
        because=because,
        data=dict(data or {}),
        grade=Grade.OBSERVED,
        request=request_at_hand(),
        **actor(by),
    )
    ids, count = sorted(set(people)), 0
    if not ids:
        rows.add_fact(fact)
        return 1
    for start in range(0, len(ids), IDS_AT_ONCE):
        fact.people = ids[start : start + IDS_AT_ONCE]
        count += rows.add_facts(fact)
    return count


def actor(by: int | None) -> dict[str, str]:
    """Return name and seat of who acts, as the scope of the work at hand tells them; also another system's."""
    scoped = scope.current()
    return {"who": scoped.who, "seat": scoped.seat} if scoped.account == by else {}


def request_at_hand() -> str:
    """Return the id of the request that is being answered, "" outside one."""
    request = REQUEST_ID.get()
    return "" if request == "-" else request
