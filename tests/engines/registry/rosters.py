"""Rosters for the tests: rows written as OneRoster files by our own writer."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import AT
from yuandu.engines.registry import services
from yuandu.engines.registry.gateways import write_roster
from yuandu.engines.registry.rules import id_card_check_digit

ORGS = [
    {"sourcedId": "d", "name": "奎文区教育和体育局", "type": "district"},
    {"sourcedId": "s1", "name": "一小", "type": "school", "parentSourcedId": "d"},
    {"sourcedId": "s3", "name": "三小", "type": "school", "parentSourcedId": "d"},
]
SESSIONS = [
    {
        "sourcedId": "t1",
        "title": "2022学年第一学期",
        "type": "semester",
        "startDate": "2022-09-01",
        "endDate": "2023-01-20",
        "schoolYear": "2023",
    }
]
COURSES = [
    {"sourcedId": "k1", "title": "语文", "courseCode": "YW", "orgSourcedId": "s3", "subjects": ["语文"]},
    {"sourcedId": "k0", "title": "行政班", "courseCode": "HOMEROOM", "orgSourcedId": "s3"},
]
CLASSES = [
    {
        "sourcedId": "c1",
        "title": "2020级1班",
        "classType": "homeroom",
        "courseSourcedId": "k0",
        "schoolSourcedId": "s3",
        "termSourcedIds": ["t1"],
        "grades": ["13"],
    },
    {
        "sourcedId": "g1",
        "title": "三年级语文",
        "classType": "scheduled",
        "courseSourcedId": "k1",
        "schoolSourcedId": "s3",
        "termSourcedIds": ["t1"],
    },
]


def card(number, *, born="20140305", area="370705"):
    """Return a good identity number; an even number is a girl's."""
    first_17 = f"{area}{born}{number:03}"
    return first_17 + id_card_check_digit(first_17)


def user(key, name="王小明", **more):
    said = {
        "sourcedId": key,
        "enabledUser": "true",
        "username": key,
        "familyName": name[:1],
        "givenName": name[1:],
    }
    columns = {"id_card": "metadata.yuandu.idCard", "pupil_number": "metadata.yuandu.pupilNumber"}
    return said | {columns.get(column, column): value for column, value in more.items()}


def role(key, user, role, org="s3", **more):
    return {
        "sourcedId": key,
        "userSourcedId": user,
        "roleType": "primary",
        "role": role,
        "orgSourcedId": org,
    } | more


def enrolment(key, user, role="student", clazz="c1", school="s3", **more):
    said = {
        "sourcedId": key,
        "classSourcedId": clazz,
        "schoolSourcedId": school,
        "userSourcedId": user,
        "role": role,
    }
    return said | more


def tables(**changed):
    """Return a small roster of three pupils, a teacher, a principal and two parents, some tables replaced."""
    return {
        "orgs": ORGS,
        "academicSessions": SESSIONS,
        "courses": COURSES,
        "classes": CLASSES,
        "users": [
            user("u1", "王小明", id_card=card(1), agentSourcedIds=["p1", "p2"], grades=["13"]),
            user("u2", "李小红", id_card=card(2), phone="13800000002"),
            user("u3", "张小军"),
            user("t1", "赵老师", id_card=card(11, born="19850101"), email="zhao@example.com"),
            user("h1", "钱校长", id_card=card(12, born="19700101")),
            user("p1", "王大明", sms="13800000001"),
            user("p2", "周小芳"),
        ],
        "roles": [
            *(role(f"r{n}", f"u{n}", "student") for n in (1, 2, 3)),
            role("r4", "t1", "teacher"),
            role("r5", "h1", "principal"),
            role("r6", "p1", "parent"),
            role("r7", "p2", "parent"),
        ],
        "demographics": [
            {"sourcedId": "u3", "birthDate": "2014-05-06", "sex": "male"},
            {"sourcedId": "p1", "sex": "male"},
        ],
        "enrollments": [
            *(enrolment(f"e{n}", f"u{n}", beginDate="2020-09-01") for n in (1, 2, 3)),
            enrolment("e4", "t1", "teacher", primary="true"),
            enrolment("e5", "u1", clazz="g1"),
            enrolment("e6", "t1", "teacher", clazz="g1"),
        ],
    } | changed


def zipped(said=None, **options):
    """Return the bytes of a roster."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "roster.zip"
        options = {"system_name": "测试系统", "system_code": "sis"} | options
        write_roster(path, tables() if said is None else said, **options)
        return path.read_bytes()


def nothing(count):
    """Advance."""


def handed_in(content, *, organisation, by, name="名册.zip", at=AT):
    return services.hand_in(
        content=BytesIO(content), name=name, organisation=organisation, by=by, at=at, as_job=by is not None
    )


def checked(content, **options):
    """Hand a file in and check it."""
    return services.check_intake(intake_id=handed_in(content, **options).pk, advance=nothing)


def applied(content, *, ends=(), at=AT, **options):
    """Hand a file in, check it, and write it."""
    intake = checked(content, at=at, **options)
    services.confirm_intake(intake=intake, ends=ends, by=options["by"], at=at)
    return services.apply_intake(intake_id=intake.pk, at=at, advance=nothing)
