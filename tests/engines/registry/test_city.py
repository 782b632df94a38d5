"""A city comes from its file: invented people and schools in real places, or the real schools of a list."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
import yaml
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.commands import city as command
from yuandu.engines.registry.demo import (
    CityIsThere,
    FaultyList,
    Scale,
    invent_city,
    load_listed_schools,
)
from yuandu.engines.registry.demo import load as loading
from yuandu.engines.registry.demo.accounts import PASSWORD
from yuandu.engines.registry.demo.invention import Invention
from yuandu.engines.registry.demo.names import UNASSIGNED_AREA, UNASSIGNED_PHONES, Cards
from yuandu.engines.registry.demo.rows import (
    GuardianshipRow,
    Ids,
    OrganisationRow,
    PaperRow,
    PersonRow,
    PostRow,
)
from yuandu.engines.registry.demo.shapes import apportion
from yuandu.engines.registry.demo.study import Subject
from yuandu.engines.registry.models import (
    Area,
    Designation,
    Guardianship,
    Organisation,
    Paper,
    Person,
    Post,
    Succession,
    User,
)
from yuandu.engines.registry.models.accounts import seats_of
from yuandu.engines.registry.models.codes import codes_of
from yuandu.engines.registry.rules import (
    facts_of_id_card,
    faults_of_id_card,
    is_institution_code,
    is_mobile,
    is_pupil_number,
    read_city_file,
)
from yuandu.kernel.terminal import Trouble
from yuandu.site.signin.demonstration import demo_accounts

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "city/weifang.yaml").read_text("utf-8")
WEIFANG = read_city_file(TEXT)
REAL_SCHOOLS = ROOT / "../shared/data/schools/weifang-schools-real.csv"
SMALL = Scale("small", schools=90, pupils=900, teachers=500, has_all_rosters=False)
AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
OPENING = date(2021, 10, 18)
SUBJECTS = tuple(
    Subject(
        row["code"],
        row["title"],
        tuple(row.get("extra", {}).get("stages", ())),
        is_national=row["tag"] != "D",
    )
    for row in yaml.safe_load((ROOT / "yuandu/engines/registry/data/codes/subject.yaml").read_text("utf-8"))[
        "codes"
    ]
)


def rows_of(*, seed, scale=SMALL):
    """All rows of an invented city, without a database."""
    areas = {area.code: number for number, area in enumerate(WEIFANG.areas, start=1)}
    invention = Invention(WEIFANG, scale=scale, rng=Random(seed), ids=Ids(), areas=areas, subjects=SUBJECTS)
    return list(invention.rows())


@pytest.fixture(scope="module")
def rows():
    return rows_of(seed=1)


def of(rows, kind):
    return [row for row in rows if type(row) is kind]


# the invention


@given(st.integers(0, 10_000), st.lists(st.floats(0.1, 100), min_size=1, max_size=20))
def test_parts_add_up_to_the_whole_and_none_is_off_by_one(total, weights):
    parts = apportion(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@given(st.dates(date(1950, 1, 1), date(2022, 12, 31)), st.sampled_from("12"), st.integers(1, 20))
def test_an_invented_identity_number_is_good_but_of_no_place(birth_on, sex, many):
    cards = Cards()

    numbers = [cards.number(birth_on=birth_on, sex=sex) for _each in range(many)]

    assert {facts_of_id_card(number) for number in numbers} == {(birth_on, sex, UNASSIGNED_AREA)}
    assert len(set(numbers)) == many
    assert [fault.severity for fault in faults_of_id_card(numbers[0], areas={"370705"})] == ["warning"]


def test_the_area_of_invented_identity_numbers_is_none_of_the_city():
    assert UNASSIGNED_AREA not in {area.code for area in WEIFANG.areas}


def test_the_same_seed_gives_the_same_city_to_the_letter_and_another_seed_another(rows):
    def digest(rows):
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    assert digest(rows) == digest(rows_of(seed=1))
    assert digest(rows) != digest(rows_of(seed=2))


def test_there_are_as_many_schools_pupils_and_teachers_as_the_scale_says(rows):
    posts = of(rows, PostRow)

    schools = [row for row in of(rows, OrganisationRow) if row.level == "school"]
    pupils = {post.person_id for post in posts if post.kind == "pupil"}
    teachers = {post.person_id for post in posts if post.kind == "subject_teacher"}

    assert (len(schools), len(pupils), len(teachers)) == (SMALL.schools, SMALL.pupils, SMALL.teachers)


def test_every_school_and_person_is_marked_as_demonstration_and_every_school_says_so(rows):
    schools = [row for row in of(rows, OrganisationRow) if row.level == "school"]

    assert {row.is_demo for row in (*of(rows, OrganisationRow), *of(rows, PersonRow))} == {True}
    assert [row.name for row in schools if "演示" not in row.name] == []
    assert len({row.name for row in schools}) == len(schools)
    assert all(is_institution_code(row.identifier) for row in schools)


def test_nobody_can_be_reached_or_found_by_an_invented_number(rows):
    phones = [row.phone for row in of(rows, PersonRow) if row.phone]
    numbers = Counter((row.kind, row.number) for row in of(rows, PaperRow))

    assert all(is_mobile(phone) and phone.startswith(UNASSIGNED_PHONES) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert max(numbers.values()) == 1
    assert {number[-18:][:6] for _kind, number in numbers} == {UNASSIGNED_AREA}
    assert all(is_pupil_number(number) for kind, number in numbers if kind == "pupil_number")


def test_brothers_and_sisters_share_their_guardians(rows):
    guardians = {}
    for row in of(rows, GuardianshipRow):
        guardians.setdefault(row.pupil_id, set()).add(row.guardian_id)
    families = Counter(frozenset(pair) for pair in guardians.values())

    assert len(guardians) == SMALL.pupils
    assert {len(pair) for pair in guardians.values()} == {1, 2}
    assert max(families.values()) in {2, 3}


# in the registry


@pytest.fixture
def small(codes):
    return invent_city(WEIFANG, scale=SMALL, rng=Random(1), at=AT)


def test_zones_administer_schools_that_lie_in_the_districts(small):
    zone = Organisation.objects.get(path="370700.3707GX.")

    schools = Organisation.objects.filter(unit=zone, level="school")

    assert schools
    assert {school.area.parent_code for school in schools} == {"370705"}
    assert {school.parent for school in schools} == {zone}


def test_every_code_that_the_invented_city_uses_is_in_its_table(small):
    def unknown(rows, field, *tables):
        known = {"", *(code for table in tables for code in codes_of(table))}
        return set(rows.values_list(field, flat=True).distinct()) - known

    organisations = Organisation.objects.all()

    assert unknown(organisations, "level", "organisation_level") == set()
    assert unknown(organisations, "kind", "organisation_kind", "school_kind") == set()
    assert unknown(organisations, "urban_rural", "urban_rural") == set()
    assert unknown(organisations, "stage", "stage") == set()
    assert unknown(organisations, "system", "school_system") == set()
    assert unknown(Post.objects, "kind", "post_kind") == set()
    assert unknown(Post.objects, "subject", "subject") == set()
    assert unknown(Paper.objects, "kind", "paper_kind") == set()
    assert unknown(Guardianship.objects, "relation", "guardian_relation") == set()
    assert unknown(Designation.objects, "kind", "designation_kind") == set()
    assert unknown(Succession.objects, "kind", "succession_kind") == set()
    assert unknown(Person.objects, "sex", "sex") == unknown(Person.objects, "ethnic_group", "ethnic_group")


def test_one_person_signs_in_for_each_role(small):
    roles = {
        account.username: [
            seat.role for seat in seats_of(User.objects.get(username=account.username), on=OPENING)
        ]
        for account in small.accounts
    }

    assert roles == {
        "admin": ["administrator"],
        "city": ["officer"],
        "county": ["officer"],
        "registrar": ["registrar", "teacher"],
        "principal": ["principal"],
        "teacher": ["teacher"],
        "pupil": ["pupil"],
        "guardian": ["guardian", "guardian"],
    }
    assert all(User.objects.get(username=name).check_password(PASSWORD) for name in roles)
    assert User.objects.get(username="city").name == "陈志远"
    assert User.objects.get(username="county").seat.organisation.short_name == "诸城市"


def test_the_guardian_who_signs_in_has_children_in_two_schools_one_of_them_the_pupil(small):
    guardian = User.objects.get(username="guardian").person
    pupil = User.objects.get(username="pupil").person

    wards = guardian.wards.all()

    assert len({ward.school for ward in wards}) == len(wards) == 2
    assert pupil in {ward.pupil for ward in wards}
    assert Post.objects.filter(
        kind="class_teacher",
        person=User.objects.get(username="teacher").person,
        organisation=pupil.posts.get().organisation,
    ).exists()


def test_a_teacher_with_classes_acts_in_these_only(small):
    teacher = User.objects.get(username="teacher")

    (seat,) = seats_of(teacher, on=OPENING)

    assert {Organisation.objects.get(path=path).level for path in seat.paths} == {"class"}
    assert {seat.organisation.path < path for path in seat.paths} == {True}


def test_a_load_leaves_one_fact_with_its_counts(small):
    root = Organisation.objects.get(level="city")

    facts = activity.facts_about(f"registry.Organisation:{root.pk}")

    assert [(fact.verb, fact.path, fact.by_id) for fact in facts] == [
        ("registry.city_loaded", "370700.", None)
    ]
    assert facts[0].data == {"scale": "small", "is_demo": True, "rows": small.counts}


def test_new_rows_get_free_ids_after_a_load(small):
    last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]

    assert Person.objects.create(name="新人").pk == last + 1


def test_a_second_city_is_refused_and_changes_nothing(small):
    people = Person.objects.count()

    with pytest.raises(CityIsThere, match="库里已经有机构了"):
        invent_city(WEIFANG, scale=SMALL, rng=Random(2), at=AT)
    with pytest.raises(CityIsThere, match="演示城市已经在库里了"):
        invent_city(WEIFANG, scale=SMALL, rng=Random(2), at=AT, add=True)

    assert Person.objects.count() == people


class Killed(Exception):
    """What a test throws in the middle of a load."""


def test_a_load_that_breaks_off_leaves_nothing_and_can_be_started_again(codes):
    def break_off(count):
        raise Killed

    with pytest.raises(Killed), transaction.atomic():
        invent_city(WEIFANG, scale=SMALL, rng=Random(1), at=AT, advance=break_off)

    assert [Person.objects.count(), Organisation.objects.count(), Paper.objects.count()] == [0, 0, 0]
    assert invent_city(WEIFANG, scale=SMALL, rng=Random(1), at=AT).counts["registry_person"] > 0


def definitions():
    """How the large tables are indexed and constrained."""
    tables = [loading.table_of(row) for row in loading.LARGE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1", [tables])
        indexes = cursor.fetchall()
        cursor.execute(
            """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = ANY(%s::regclass[]) ORDER BY 1""",
            [tables],
        )
        return indexes, cursor.fetchall()


def test_indexes_put_aside_for_a_large_load_are_built_again_as_they_were(codes, monkeypatch):
    before = definitions()
    monkeypatch.setattr("yuandu.engines.registry.demo.city.MANY_PEOPLE", 0)

    invent_city(WEIFANG, scale=SMALL, rng=Random(1), at=AT)

    assert definitions() == before


# the real list


def test_the_real_schools_of_a_list_are_opened_and_nothing_is_invented(codes):
    loaded = load_listed_schools(WEIFANG, REAL_SCHOOLS.read_text("utf-8"), at=AT)

    schools = Organisation.objects.filter(level="school")

    assert schools.count() == 205
    assert schools.filter(unit=None).count() == 27
    assert set(schools.filter(unit=None).values_list("parent__short_name", flat=True)) == {"潍坊市"}
    assert not Organisation.objects.filter(is_demo=True).exists()
    assert Organisation.objects.filter(level__in=("grade", "class")).count() == 0
    assert [Person.objects.count(), Designation.objects.count(), User.objects.count()] == [0, 0, 0]
    assert (loaded.counts["registry_organisation"], loaded.accounts) == (1 + 16 + 205, [])


def test_a_guess_about_the_level_of_a_school_stays_unknown(codes):
    text = "name,county_code,county_name,level_guess\n第一中学,370705,奎文区,secondary_unknown\n"

    load_listed_schools(WEIFANG, text, at=AT)
    school = Organisation.objects.get(level="school")

    assert (school.kind, school.stage, school.urban_rural, school.identifier) == ("", "", "", "")
    assert (school.unit.path, school.area.code) == ("370700.370705.", "370705")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\n一小\n", "名单缺少这些列：county_code、county_name、level_guess。请补上再来。"),
        ("name,county_code,county_name,level_guess\n ,,,\n", "名单第2行没有校名，请补上或删去。"),
        (
            "name,county_code,county_name,level_guess\n一小,110101,东城,primary\n",
            "名单第2行的区划代码110101不在城市文件里，请核对。",
        ),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_and_nothing_is_opened(codes, text, sentence):
    with pytest.raises(FaultyList) as refused:
        load_listed_schools(WEIFANG, text, at=AT)

    assert str(refused.value) == sentence
    assert Organisation.objects.count() == 0


def test_an_invented_city_can_stand_beside_real_schools(codes):
    load_listed_schools(WEIFANG, REAL_SCHOOLS.read_text("utf-8"), at=AT)

    invent_city(WEIFANG, scale=SMALL, rng=Random(1), at=AT, add=True)

    assert Organisation.objects.filter(level="school").count() == 205 + SMALL.schools
    assert Area.objects.filter(level="county").count() == 13 + 7
    assert Organisation.objects.filter(level__in=("city", "unit")).count() == 17


# the command


def test_the_command_fills_the_city_and_writes_who_signs_in_where_the_sign_in_page_reads_it(codes, capsys):
    command.main(["--schools", str(REAL_SCHOOLS)])
    command.main(["--add"])

    listed = demo_accounts()

    assert [(row.username, row.password) for row in listed] == [
        (name, PASSWORD)
        for name in ("admin", "city", "county", "registrar", "principal", "teacher", "pupil", "guardian")
    ]
    assert "陈志远（潍坊市）" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_its_files(codes, tmp_path):
    broken = tmp_path / "city.yaml"
    broken.write_text("city: {}\nunits: []\nareas: []\n")

    with pytest.raises(Trouble, match="请检查文件名"):
        command.main(["--schools", str(tmp_path / "nowhere.csv")])
    with pytest.raises(Trouble, match="city里的1缺少bureau，请补上"):
        command.main(["--city", str(broken)])

    assert Organisation.objects.count() == 0
