"""The kinds of objects: what a list and a single one are called, which fields they can have, how they are made."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from yuandu.engines.registry.queries import oneroster
from yuandu.engines.registry.queries.oneroster import Found, Part, Place
from yuandu.engines.registry.views.oneroster.objects import Maker, Object
from yuandu.engines.registry.views.oneroster.users import columns_for, demographics, users

HEAD = ("sourcedId", "status", "dateLastModified", "metadata")


@dataclass(frozen=True)
class Kind:
    """`people` says whom rows are about, for the trail."""

    many: str
    single: str
    fields: frozenset[str]
    make: Callable[[Maker, Sequence[Found]], list[Object]]
    people: Callable[[Found], int | None] = lambda row: None


def kind(many: str, single: str, names: str, **said: Callable) -> Kind:
    """Return a kind; `names` are those of its fields in the standard, also such as we never fill."""
    return Kind(many, single, frozenset((*HEAD, *names.split())), said.pop("make", Maker.objects), **said)


def id_of(row: Found) -> int:
    return row.id


ORG = kind("orgs", "org", "name type identifier parent children")
SESSION = kind(
    "academicSessions", "academicSession", "title startDate endDate type parent children schoolYear"
)
COURSE = kind("courses", "course", "title schoolYear courseCode grades subjects org subjectCodes resources")
CLASS = kind(
    "classes",
    "class",
    "title classCode classType location grades subjects course school terms subjectCodes periods resources",
)
ENROLLMENT = kind(
    "enrollments",
    "enrollment",
    "user class school role primary beginDate endDate",
    people=lambda row: row.values[0],
)
USER = kind(
    "users",
    "user",
    "userMasterIdentifier username userIds enabledUser givenName familyName middleName preferredFirstName"
    " preferredMiddleName preferredLastName pronouns roles userProfiles primaryOrg identifier email sms phone"
    " agents grades password resources",
    make=users,
    people=id_of,
)
DEMOGRAPHICS = kind(
    "demographics",
    "demographics",
    "birthDate sex americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
    " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces hispanicOrLatinoEthnicity"
    " countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus",
    make=demographics,
    people=id_of,
)


@dataclass(frozen=True)
class Caller:
    """The system that asks: its place and its scopes."""

    place: Place
    scopes: frozenset[str]

    def users(self) -> list[Part]:
        return oneroster.users(self.place, columns=columns_for(self.scopes))

    def students(self) -> list[Part]:
        return oneroster.students(self.place, columns=columns_for(self.scopes))

    def teachers(self) -> list[Part]:
        return oneroster.teachers(self.place, columns=columns_for(self.scopes))

    def people_of_school(self, role: str, school: Found) -> list[Part]:
        columns = columns_for(self.scopes)
        return oneroster.people_of_school(self.place, role, school.id, columns=columns)

    def people_of_class(self, role: str, clazz: Found) -> list[Part]:
        columns = columns_for(self.scopes)
        return oneroster.people_of_class(self.place, role, clazz.letter, clazz.id, columns=columns)


def known_people(kind: Kind, found: Iterable[Found]) -> list[int]:
    """Return whom the rows are about, each once, in order."""
    return list(dict.fromkeys(pk for row in found if (pk := kind.people(row)) is not None))
