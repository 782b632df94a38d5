"""From the rows of OneRoster to drafts: what each row of each table means in the registry."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from yuandu.engines.registry import rules
from yuandu.engines.registry.gateways import Row
from yuandu.engines.registry.rules.cohorts import first_day_of
from yuandu.engines.registry.rules.grades import SIX_THREE, cohort_label, entry_year_of
from yuandu.engines.registry.services.intake.drafts import Complaint, Draft, complaint
from yuandu.engines.registry.services.intake.people import Person, whole_name
from yuandu.engines.registry.services.intake.surroundings import Surroundings

OWN = "metadata.yuandu."
LEVELS = {
    "national": "ministry",
    "state": "province",
    "district": "unit",
    "local": "township",
    "school": "school",
    "department": "office",
}
SEXES = {"male": "1", "female": "2", "unspecified": "9", "other": "9"}
USER_FIELDS = {
    "name": "givenName",
    "id_card": f"{OWN}idCard",
    "pupil_number": f"{OWN}pupilNumber",
    "ethnic_group": f"{OWN}ethnicGroup",
}
POSTS_AT_A_PLACE = {
    "teacher": "subject_teacher",
    "principal": "principal",
    "counselor": "staff",
    "aide": "staff",
    "proctor": "staff",
    "siteAdministrator": "staff",
    "administrator": "staff",
}
FAMILY = frozenset({"guardian", "parent", "relative"})
HOMEROOM_COURSE = "HOMEROOM"  # our exports name it as the course of every homeroom class
NO_NAME = "*"  # our exports write it for a name that has only one part
NOT_OURS = {"academicSessions": "Y", "roles": "W"}  # rows of our exports that only the standard wants
SECOND_TERM_MONTHS = range(2, 7)
Said = Iterator[Draft | Complaint]


class OneRoster:
    """The translator of one file; it remembers what later tables need: sessions, classes, courses of none."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.school_years: dict[str, int] = {}
        self.scheduled: set[str] = set()
        self.cohorts: set[str] = set()
        self.pairs: set[str] = set()
        self.tables: Mapping[str, Callable[[Row], Said]] = {
            "academicSessions": self.session,
            "orgs": self.org,
            "courses": self.course,
            "classes": self.class_,
            "users": self.user,
            "roles": self.role,
            "demographics": self.demographics,
            "enrollments": self.enrolment,
        }

    def said_by(self, row: Row) -> Said:
        """Give the drafts of a row and the complaints about it."""
        if row.status == "tobedeleted":
            return self.ended(row)
        translate = self.tables.get(row.kind)
        return translate(row) if translate else iter(())

    def ended(self, row: Row) -> Said:
        """Give what ends with a row that is to be deleted; a class may be either kind, the database knows."""
        meant = {
            "orgs": [("organisation", f"org:{row.sourced_id}")],
            "classes": [("organisation", f"class:{row.sourced_id}"), ("group", row.sourced_id)],
            "users": [("person", row.sourced_id)],
            "roles": [("post", f"role:{row.sourced_id}"), ("makeshift", f"role:{row.sourced_id}")],
            "enrollments": [("post", f"enr:{row.sourced_id}"), ("membership", row.sourced_id)],
            "courses": [("course", row.sourced_id)],
            "academicSessions": [("term", row.sourced_id)],
        }
        for kind, key in meant.get(row.kind, ()):
            yield self.around.claiming(Draft(kind, key, is_ended=True), row.sourced_id)

    def is_not_ours(self, row: Row) -> bool:
        """Say whether the row stands in our own export only because the standard wants it."""
        return self.around.is_own and row.sourced_id.startswith(NOT_OURS[row.kind])

    # — places and what is taught

    def session(self, row: Row) -> Said:
        said = row.values
        year = int(said["schoolYear"]) - 1  # OneRoster names a school year by its end
        self.school_years[row.sourced_id] = year
        if self.is_not_ours(row):
            return
        is_part = said["type"] != "schoolYear"
        last = date.fromisoformat(said["endDate"]) - timedelta(days=1)  # OneRoster: exclusive
        values = {
            "name": said["title"][:80],
            "kind": term_kind(said["startDate"]) if is_part else "year",
            "school_year": year,
            "from_on": said["startDate"],
            "to_on": last.isoformat(),
        }
        if values["to_on"] <= values["from_on"]:
            yield self.complain(row, "ends_before", "endDate", said["endDate"], is_warning=False)
            yield Draft("term", row.sourced_id, is_bad=True)
            return
        yield self.around.claiming(Draft("term", row.sourced_id, values), row.sourced_id)

    def org(self, row: Row) -> Said:
        said, around = row.values, self.around
        level = said[f"{OWN}level"] or LEVELS[said["type"]]
        values: dict[str, Any] = {"name": said["name"][:200], "level": level}
        for name, field, table in (
            ("kind", "schoolKind", "school_kind" if level == "school" else "organisation_kind"),
            ("urban_rural", "urbanRural", "urban_rural"),
        ):
            text = said[OWN + field]
            values[name] = around.code(table, text)
            if text and not values[name]:
                yield self.complain(row, "code_unknown", OWN + field, text)
        if level not in around.codes["organisation_level"]:
            yield self.complain(row, "level_unknown", f"{OWN}level", level, is_warning=False)
            yield Draft("organisation", f"org:{row.sourced_id}", values, is_bad=True)
            return
        yield from self.identify(row, values)
        parent = said["parentSourcedId"]
        draft = Draft(
            "organisation", f"org:{row.sourced_id}", values, place=f"org:{parent}" if parent else ""
        )
        yield around.claiming(draft, row.sourced_id)

    def identify(self, row: Row, values: dict[str, Any]) -> Iterator[Complaint]:
        """Take the official codes of an organisation into the values."""
        said = row.values
        code = rules.normalise(said[f"{OWN}institutionCode"] or "")
        other = rules.normalise(said["identifier"] or "")
        if code and not rules.is_institution_code(code):
            yield self.complain(row, "institution_code", f"{OWN}institutionCode", code)
        else:
            values["identifier"] = code or (other if rules.is_institution_code(other) else "")
        values["uscc"] = other if rules.is_uscc(other) else ""
        area = said[f"{OWN}areaCode"]
        if area and area in self.around.area_ids:
            values["area_id"] = self.around.area_ids[area]
        elif area:
            yield self.complain(row, "area_unknown", f"{OWN}areaCode", area)

    def course(self, row: Row) -> Said:
        said = row.values
        if said["courseCode"] == HOMEROOM_COURSE:
            return
        subjects = [self.around.code("subject", text) for text in (*said["subjectCodes"], *said["subjects"])]
        grades = [self.around.codes["grade"].get(grade) for grade in said["grades"]]
        values = {
            "code": (said["courseCode"] or row.sourced_id)[:60],
            "name": said["title"][:120],
            "subject": next(filter(None, subjects), ""),
            "stage": next((grade.extra["stage"] for grade in grades if grade), ""),
        }
        draft = Draft("course", row.sourced_id, values, place=f"org:{said['orgSourcedId']}")
        yield self.around.claiming(draft, row.sourced_id)

    def class_(self, row: Row) -> Said:
        said = row.values
        school = f"org:{said['schoolSourcedId']}"
        if said["classType"] == "scheduled":
            self.scheduled.add(row.sourced_id)
            term = next(iter(said["termSourcedIds"]), "")
            values = {"name": said["title"][:120]}
            draft = Draft("group", row.sourced_id, values, school, whose=said["courseSourcedId"], other=term)
            yield self.around.claiming(draft, row.sourced_id)
            return
        stage, entry_year = self.cohort_of(row)
        values = {"name": said["title"][:200], "level": "class", "stage": stage, "entry_year": entry_year}
        place = school
        if entry_year:
            place = f"grade:{said['schoolSourcedId']}:{stage}:{entry_year}"
            if place not in self.cohorts:
                self.cohorts.add(place)
                cohort = values | {"name": cohort_label(entry_year), "level": "grade"}
                yield Draft("organisation", place, cohort, school)
        yield self.around.claiming(
            Draft("organisation", f"class:{row.sourced_id}", values, place), row.sourced_id
        )

    def cohort_of(self, row: Row) -> tuple[str, int | None]:
        """Return stage and entry year of a class: as written, or by its grade and the year of its term."""
        said = row.values
        grade = next(filter(None, map(self.around.codes["grade"].get, said["grades"])), None)
        stage = grade.extra["stage"] if grade else ""
        written = said[f"{OWN}entryYear"]
        if written and written.isdigit() and len(written) == 4:
            return stage, int(written)
        years = [self.school_years[term] for term in said["termSourcedIds"] if term in self.school_years]
        number = grade.extra["grade_no"].get(SIX_THREE) if grade else None
        if not (years and number):
            return stage, None
        return stage, entry_year_of(stage, SIX_THREE, number, first_day_of(years[0]))

    # — people

    def user(self, row: Row) -> Said:
        said = row.values
        person = Person(self.around, file="users.csv", line=row.line, fields=USER_FIELDS)
        given = said["givenName"] if said["givenName"] != NO_NAME else None
        person.named(whole_name(family=said["familyName"], given=given, middle=said["middleName"]))
        person.proven(said[f"{OWN}paperKind"] or "id_card", said[f"{OWN}idCard"])
        number = said[f"{OWN}pupilNumber"] or pupil_number_among(said["identifier"])
        person.proven("pupil_number", number)
        person.called(iter((said["sms"], said["phone"])))
        person.written_to(said["email"])
        person.coded("ethnic_group", "ethnic_group", said[f"{OWN}ethnicGroup"])
        yield from person.complaints
        if not person.is_good:
            yield Draft("person", row.sourced_id, is_bad=True)
            return
        yield self.around.claiming(Draft("person", row.sourced_id, person.all_values()), row.sourced_id)
        if said["role"]:  # of 1.1; in 1.2 roles.csv says it
            for org in said["orgSourcedIds"]:
                yield from self.post_at(
                    row, said["role"], f"user:{row.sourced_id}:{org}", org, row.sourced_id
                )
        for agent in said["agentSourcedIds"]:
            pair = ">".join(sorted((row.sourced_id, agent)))
            if pair not in self.pairs:
                self.pairs.add(pair)
                yield Draft("guardianship", pair, whose=row.sourced_id, other=agent)

    def role(self, row: Row) -> Said:
        said = row.values
        if self.is_not_ours(row):
            return
        key = f"role:{row.sourced_id}"
        for draft in self.post_at(row, said["role"], key, said["orgSourcedId"], said["userSourcedId"]):
            is_post = isinstance(draft, Draft)
            yield self.around.claiming(draft, row.sourced_id) if is_post else draft

    def post_at(self, row: Row, role: str, key: str, org: str, user: str) -> Said:
        """Give the post that a role at an organisation means; a pupil without a class is kept at the school."""
        said = row.values
        exact = self.around.code("post_kind", said.get(f"{OWN}postKind"))
        place = f"org:{org}"
        if role in FAMILY:
            yield Draft("family", key, {"role": role}, whose=user)
        elif role == "student":
            yield Draft("makeshift", key, spell(said) | {"kind": "pupil"}, place, whose=user)
        elif kind := exact or POSTS_AT_A_PLACE.get(role):
            yield Draft("post", key, spell(said) | {"kind": kind}, place, whose=user)
        else:
            yield self.complain(row, "post_unknown", "role", role, is_warning=False, role=role)

    def demographics(self, row: Row) -> Said:
        said = row.values
        values = {"birth_on": said["birthDate"], "sex": SEXES.get(said["sex"] or "")}
        values = {name: value for name, value in values.items() if value}
        if values:
            yield Draft("demographics", row.sourced_id, values, whose=row.sourced_id)

    def enrolment(self, row: Row) -> Said:
        said = row.values
        role, group = said["role"], said["classSourcedId"]
        if role in FAMILY or role == "proctor":
            yield self.complain(row, "role_ignored", "role", role)
            return
        if group in self.scheduled or group in self.around.known_groups:
            values = spell(said) | {"kind": "pupil" if role == "student" else "teacher"}
            draft = Draft("membership", row.sourced_id, values, whose=said["userSourcedId"], other=group)
        else:
            exact = self.around.code("post_kind", said[f"{OWN}postKind"])
            usual = "class_teacher" if said["primary"] == "true" else "subject_teacher"
            values = spell(said) | {"kind": exact or ("pupil" if role == "student" else usual)}
            user = said["userSourcedId"]
            draft = Draft("post", f"enr:{row.sourced_id}", values, place=f"class:{group}", whose=user)
        yield self.around.claiming(draft, row.sourced_id)

    def complain(
        self, row: Row, code: str, field: str, value: str, *, is_warning: bool = True, **details: Any
    ) -> Complaint:
        file = f"{row.kind}.csv"
        return complaint(
            code, file=file, line=row.line, field=field, value=value, is_warning=is_warning, **details
        )


def spell(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return from when to when, as far as the row says so; the end is the first day after."""
    dates = {"from_on": said.get("beginDate"), "to_on": said.get("endDate")}
    return {name: date for name, date in dates.items() if date}


def term_kind(start: str) -> str:
    """Return the kind of a term by the month in which it begins."""
    month = int(start[5:7])
    return "second" if month in SECOND_TERM_MONTHS else "summer" if month == 7 else "first"


def pupil_number_among(identifier: str | None) -> str | None:
    """Return the general identifier where it is a 学籍号; any other is nobody's paper."""
    number = rules.normalise(identifier or "")
    return number if rules.is_pupil_number(number) else None
