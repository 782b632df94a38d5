"""Scope: rows belong to places, and a place covers what lies below it."""

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import BooleanField, F, Func, Q, Value

from yuandu.engines.registry.models import User
from yuandu.engines.registry.rules import span_of


def at_or_below(path: str, *, field: str = "path") -> Q:
    """Return the filter for rows whose path is that of the unit or of one below it."""
    span = span_of(path)
    return Q(**{f"{field}__gte": span.low, f"{field}__lt": span.high})


def within(user: User, *, permission: str, field: str = "path") -> Q:
    """Return the filter for rows whose path lies where the person holds the permission; no row if nowhere."""
    places = (at_or_below(path, field=field) for path in user.paths(permission))
    return reduce(or_, places, Q(pk__in=[]))


class Begins(Func):
    """`text ^@ beginning`: unlike LIKE it tells nothing of rows below the net, and so may use an index there."""

    template = "%(expressions)s"
    arg_joiner = " ^@ "
    output_field = BooleanField()


def begins(field: str, text: str) -> Q:
    """Return the filter for rows whose field begins with the text, for tables with data of people."""
    return Q(Begins(F(field), Value(text)))


def held_on(on: date) -> Q:
    """Return the filter for posts, grants and states that hold on the day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
