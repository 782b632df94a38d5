"""An invented county of a given size, as the rows of a OneRoster file."""

from collections.abc import Iterator
from random import Random

from yuandu.engines.registry.rules import id_card_check_digit

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰春梅建国志文博雅晨曦梓涵浩宇轩欣怡子墨"
CLASS_SIZE = 45
ROWS_OF_A_PERSON = {"1.1": 1.67, "1.2": 2.67}  # the person, two in three an enrolment; in 1.2 a role as well


class County:
    """A county of so many rows: three people in five are pupils, one in fifteen teaches, the rest are parents."""

    def __init__(self, *, rows: int, version: str, schools: int) -> None:
        self.version = version
        self.rng = Random(1)
        self.schools = schools
        self.people = int(rows / ROWS_OF_A_PERSON[version])
        self.pupils = int(self.people * 0.6)
        self.teachers = int(self.people / 15)
        self.parents = self.people - self.pupils - self.teachers
        self.classes = self.pupils // CLASS_SIZE
        self.count = 0

    def tables(self) -> dict[str, Iterator[dict]]:
        """Return the tables as the writer of rosters takes them; `count` grows as they are read."""
        tables = {
            "orgs": self.orgs(),
            "academicSessions": self.sessions(),
            "courses": self.courses(),
            "classes": self.class_rows(),
            "users": self.users(),
            "enrollments": self.enrolments(),
        }
        if self.version == "1.2":
            tables["roles"] = self.roles()
        return {name: self.counted(rows) for name, rows in tables.items()}

    def counted(self, rows: Iterator[dict]) -> Iterator[dict]:
        for row in rows:
            self.count += 1
            yield row

    def orgs(self) -> Iterator[dict]:
        yield {"sourcedId": "d", "name": "奎文区教育和体育局", "type": "district"}
        for number in range(self.schools):
            yield {
                "sourcedId": f"s{number}",
                "name": f"奎文区演示第{number + 1}小学",
                "type": "school",
                "parentSourcedId": "d",
            }

    def sessions(self) -> Iterator[dict]:
        yield {
            "sourcedId": "t",
            "title": "第一学期",
            "type": "semester",
            "startDate": "2026-09-01",
            "endDate": "2027-01-20",
            "schoolYear": "2027",
        }

    def courses(self) -> Iterator[dict]:
        yield {"sourcedId": "k", "title": "行政班", "courseCode": "HOMEROOM", "orgSourcedId": "d"}

    def class_rows(self) -> Iterator[dict]:
        for number in range(self.classes):
            grade = number // self.schools % 6
            yield {
                "sourcedId": f"c{number}",
                "title": f"{2026 - grade}级{number // self.schools // 6 + 1}班",
                "classType": "homeroom",
                "courseSourcedId": "k",
                "schoolSourcedId": self.school(number),
                "termSourcedIds": ["t"],
                "grades": [str(11 + grade)],
            }

    def users(self) -> Iterator[dict]:
        for number in range(self.pupils):
            parents = [f"p{number + shift}" for shift in (0,) if number + shift < self.parents]
            born = f"20{14 + number % 6}{1 + number // 7 % 12:02}{1 + number // 91 % 28:02}"
            card = self.card(born, number)
            clazz = number % self.classes
            more = {"metadata.yuandu.pupilNumber": f"G{card}", "agentSourcedIds": parents}
            yield self.user(f"u{number}", card, "student", self.school(clazz)) | more
        for number in range(self.teachers):
            card = self.card(f"19{70 + number % 30}0{1 + number % 9}15", number)
            yield self.user(f"t{number}", card, "teacher", self.school(number))
        for number in range(self.parents):
            yield self.user(f"p{number}", None, "parent", self.school(number)) | {"sms": f"138{number:08}"}

    def user(self, key: str, card: str | None, role: str, school: str) -> dict:
        given = "".join(self.rng.choices(GIVEN, k=self.rng.choice((1, 2, 2))))
        said = {
            "sourcedId": key,
            "enabledUser": "true",
            "username": key,
            "familyName": self.rng.choice(SURNAMES),
            "givenName": given,
            "metadata.yuandu.idCard": card,
            "metadata.yuandu.ethnicGroup": "01",
        }
        return said | ({"role": role, "orgSourcedIds": [school]} if self.version == "1.1" else {})

    def card(self, born: str, number: int) -> str:
        """Return a good identity number, each once: area and sequence count on together."""
        first_17 = f"3707{number // 1000 % 100:02}{born}{number % 1000:03}"
        return first_17 + id_card_check_digit(first_17)

    def roles(self) -> Iterator[dict]:
        for letter, role, count in (
            ("u", "student", self.pupils),
            ("t", "teacher", self.teachers),
            ("p", "parent", self.parents),
        ):
            for number in range(count):
                yield {
                    "sourcedId": f"r{letter}{number}",
                    "userSourcedId": f"{letter}{number}",
                    "roleType": "primary",
                    "role": role,
                    "orgSourcedId": self.school(number % self.classes if letter == "u" else number),
                }

    def enrolments(self) -> Iterator[dict]:
        for number in range(self.pupils):
            yield self.enrolment(f"e{number}", f"u{number}", "student", number % self.classes)
        for number in range(self.teachers):
            yield self.enrolment(f"f{number}", f"t{number}", "teacher", number % self.classes)

    def enrolment(self, key: str, user: str, role: str, clazz: int) -> dict:
        return {
            "sourcedId": key,
            "classSourcedId": f"c{clazz}",
            "schoolSourcedId": self.school(clazz),
            "userSourcedId": user,
            "role": role,
            "beginDate": "2026-09-01",
        }

    def school(self, number: int) -> str:
        return f"s{number % self.schools}"
