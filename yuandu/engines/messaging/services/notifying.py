"""Telling many people the same, at a cost that does not grow with their number."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation

from yuandu.engines.messaging import queries, rules
from yuandu.engines.messaging.enums import Timing
from yuandu.engines.messaging.queries import Recipient
from yuandu.kernel import jobs, scope
from yuandu.kernel.apps import titles

NOTICES = """
INSERT INTO messaging_notice (user_id, title, text, kind, url, about, at, others)
SELECT told.*, %s, %s, %s, %s, 0 FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told
    ON CONFLICT (user_id, kind, about) WHERE read_at IS NULL AND NOT (about = '')
    DO UPDATE SET title = EXCLUDED.title, text = EXCLUDED.text, url = EXCLUDED.url, at = EXCLUDED.at,
                  others = messaging_notice.others + 1
RETURNING user_id, id
"""
DELIVERIES = """
INSERT INTO messaging_messagedelivery (notice_id, bundled, due_at, channel, state, tries, fault)
SELECT owed.*, 'EMAIL', 'WAITING', 0, '' FROM unnest(%s::bigint[], %s::bool[], %s::timestamptz[]) AS owed
    ON CONFLICT (notice_id, channel) DO NOTHING
"""


@transaction.atomic
def notify(
    *,
    users: Iterable[Any],
    kind: str,
    title: str,
    at: datetime,
    text: str = "",
    url: str = "",
    about: str = "",
) -> int:
    """Tell the people, each in their language where `title` and `text` are lazy; return how many were told.

    `users` are accounts or their ids, closed accounts are passed over; `kind` is one that a manifest declares
    (`notices`), `about` the matter ("app.Model:id"): an unread notice of the same matter is renewed and counts
    the others. E-mail follows after the commit, as each person wants it. Raises KeyError for an unknown kind.
    """
    titles("notices")[kind]
    ids = {getattr(user, "pk", user) for user in users}
    with scope.platform():  # who tells need not see whom they tell
        people = queries.recipients(ids, kind=kind, on=timezone.localdate(at))
        if people:
            texts = [said_in(person.language, title, text) for person in people]
            columns = [[person.pk for person in people], *map(list, zip(*texts, strict=True))]
            owe_letters(people, written(kind, url, about, at, columns), at=at)
    return len(people)


def written(kind: str, url: str, about: str, at: datetime, columns: list[list]) -> dict[int, int]:
    """Write the notices, columns of account, title and text; return their ids by account."""
    with connection.cursor() as cursor:
        cursor.execute(NOTICES, [kind, url, about, at, *columns])
        return dict(cursor.fetchall())


def said_in(language: str, title: str, text: str) -> tuple[str, str]:
    """Return title and text in the language, as long as the table holds them."""
    with translation.override(language):
        return str(title)[:200], str(text)[:1000]


def owe_letters(people: Sequence[Recipient], notices: dict[int, int], *, at: datetime) -> None:
    """Put down the letters that people want; those that are due now go out after the commit."""
    zone = timezone.get_default_timezone()
    owed = []
    for person in people:
        due = rules.due_at(at, timing=person.timing, is_family=person.is_family, zone=zone)
        if due:
            owed.append((notices[person.pk], person.timing == Timing.DIGEST, due))
    if not owed:
        return
    with connection.cursor() as cursor:
        cursor.execute(DELIVERIES, [list(column) for column in zip(*owed, strict=True)])
    if any(due <= at for _notice, _bundled, due in owed):
        jobs.defer("messaging.send")
