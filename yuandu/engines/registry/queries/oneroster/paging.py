"""A page of a relation: walked by key from where the last page ended, or by offset where somebody insists."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from yuandu.engines.registry.queries.oneroster.filters import SOURCED_ID, TEXTS, Clause, in_sql
from yuandu.engines.registry.queries.oneroster.places import Place
from yuandu.engines.registry.queries.oneroster.relations import Part

MODIFIED = "dateLastModified"
BY_KEY = (None, "sourcedId")
PATIENCE = "20000"  # milliseconds
GONE = [("status", "=", "tobedeleted")]
FEW = 50_000  # changes that are counted one by one


class BadSort(Exception):
    """There is no such field to sort by."""


class BadCursor(Exception):
    """The cursor is not one of ours."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants of a relation: which rows, in which order, and how many."""

    clauses: Sequence[Clause] = ()
    sort: str | None = None
    is_descending: bool = False
    limit: int = 100
    offset: int = 0
    cursor: str = ""

    @property
    def order(self) -> str:
        """How rows are walked: `keys`, `changes`, or `field` for any other order, which has no cursor.

        Who asks for what changed since a moment gets it in that order, so that an index serves however
        much it is.
        """
        if self.is_descending or self.sort not in (*BY_KEY, MODIFIED):
            return "field"
        since = any(one.field == MODIFIED and one.predicate in (">", ">=") for one in self.clauses)
        is_simple = all(one.joined == "AND" for one in self.clauses)
        return "changes" if self.sort == MODIFIED or (self.sort is None and since and is_simple) else "keys"

    def at(self, cursor: str) -> "Wish":
        """Return the same wish, from the cursor on; from its offset where there is none."""
        return replace(self, cursor=cursor)


class Found(NamedTuple):
    """A row: its part's letter, number, moment of change, whether it is active, and the part's columns."""

    letter: str
    id: int
    changed_at: datetime
    is_active: bool
    values: tuple[Any, ...]


@dataclass
class Page:
    rows: list[Found] = field(default_factory=list)
    cursor: str = ""  # of the next page; empty after the last one, and for orders that have none


@dataclass(frozen=True)
class Walk:
    """One part in one order: the SQL of its source, its conditions and what it is ordered by."""

    part: Part
    place: Place
    wish: Wish

    @property
    def keys(self) -> tuple[str, ...]:
        if self.wish.order == "changes":
            return (self.part.changed, self.part.id)
        return self.part.keys if self.wish.order == "keys" else (self.part.id,)

    def said(self) -> dict[str, Any]:
        """Return the parameters of place and part."""
        return {**self.place.said(), **self.part.said}

    def filtered(self) -> tuple[str, dict[str, Any]]:
        """Return the filter in SQL, "" for none, and its parameters; raises BadFilter."""
        if not self.wish.clauses:
            return "", {}
        condition, values = in_sql(list(self.wish.clauses), self.part.all_fields())
        return f"({condition})", values

    def rows(self, *, after: Sequence[Any], offset: int, limit: int) -> list[tuple[Found, list[Any]]]:
        """Return rows with the values of their keys, from after these values on.

        What is said of a row is read for those on the page only, not for all that an offset passes over.
        """
        part, order = self.part, ", ".join(self.ordered())
        columns = ", ".join([part.id, part.changed, part.active, *self.keys, part.columns])
        is_branched = self.wish.order == "keys" and part.branches
        chosen, said = self.chosen_of_branches(after) if is_branched else self.chosen(after)
        statement = (
            f"SELECT {columns} FROM {part.source}"
            f" WHERE {part.id} = ANY (ARRAY({chosen} LIMIT %(limit)s OFFSET %(offset)s)) ORDER BY {order}"
        )
        found, width = [], 3 + len(self.keys)
        more = {"limit": limit, "offset": offset, "reach": limit + offset}
        for row in fetched(statement, self.said() | said | more):
            found.append((Found(part.letter, *row[:3], row[width:]), list(row[3:width])))
        return found

    def chosen(self, after: Sequence[Any]) -> tuple[str, dict[str, Any]]:
        """Return the SQL of the ids in order, and its parameters."""
        filtered, said = self.filtered()
        where = " AND ".join(filter(None, [f"({self.part.where})", filtered]))
        if after:
            marks = [f"%(after{number})s" for number in range(len(after))]
            where = f"{where} AND ({', '.join(self.keys)}) > ({', '.join(marks)})"
            said |= {f"after{number}": value for number, value in enumerate(after)}
        order = ", ".join(self.ordered())
        return f"SELECT {self.part.id} FROM {self.part.source} WHERE {where} ORDER BY {order}", said

    def chosen_of_branches(self, after: Sequence[Any]) -> tuple[str, dict[str, Any]]:
        """Return the same of the branches, each of which goes no further than the page needs."""
        where, said = self.filtered()
        narrowed = " AND ".join(filter(None, [self.part.narrowing, where]))
        ids = []
        for branch in self.part.branches:
            beyond = f"{branch.where} AND {branch.key} > %(after0)s" if after else branch.where
            reach = f"ORDER BY {branch.key} LIMIT %(reach)s"
            ids.append(f"({replace(branch, where=beyond).ids(narrowed, reach)})")
        said |= {"after0": after[0]} if after else {}
        return f"SELECT id FROM ({' UNION '.join(ids)}) u ORDER BY id", said

    def ordered(self) -> tuple[str, ...]:
        """Return the terms of ORDER BY; other orders than by key are of relations with one part."""
        if self.wish.order != "field":
            return self.keys
        direction = "DESC" if self.wish.is_descending else "ASC"
        return (f"{sorted_by(self.part, self.wish)} {direction}", f"{self.part.id} {direction}")

    def counted(self, most: int | None = None) -> tuple[str, dict[str, Any]]:
        """Return the SQL of how many rows there are, of no more than so many, and its parameters."""
        filtered, said = self.filtered()
        branches = self.part.counters or self.part.branches
        if branches and most is None:
            narrowing = "" if self.part.counters else self.part.narrowing
            narrowed = " AND ".join(filter(None, [narrowing, filtered]))
            ids = " UNION ".join(branch.ids(narrowed) for branch in branches)
            return f"(SELECT count(*) FROM (SELECT DISTINCT id FROM ({ids}) u) c)", self.said() | said
        where = " AND ".join(filter(None, [f"({self.part.where})", filtered]))
        limit = f" LIMIT {most}" if most else ""
        return f"(SELECT count(*) FROM (SELECT FROM {self.part.source} WHERE {where}{limit}) c)", (
            self.said() | said
        )


def page(parts: Sequence[Part], place: Place, wish: Wish, *, counts: Sequence[int]) -> Page:
    """Return one page; `counts` are those of the parts, by which an offset is found.

    Raises BadFilter, or BadCursor for the cursor of another order.
    """
    if wish.order == "field" and len(parts) > 1:
        return merged(parts, place, wish)
    number, after = read_cursor(wish.cursor, parts) if wish.cursor else (0, [])
    offset = 0 if wish.cursor else wish.offset
    if after and not fits(after, Walk(parts[number], place, wish)):
        raise BadCursor("The cursor is of another order; start again without it.")
    while number < len(parts) - 1 and offset >= counts[number] and offset:
        offset -= counts[number]
        number += 1
    got: list[tuple[Found, int, list[Any]]] = []
    while number < len(parts) and len(got) <= wish.limit:
        walk = driven(Walk(parts[number], place, wish))
        rows = walk.rows(after=after, offset=offset, limit=wish.limit + 1 - len(got))
        got += [(row, number, keys) for row, keys in rows]
        number, after, offset = number + 1, [], 0
    cursor = ""
    if len(got) > wish.limit and wish.order != "field":
        _row, last, keys = got[wish.limit - 1]
        cursor = written_cursor(last, keys)
    return Page([row for row, _number, _keys in got[: wish.limit]], cursor)


def merged(parts: Sequence[Part], place: Place, wish: Wish) -> Page:
    """Return a page of several parts in one order: first which rows, then the rows."""
    direction = "DESC" if wish.is_descending else "ASC"
    branches, said = [], {"limit": wish.limit, "offset": wish.offset}
    for number, part in enumerate(parts):
        walk = Walk(part, place, wish)
        filtered, values = walk.filtered()
        where = " AND ".join(filter(None, [f"({part.where})", filtered]))
        key = sorted_by(part, wish)
        branches.append(
            f"SELECT {key} AS key, {number} AS part, {part.id} AS id FROM {part.source} WHERE {where}"
        )
        said |= walk.said() | values
    order = ", ".join(f"{term} {direction}" for term in ("key", "part", "id"))
    chosen = fetched(
        f"SELECT part, id FROM ({' UNION ALL '.join(branches)}) u ORDER BY {order}"
        " LIMIT %(limit)s OFFSET %(offset)s",
        said,
    )
    rows = {}
    for number, part in enumerate(parts):
        ids = [pk for chosen_part, pk in chosen if chosen_part == number]
        if ids:
            narrowed = part.narrowed(f"{part.id} = ANY(%(ids)s)", ids=ids)
            walk = Walk(narrowed, place, Wish())
            rows |= {(number, row.id): row for row, _keys in walk.rows(after=(), offset=0, limit=len(ids))}
    return Page([rows[one] for one in chosen if one in rows])


def counts_of(parts: Sequence[Part], place: Place, clauses: Sequence[Clause]) -> list[int]:
    """Return how many rows each part has; raises BadFilter."""
    if not parts:
        return []
    if [(one.field, one.predicate, one.value) for one in clauses] == GONE and parts[0].drivers:
        [everybody], [active] = (
            counts_of(parts, place, some) for some in ((), [replace(clauses[0], value="active")])
        )
        return [everybody - active]
    walks = [Walk(part, place, Wish(clauses=clauses)) for part in parts]
    if walks[0].wish.order == "changes" and parts[0].drivers:
        [few] = added_up([walks[0].counted(most=FEW + 1)])
        if few <= FEW:
            return [few]
    return added_up([driven(walk, even_changes=True).counted() for walk in walks])


def added_up(counted: Sequence[tuple[str, dict[str, Any]]]) -> list[int]:
    said = {name: value for _sql, values in counted for name, value in values.items()}
    return list(fetched(f"SELECT {', '.join(sql for sql, _values in counted)}", said)[0])


def driven(walk: Walk, *, even_changes: bool = False) -> Walk:
    """Return the walk of the same rows along a driver, where one of the conditions has one.

    Who has a role is active: with the driver of a role that condition is not needed any more.
    """
    wish, part = walk.wish, walk.part
    is_plain = all(one.joined == "AND" for one in wish.clauses)
    if not (is_plain and (wish.order == "keys" or even_changes)):
        return walk
    known = [one for one in wish.clauses if one.predicate == "=" and (one.field, one.value) in part.drivers]
    if not known:
        return walk
    driver = max(known, key=lambda one: one.field != "status")
    rest = [one for one in wish.clauses if one != driver and (one not in known or one.field != "status")]
    branches = part.drivers[driver.field, driver.value]
    return Walk(replace(part, branches=branches), walk.place, replace(wish, clauses=rest))


def found(parts: Sequence[Part], place: Place, sourced_id: str) -> Found | None:
    """Return the row with the sourced id, None where the relation has it not."""
    known = SOURCED_ID.fullmatch(sourced_id)
    for part in parts:
        if known and part.letter == known[1]:
            narrowed = part.narrowed(f"{part.id} = %(pk)s", pk=int(known[2] or 0))
            rows = Walk(narrowed, place, Wish()).rows(after=(), offset=0, limit=1)
            return rows[0][0] if rows else None
    return None


def limit_time() -> None:
    """Have PostgreSQL give up, with QueryCanceled, what takes too long in this transaction."""
    fetched("SELECT set_config('statement_timeout', %(milliseconds)s, true)", {"milliseconds": PATIENCE})


def check_sort(parts: Sequence[Part], wish: Wish) -> None:
    """Raise BadSort where rows cannot be sorted by the field."""
    for part in parts:
        wanted = part.all_fields().get(wish.sort or "sourcedId")
        if wanted is None or wanted.within:
            raise BadSort(f"There is no field {wish.sort} to sort by.")


def sorted_by(part: Part, wish: Wish) -> str:
    """Return what rows are ordered by; texts come in the order of Unicode."""
    wanted = part.all_fields()[wish.sort or "sourcedId"]
    return f'({wanted.sql}) COLLATE "C"' if wanted.form in TEXTS else wanted.sql


def fetched(statement: str, said: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        return cursor.fetchall()


def fits(after: Sequence[Any], walk: Walk) -> bool:
    """Say whether the values are those of the walk's keys."""
    first = datetime if walk.wish.order == "changes" else int
    forms = [first, *(int for _key in walk.keys[1:])]
    return walk.wish.order != "field" and [type(value) for value in after] == forms


def written_cursor(part: int, keys: Sequence[Any]) -> str:
    """Return the cursor after a row, for links: not to be read by others."""
    plain = [key.isoformat() if isinstance(key, datetime) else key for key in keys]
    return urlsafe_b64encode(json.dumps([part, *plain]).encode()).rstrip(b"=").decode()


def read_cursor(text: str, parts: Sequence[Part]) -> tuple[int, list[Any]]:
    """Return the part and the values of the keys after which the walk goes on; raises BadCursor."""
    try:
        number, *keys = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        keys = [datetime.fromisoformat(key) if isinstance(key, str) else key for key in keys]
        good = all(isinstance(key, datetime) or (type(key) is int and abs(key) < 2**63) for key in keys)
    except (ValueError, TypeError):
        raise BadCursor("The cursor is not one that a link of ours carried.") from None
    if type(number) is not int or not 0 <= number < len(parts) or not keys or not good:
        raise BadCursor("The cursor is not one that a link of ours carried.")
    return number, keys
