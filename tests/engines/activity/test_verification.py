"""Whoever alters the trail, with a superuser's rights too, is found: the tests do what such a person would."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from tests.conftest import AT
from yuandu.engines.activity import services
from yuandu.engines.activity.enums import Broken
from yuandu.engines.activity.gateways import heads
from yuandu.engines.activity.models import Seal
from yuandu.engines.activity.rules import Digest
from yuandu.engines.activity.services import Fault, Sealer, sealing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed(trail, recorded):
    """Nine facts in three seals; between the seals one id was never committed."""

    def seal():
        for second in range(3):
            facts = [recorded(data={"n": n}) for n in range(3)]
            trail.seal(at=AT + timedelta(seconds=second))
            made.append(facts)
            with connection.cursor() as cursor:
                cursor.execute("SELECT nextval('activity_fact_id_seq')")
        return made

    made = []
    return seal()


@contextmanager
def as_superuser():
    """Do what only the owner or a superuser can: write past the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activity_fact DISABLE TRIGGER stays_as_written")
        cursor.execute("ALTER TABLE activity_seal DISABLE TRIGGER stays_as_written")
        yield cursor
        cursor.execute("ALTER TABLE activity_fact ENABLE TRIGGER stays_as_written")
        cursor.execute("ALTER TABLE activity_seal ENABLE TRIGGER stays_as_written")


def verified(path=None):
    return services.verify(advance=lambda count: None, path=path)


def faults(path=None):
    return list(verified(path).faults)


def test_an_untouched_trail_is_whole(sealed, recorded):
    waiting = recorded()

    outcome = verified()

    assert (outcome.facts, outcome.seals, outcome.heads) == (9, 3, 3)
    assert (outcome.unsealed, outcome.oldest, outcome.unsigned) == (1, waiting.at, None)
    assert (outcome.faults, outcome.more) == ((), 0)


def test_no_trail_at_all_is_whole(trail):
    assert faults() == []


def test_a_fact_that_was_altered_is_found(sealed):
    altered = sealed[1][1]
    with as_superuser() as database:
        database.execute("UPDATE activity_fact SET because = 'x' WHERE id = %s", [altered.pk])

    ids = ((sealed[1][0].pk, sealed[1][2].pk + 1),)
    assert faults() == [Fault(kind=Broken.FACT_CHANGED, first=2, last=2, ids=ids)]


@pytest.mark.parametrize(
    "change",
    ["who = 'x'", "seat = 'x'", "by_id = 7", "at = at - interval '1 microsecond'", "people = '{1}'",
     "data = '{\"n\": 1.0}'", "path = '370701.'", "verb = 'x'", "about = 'x'", "request = 'x'",
     "grade = 'G0'"],
)  # fmt: skip
def test_every_part_of_a_fact_is_sealed(sealed, change):
    with as_superuser() as database:
        database.execute(f"UPDATE activity_fact SET {change} WHERE id = %s", [sealed[0][1].pk])

    assert [fault.kind for fault in faults()] == [Broken.FACT_CHANGED]


def test_a_fact_that_was_removed_is_found(sealed):
    gone = sealed[1][1].pk
    with as_superuser() as database:
        database.execute("DELETE FROM activity_fact WHERE id = %s", [gone])

    assert faults() == [Fault(kind=Broken.FACT_REMOVED, first=2, last=2, ids=((gone, gone + 1),))]


def test_a_fact_that_slipped_in_among_old_ids_is_found_and_never_sealed(sealed, trail, recorded):
    hole = sealed[1][2].pk + 1
    with as_superuser() as database:
        database.execute(
            "INSERT INTO activity_fact SELECT (jsonb_populate_record(fact, %s)).* FROM activity_fact fact WHERE id = %s",
            [json.dumps({"id": hole}), sealed[0][0].pk],
        )
    recorded()
    trail.seal(at=AT)
    recorded()
    Sealer().seal(at=AT)

    assert faults() == [Fault(kind=Broken.FACT_SLIPPED_IN, ids=((hole, hole + 1),))]


def test_a_tail_that_was_cut_with_its_seals_is_found(sealed):
    with as_superuser() as database:
        database.execute("DELETE FROM activity_seal WHERE number > 1")
        database.execute("DELETE FROM activity_fact WHERE id > %s", [sealed[0][2].pk])

    assert faults() == [Fault(kind=Broken.TAIL_CUT, first=2, last=3)]


def test_a_tail_that_was_cut_while_the_sealer_ran_is_found_for_good(sealed, trail, recorded):
    with as_superuser() as database:
        database.execute("DELETE FROM activity_seal WHERE number > 1")
        database.execute("DELETE FROM activity_fact WHERE id > %s", [sealed[0][2].pk])
    for sealer in (trail, Sealer()):
        recorded()
        sealer.seal(at=AT)

    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 4, 5]
    assert faults() == [Fault(kind=Broken.SEAL_MISSING, first=2, last=3)]


def test_a_trail_that_was_emptied_is_found(sealed):
    with connection.cursor() as database:
        database.execute("TRUNCATE activity_fact, activity_seal RESTART IDENTITY CASCADE")

    assert faults() == [Fault(kind=Broken.TAIL_CUT, first=1, last=3)]


def remake(seal, **changes):
    """Alter a seal and make its hash anew, as someone could who has no key."""
    for name, value in changes.items():
        setattr(seal, name, value)
    digest = Digest(seal.previous_hash)
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'")
    for _number, line in sealing.seals.sealed_lines(form=1, after=seal.number - 1, upto=seal.number):
        digest.add(line)
    seal.hash = digest.ended(sealing.words_of(seal))
    Seal.objects.filter(pk=seal.pk).update(
        ids=seal.ids, count=seal.count, floor=seal.floor, sealed_at=seal.sealed_at,
        previous_hash=seal.previous_hash, hash=seal.hash,
    )  # fmt: skip
    return seal


def test_an_altered_fact_whose_seals_were_all_made_anew_without_the_key_is_found(sealed):
    with as_superuser() as database:
        database.execute("UPDATE activity_fact SET because = 'x' WHERE id = %s", [sealed[1][0].pk])
        second = remake(Seal.objects.get(number=2))
        remake(Seal.objects.get(number=3), previous_hash=second.hash)

    assert faults() == [Fault(kind=Broken.SEAL_CHANGED, first=2, last=3)]


def test_an_altered_last_fact_whose_seal_was_made_anew_is_found(sealed):
    with as_superuser() as database:
        database.execute("UPDATE activity_fact SET because = 'x' WHERE id = %s", [sealed[2][0].pk])
        remake(Seal.objects.get(number=3))

    assert faults() == [Fault(kind=Broken.SEAL_CHANGED, first=3, last=3)]


@pytest.mark.parametrize(
    "change",
    [
        "count = 2",
        "floor = 0",
        "form = 2",
        "sealed_at = now()",
        f"previous_hash = '{'1' * 64}'",
        "hash = 'x'",
    ],
)
def test_a_seal_that_was_altered_is_found(sealed, change):
    with as_superuser() as database:
        database.execute(f"UPDATE activity_seal SET {change} WHERE number = 2")

    [fault] = faults()
    assert (fault.first, fault.last) == (2, 2)
    assert fault.kind in {Broken.SEAL_CHANGED, Broken.FACT_CHANGED}


def test_a_removed_fact_that_was_taken_out_of_its_seal_is_found(sealed):
    gone = sealed[1][2].pk
    with as_superuser() as database:
        database.execute("DELETE FROM activity_fact WHERE id = %s", [gone])
        ids = f"{{[{sealed[1][0].pk},{gone})}}"
        database.execute("UPDATE activity_seal SET ids = %s, count = 2 WHERE number = 2", [ids])

    assert faults() == [Fault(kind=Broken.SEAL_CHANGED, first=2, last=2)]


def test_a_removed_seal_is_found(sealed):
    with as_superuser() as database:
        database.execute("DELETE FROM activity_seal WHERE number = 2")

    ids = ((sealed[1][0].pk, sealed[1][2].pk + 1),)
    assert faults() == [
        Fault(kind=Broken.SEAL_MISSING, first=2, last=2),
        Fault(kind=Broken.FACT_SLIPPED_IN, ids=ids),
    ]


@pytest.fixture
def lines(trail):
    """Read and write the lines of the file of heads."""

    class Lines:
        def read(self):
            return trail.log.read_bytes().splitlines(keepends=True)

        def write(self, lines):
            trail.log.write_bytes(b"".join(lines))

    return Lines()


def test_a_file_of_heads_that_was_cut_is_found(sealed, lines):
    lines.write(lines.read()[:1])

    assert faults() == [Fault(kind=Broken.HEAD_MISSING, first=2, last=3)]


def test_a_file_of_heads_that_is_gone_is_found(sealed, trail):
    trail.log.unlink()

    assert faults() == [Fault(kind=Broken.HEAD_MISSING, first=1, last=3)]


def test_a_line_taken_out_of_the_file_is_found(sealed, lines):
    first, _second, third = lines.read()
    lines.write([first, third])

    assert faults() == [Fault(kind=Broken.HEAD_MISSING, first=2, last=2)]


def test_a_head_signed_by_another_key_is_found(sealed, lines):
    first, second, third = lines.read()
    lines.write([first, second.replace(b'"signature":"', b'"signature":"00'), third])

    assert faults() == [Fault(kind=Broken.SIGNATURE_WRONG, first=2, last=2)]


def test_a_seal_altered_together_with_its_unsigned_head_is_found(sealed, lines):
    with as_superuser() as database:
        database.execute("UPDATE activity_fact SET because = 'x' WHERE id = %s", [sealed[2][0].pk])
        seal = remake(Seal.objects.get(number=3))
    first, second, third = lines.read()
    lines.write([first, second, json.dumps(json.loads(third) | {"hash": seal.hash}).encode() + b"\n"])

    assert faults() == [Fault(kind=Broken.SIGNATURE_WRONG, first=3, last=3)]


def test_a_key_that_is_not_there_is_named(sealed, settings):
    [public] = settings.TRAIL_KEY.parent.glob("trail-*.pub")
    name = public.stem.removeprefix("trail-")
    public.unlink()

    assert faults() == [Fault(kind=Broken.KEY_MISSING, first=1, last=3, key=name)]


def test_after_the_key_was_changed_old_heads_are_still_checked_by_the_old_one(
    sealed, settings, trail, recorded
):
    settings.TRAIL_KEY.unlink()
    recorded()
    trail.seal(at=AT)

    outcome = verified()

    assert (len(outcome.keys), outcome.faults) == (2, ())


def test_a_copy_of_the_file_elsewhere_will_do(sealed, trail, tmp_path):
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(trail.log.read_bytes())
    trail.log.unlink()

    assert faults(copy) == []


def test_a_kill_between_database_and_file_is_no_tampering_and_is_mended(sealed, recorded, lines):
    lines.write(lines.read()[:2])
    before = verified()

    recorded()
    Sealer().seal(at=AT)

    assert (before.unsigned, before.faults) == (3, ())
    assert (verified().heads, verified().unsigned, faults()) == (4, None, [])


def test_a_line_that_a_crash_has_torn_is_written_anew(sealed, recorded, lines):
    first, second, third = lines.read()
    lines.write([first, second, third[:40]])

    recorded()
    Sealer().seal(at=AT)

    assert faults() == []


def test_an_altered_seal_is_not_signed_afterwards(sealed, recorded, lines):
    lines.write(lines.read()[:2])
    with as_superuser() as database:
        database.execute("UPDATE activity_fact SET because = 'x' WHERE id = %s", [sealed[2][0].pk])

    recorded()
    Sealer().seal(at=AT)

    ids = ((sealed[2][0].pk, sealed[2][2].pk + 1),)
    assert faults() == [
        Fault(kind=Broken.HEAD_MISSING, first=3, last=3),
        Fault(kind=Broken.FACT_CHANGED, first=3, last=3, ids=ids),
    ]


def test_what_a_restore_has_lost_is_said_under_signature_and_the_chain_goes_on(sealed, recorded, trail):
    with as_superuser() as database:
        database.execute("DELETE FROM activity_seal WHERE number > 1")
        database.execute("DELETE FROM activity_fact WHERE id > %s", [sealed[0][2].pk])
    note = sealing.restored_note()
    note.write_text(json.dumps({"because": "从昨天的备份恢复"}), "utf-8")
    before = faults()

    recorded()
    Sealer().seal(at=AT)

    assert (before, faults(), note.exists()) == ([], [], False)
    kinds = [(head.kind, head.number) for head in heads.read(trail.log, size=heads.size())]
    assert kinds == [("seal", 1), ("seal", 2), ("seal", 3), ("restored", 1), ("seal", 2)]


def test_nobody_without_the_key_can_say_that_it_was_a_restore(sealed, lines):
    with as_superuser() as database:
        database.execute("DELETE FROM activity_seal WHERE number > 2")
        database.execute("DELETE FROM activity_fact WHERE id > %s", [sealed[1][2].pk])
    seal = Seal.objects.get(number=2)
    forged = {"restored": 2, "hash": seal.hash, "count": 3, "at": "2022-12-01T09:00:00.000000Z"}
    written = lines.read()
    forged |= {name: json.loads(written[1])[name] for name in ("key", "signature")}
    lines.write([*written, json.dumps(forged).encode() + b"\n"])

    assert [fault.kind for fault in faults()] == [Broken.SIGNATURE_WRONG]


def test_private_files_are_their_owners(sealed, settings, trail):
    paths = [*settings.TRAIL_KEY.parent.iterdir(), trail.log]

    assert {oct(path.stat().st_mode & 0o777) for path in paths} == {"0o600"}
    assert settings.TRAIL_KEY.parent.stat().st_mode & 0o777 == 0o700
