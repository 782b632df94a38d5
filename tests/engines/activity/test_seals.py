"""Facts are sealed as they become visible, in a chain whose head is signed outside the database."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from tests.conftest import AT
from yuandu.engines.activity import services
from yuandu.engines.activity.gateways import heads, seals
from yuandu.engines.activity.models import Fact, Seal

pytestmark = pytest.mark.django_db(transaction=True)


def held():
    """Return which facts each seal holds."""
    return [seal.ids for seal in Seal.objects.order_by("number")]


def numbers(*facts):
    return "{" + ",".join(f"[{fact.pk},{fact.pk + 1})" for fact in facts) + "}"


def test_what_was_recorded_is_sealed_once(trail, recorded):
    first, second = recorded(), recorded()

    counts = [trail.seal(at=AT), trail.seal(at=AT)]

    assert counts == [2, 0]
    assert held() == [f"{{[{first.pk},{second.pk + 1})}}"]


def test_seals_follow_each_other_and_the_head_is_in_the_file(trail, recorded):
    for second in range(3):
        recorded()
        trail.seal(at=AT + timedelta(seconds=second))

    rows = list(Seal.objects.order_by("number"))

    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == ["0" * 64, rows[0].hash, rows[1].hash]
    assert [head.hash for head in heads.read(trail.log, size=heads.size())] == [row.hash for row in rows]


def test_nothing_new_leaves_no_seal(trail):
    assert (trail.seal(at=AT), held()) == (0, [])


class Elsewhere:
    """Another connection, which records and commits when it likes."""

    def __init__(self):
        self.connection = connection.copy()

    def record(self):
        self.connection.set_autocommit(False)
        with self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO activity_fact (verb, about, path, who, seat, at, grade, because, data, request, people)"
                " VALUES ('x', 'a:1', '370700.', '', '', now(), 'G2', '', '{}', '', '{}') RETURNING id"
            )
            return cursor.fetchone()[0]

    def commit(self):
        self.connection.commit()
        self.connection.set_autocommit(True)

    def roll_back(self):
        self.connection.rollback()
        self.connection.set_autocommit(True)


@pytest.fixture
def elsewhere():
    other = Elsewhere()
    yield other
    other.connection.close()


def test_a_fact_that_is_committed_late_goes_into_a_later_seal(trail, recorded, elsewhere):
    late = elsewhere.record()
    early = recorded()
    trail.seal(at=AT)
    elsewhere.commit()

    trail.seal(at=AT)

    assert held() == [numbers(early), f"{{[{late},{late + 1})}}"]
    assert seals.unsealed(low=Seal.objects.get(number=2).floor) == (0, None)


def test_a_long_transaction_holds_nobody_up_and_is_not_lost(trail, recorded, elsewhere):
    late = elsewhere.record()
    for _time in range(3):
        recorded()
        trail.seal(at=AT)
    floors = set(Seal.objects.values_list("floor", flat=True))
    elsewhere.commit()

    trail.seal(at=AT)
    recorded()
    trail.seal(at=AT)

    assert floors == {services.sealing.LOWEST}
    assert held()[3] == f"{{[{late},{late + 1})}}"
    assert Seal.objects.get(number=5).floor == Fact.objects.latest("pk").pk + 1


def test_an_id_that_was_never_committed_is_not_waited_for(trail, recorded, elsewhere):
    first, gone, second = recorded(), elsewhere.record(), recorded()
    elsewhere.roll_back()

    trail.seal(at=AT)

    seal = Seal.objects.get()
    assert (seal.ids, seal.floor) == (numbers(first, second), second.pk + 1)
    assert first.pk < gone < second.pk


def test_a_writer_that_went_on_while_ids_were_given_out_is_waited_for_and_no_later_one(
    trail, recorded, elsewhere
):
    waited, going_on = elsewhere.record(), Elsewhere()
    recorded()
    trail.seal(at=AT)
    going_on.record()
    elsewhere.commit()

    recorded()
    trail.seal(at=AT)
    going_on.roll_back()
    going_on.connection.close()

    assert Seal.objects.get(number=2).floor == waited + 2


def test_two_sealers_do_not_seal_at_once(trail, recorded):
    recorded()
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    other.execute("SELECT pg_advisory_lock(%s)", [seals.SEALING])

    counts = [trail.seal(at=AT)]
    other.close()
    wait_for_the_place()
    counts.append(trail.seal(at=AT))

    assert counts == [0, 1]


def wait_for_the_place():
    with seals.the_only_one(waits=True):
        pass


def test_many_facts_are_sealed_in_parts(trail, recorded, monkeypatch):
    monkeypatch.setattr(services.sealing, "AT_ONCE", 2)
    facts = [recorded() for _time in range(5)]

    counts = [trail.seal(at=AT) for _time in range(4)]

    assert counts == [2, 2, 1, 0]
    assert [seal.floor for seal in Seal.objects.order_by("number")] == [
        facts[1].pk + 1,
        facts[3].pk + 1,
        facts[4].pk + 1,
    ]


def test_facts_recorded_by_many_at_once_are_all_sealed(trail, recorded):
    def record_and_leave():
        for number in range(40):
            with transaction.atomic():
                recorded()
                if number % 5 == 0:
                    transaction.set_rollback(True)
        connection.close()

    threads = [threading.Thread(target=record_and_leave) for _number in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        trail.seal(at=AT)
    trail.seal(at=AT)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT range_agg(ids) = (SELECT range_agg(int8range(id, id, '[]')) FROM activity_fact)"
            " FROM activity_seal"
        )
        assert cursor.fetchone() == (True,)
    assert sum(Seal.objects.values_list("count", flat=True)) == 4 * 32


def test_a_fact_stays_as_it_was_written_for_its_owner_too(recorded):
    fact = recorded()

    for change in (lambda: Fact.objects.update(because="x"), fact.delete):
        with pytest.raises(Exception, match="rows of activity_fact stay as they were written"):
            change()


@pytest.mark.parametrize("table", ["activity_fact", "activity_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET ", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_can_neither_change_nor_remove_nor_empty(trail, recorded, table, change):
    recorded()
    trail.seal(at=AT)
    column = {"activity_fact": "because = ''", "activity_seal": "count = 0"}[table]
    statement = change.format(table) + (column if "SET" in change else "")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE yuandu_app")
        with pytest.raises(Exception, match="permission denied for table"), transaction.atomic():
            cursor.execute(statement)
