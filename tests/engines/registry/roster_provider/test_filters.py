"""The filter: its grammar, that whatever it says is asked of the database safely, and whom it finds."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.registry.roster_provider.conftest import LEFT_ON
from yuandu.engines.registry.queries import oneroster
from yuandu.engines.registry.queries.oneroster import BadFilter, Clause, Place, Wish, read_filter
from yuandu.engines.registry.queries.oneroster.people import FAMILY_NAME, GIVEN_NAME
from yuandu.engines.registry.services.export.rows import parts_of

FIELDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}(\.[A-Za-z][A-Za-z0-9_]{0,8}){0,2}", fullmatch=True)
SIGNS = st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~"])
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
CLAUSES = st.lists(
    st.builds(Clause, FIELDS, SIGNS, TEXTS, st.sampled_from(["AND", "OR"])), min_size=1, max_size=10
)
RELATIONS = (
    oneroster.orgs,
    oneroster.sessions,
    oneroster.courses,
    oneroster.classes,
    oneroster.enrolments,
    oneroster.users,
    oneroster.students,
    oneroster.demographics,
)
VALUES = st.one_of(
    TEXTS,
    st.sampled_from(
        ["active", "tobedeleted", "student", "parent", "P1", "O4", "Y2026", "2026-09-01", "x' OR '1'='1"]
    ),
    st.datetimes().map(str),
)


def written(clauses):
    """The filter that says these clauses."""
    said = [f"{one.field}{one.predicate}'{one.value.replace(chr(39), chr(39) * 2)}'" for one in clauses]
    words = [f" {one.joined} " for one in clauses[1:]]
    return said[0] + "".join(word + text for word, text in zip(words, said[1:], strict=True))


@given(CLAUSES)
def test_what_is_written_is_read(clauses):
    first = Clause(clauses[0].field, clauses[0].predicate, clauses[0].value)

    assert read_filter(written(clauses)) == [first, *clauses[1:]]


@given(st.text(max_size=60) | st.from_regex(r"[a-z]{1,4}(=|<|~)'[^']*'.{0,20}", fullmatch=True))
def test_any_text_is_a_filter_or_refused(text):
    with suppress(BadFilter):
        clauses = read_filter(text)
        assert read_filter(written(clauses)) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "status", "status=", "status=active", "status='active", "status='a''", "='x'", "status=='active'",
        "status='active' AND", "status='active' XOR role='x'", "(status='active')", "status='active';DROP TABLE x",
        "status='active' role='student'", "1='1'", "status='active' AND OR role='x'", "a.='x'", ".a='x'", "a..b='x'",
        " AND ".join(["status='active'"] * 11), "status='" + "x" * 2_000 + "'", "status='a\0'",
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(text):
    with pytest.raises(BadFilter):
        read_filter(text)


@pytest.mark.django_db
@pytest.mark.parametrize("relation", RELATIONS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_the_database_understands_whatever_the_fields_are_compared_with(relation, data):
    place = Place(
        pk=4,
        path="370700.",
        level=data.draw(st.sampled_from(["city", "unit", "school", "class"])),
        on=LEFT_ON,
    )
    parts = relation(place)
    field = st.sampled_from(sorted(parts[0].all_fields()))
    clauses = data.draw(
        st.lists(
            st.builds(Clause, field, SIGNS, VALUES, st.sampled_from(["AND", "OR"])), min_size=1, max_size=4
        )
    )
    sort = data.draw(st.sampled_from([None, "dateLastModified", "status"]))
    wish = Wish(clauses=clauses, sort=sort, is_descending=data.draw(st.booleans()))

    with suppress(BadFilter), transaction.atomic():
        counts = oneroster.counts_of(parts, place, clauses)
        page = oneroster.page(parts, place, wish, counts=counts)
        assert len(page.rows) == min(sum(counts), 100)


@pytest.mark.django_db
@settings(deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("王欧阳小明·ab SmithJohn"), min_size=1, max_size=8), min_size=1, max_size=20
    )
)
def test_names_are_found_by_the_parts_in_which_they_are_told(names):
    names = [" ".join(name.split()) for name in names if name.strip()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {FAMILY_NAME}, {GIVEN_NAME} FROM unnest(%(names)s::text[]) WITH ORDINALITY p(name, place)"
            " ORDER BY place",
            {"names": names},
        )
        found = cursor.fetchall()

    assert found == [parts_of(name) for name in names]


USERS = {
    "status='active'": "child youth teacher principal mother",
    "status='tobedeleted'": "gone doubled",
    "status!='active'": "gone doubled",
    "enabledUser='false'": "gone doubled",
    "familyName='王'": "child mother",
    "familyName='王' AND givenName='小明'": "child",
    "givenName~'小'": "child youth",
    "givenName='小明' OR familyName='赵'": "child teacher",
    "familyName='孙'": "",
    "familyName!='王' AND status='active'": "youth teacher principal",
    "roles.role='student'": "child youth",
    "roles.role='teacher'": "teacher",
    "roles.role='parent'": "mother",
    "roles.role='guardian'": "",
    "roles.role='principal' OR roles.role='parent'": "principal mother",
    "roles.role!='student' AND status='active'": "teacher principal mother",
    "roles.role='student' AND familyName='李'": "youth",
    "roles.org.sourcedId='O0'": "",
    "dateLastModified>'2100-01-01T00:00:00Z'": "",
    "dateLastModified>='2020-01-01'": "child youth teacher principal mother gone doubled",
    "dateLastModified>'2020-01-01' AND roles.role='student'": "child youth",
    "dateLastModified>'2020-01-01' AND status='tobedeleted'": "gone doubled",
    "dateLastModified<'2020-01-01'": "",
    "sourcedId='P0'": "",
    "sourcedId='nobody'": "",
    "familyName='''; DROP TABLE registry_person; --'": "",
    "familyName~'%'": "",
    "familyName~'_'": "",
}
OTHERS = [
    ("orgs", "type='school'", 1),
    ("orgs", "metadata.yuandu.level='unit'", 1),
    ("orgs", "name~'奎文'", 1),
    ("orgs", "parent.sourcedId='O0'", 0),
    ("classes", "classType='homeroom'", 1),
    ("classes", "course.sourcedId='H'", 1),
    ("classes", "title~'班' AND status='active'", 2),
    ("classes", "sourcedId>'D' AND sourcedId<'U'", 1),
    ("academicSessions", "type='schoolYear'", 1),
    ("academicSessions", "startDate>='2026-09-01' AND schoolYear='2027'", 2),
    ("courses", "courseCode='YW'", 1),
    ("enrollments", "role='student' AND status='active'", 3),
    ("enrollments", "role='teacher'", 2),
    ("enrollments", "primary='true'", 1),
    ("enrollments", "endDate<='2022-09-01'", 1),
    ("enrollments", "beginDate='2020-09-01' AND sourcedId~'M'", 2),
]


@pytest.mark.parametrize("at", ["潍坊市", "奎文区", "一小"])
def test_a_filter_finds(system, roster, named, at):
    reader, found, totals = system(at), {}, {}
    theirs = {"neighbour", "neighbours_father"}

    for text in USERS:
        names = [named[pk] for pk in reader.ids("users", filter=text)]
        found[text] = " ".join(name for name in named.values() if name in set(names) - theirs)
        totals[text] = len(names) - int(reader.call("users", {"filter": text})["X-Total-Count"])

    assert found == USERS
    assert set(totals.values()) == {0}


def test_other_lists_are_filtered_too(system, roster):
    reader = system("奎文区")

    found = [(address, text, len(reader.ids(address, filter=text))) for address, text, _count in OTHERS]

    assert found == OTHERS


def test_enrollments_are_found_by_class_and_by_user(system, roster):
    reader, child = system("一小"), f"P{roster['people']['child'].pk}"

    of_child = reader.ids("enrollments", filter=f"user.sourcedId='{child}'")
    of_class = reader.ids("enrollments", filter=f"class.sourcedId='T{roster['group'].pk}'")

    members, posts = roster["members"], roster["posts"]
    assert of_child == [f"E{posts['child'].pk}", f"M{members['child'].pk}"]
    assert of_class == [f"M{members['child'].pk}", f"M{members['teacher'].pk}"]


def test_the_day_of_the_fixture_is_past():
    assert date.today() > LEFT_ON
