"""Facts on their way into the table: whoever adds one need not be allowed to see it there."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from psycopg.types.json import Jsonb

from yuandu.engines.activity.models import MOST_PEOPLE, Fact

COLUMNS = "verb, about, path, by_id, who, seat, at, grade, because, data, request, people"
# where the scope does not name the account, as in a job, its name is looked up on the way
VALUES = """\
%(verb)s, %(about)s, %(path)s, %(by_id)s, coalesce(nullif(%(who)s, ''), ({name}), ''), %(seat)s, %(at)s,
%(grade)s, %(because)s, %(data)s, %(request)s"""
NAME = "SELECT name FROM {accounts} WHERE id = %(by_id)s"
# RETURNING a column would ask the net whether the new row may be seen
ONE = f"""\
INSERT INTO activity_fact ({COLUMNS}) VALUES ({VALUES}, %(people)s::bigint[])
RETURNING currval('activity_fact_id_seq')"""
MANY = f"""\
INSERT INTO activity_fact ({COLUMNS})
SELECT {VALUES}, array_agg(id ORDER BY place)
FROM unnest(%(people)s::bigint[]) WITH ORDINALITY AS concerned (id, place)
GROUP BY (place - 1) / {MOST_PEOPLE}
ORDER BY min(place)"""


def add_fact(fact: Fact) -> int:
    """Add the fact and return its id."""
    with connection.cursor() as cursor:
        cursor.execute(statement(ONE), values(fact))
        return cursor.fetchone()[0]


def add_facts(fact: Fact) -> int:
    """Add the fact as often as its people need rows, in one statement; return how many that are."""
    with connection.cursor() as cursor:
        cursor.execute(statement(MANY), values(fact))
        return cursor.rowcount


def statement(pattern: str) -> str:
    """Return an INSERT that knows the table of the accounts."""
    return pattern.format(name=NAME.format(accounts=get_user_model()._meta.db_table))


def values(fact: Fact) -> dict[str, Any]:
    return vars(fact) | {"data": Jsonb(fact.data), "grade": str(fact.grade)}
