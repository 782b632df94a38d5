"""The tables and columns of OneRoster 1.1 and 1.2 CSV, and our own extension columns, as data.

Source: 1EdTech OneRoster CSV Tables 1.1.1 and CSV Binding 1.2.1 (both of 22 August 2023).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Version = Literal["1.1", "1.2"]
Mode = Literal["bulk", "delta", "absent"]
Form = Literal["text", "list", "date", "year", "boolean", "choice"]

BOTH: tuple[Version, ...] = ("1.1", "1.2")
TEXT_LENGTH, LIST_LENGTH = 255, 4000  # characters; the standard names no limit

ORG_TYPES = ("department", "school", "district", "local", "state", "national")
SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
CLASS_TYPES = ("homeroom", "scheduled")
ROLE_TYPES = ("primary", "secondary")
SEXES = ("male", "female", "unspecified", "other")
ROLES: Mapping[Version, tuple[str, ...]] = {
    "1.1": ("administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"),
    "1.2": (
        "aide",
        "counselor",
        "districtAdministrator",
        "guardian",
        "parent",
        "principal",
        "proctor",
        "relative",
        "siteAdministrator",
        "student",
        "systemAdministrator",
        "teacher",
    ),
}
ENROLLMENT_ROLES = (
    "administrator",
    "proctor",
    "student",
    "teacher",
    "aide",
    "guardian",
    "parent",
    "relative",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: who must have it, the form of its values, the table it points to, and its old names.

    All known columns are read in either version; `versions` says in which it is written.
    """

    name: str
    required: tuple[Version, ...] = ()
    form: Form = "text"
    choices: tuple[str, ...] = ()
    refers: str = ""
    former: tuple[str, ...] = ()
    versions: tuple[Version, ...] = BOTH
    is_secret: bool = False

    @property
    def length(self) -> int:
        """The most characters that a value may have."""
        return LIST_LENGTH if self.form == "list" or self.name.startswith("metadata.") else TEXT_LENGTH


def own(*names: str) -> tuple[Column, ...]:
    """Return our own extension columns with these names."""
    return tuple(Column(f"metadata.yuandu.{name}") for name in names)


SOURCED_ID = Column("sourcedId", required=BOTH, former=("id", "guid"))
STATUS = Column("status")
MODIFIED = Column("dateLastModified", former=("lastModified",))
HEAD = (SOURCED_ID, STATUS, MODIFIED)

GRADES = Column("grades", form="list")
SUBJECTS = (Column("subjects", form="list"), Column("subjectCodes", form="list"))
SPAN = (Column("beginDate", form="date"), Column("endDate", form="date"))

ACADEMIC_SESSIONS = (
    *HEAD,
    Column("title", required=BOTH),
    Column("type", required=BOTH, form="choice", choices=SESSION_TYPES),
    Column("startDate", required=BOTH, form="date"),
    Column("endDate", required=BOTH, form="date"),
    Column("parentSourcedId", refers="academicSessions"),
    Column("schoolYear", required=BOTH, form="year"),
)
ORGS = (
    *HEAD,
    Column("name", required=BOTH),
    Column("type", required=BOTH, form="choice", choices=ORG_TYPES),
    Column("identifier"),
    Column("parentSourcedId", refers="orgs"),
    *own("areaCode", "institutionCode", "level", "schoolKind", "urbanRural"),
)
COURSES = (
    *HEAD,
    Column("schoolYearSourcedId", refers="academicSessions", former=("schoolYearId",)),
    Column("title", required=BOTH),
    Column("courseCode"),
    GRADES,
    Column("orgSourcedId", required=BOTH, refers="orgs"),
    *SUBJECTS,
)
CLASSES = (
    *HEAD,
    Column("title", required=BOTH),
    GRADES,
    Column("courseSourcedId", required=BOTH, refers="courses"),
    Column("classCode"),
    Column("classType", required=BOTH, form="choice", choices=CLASS_TYPES),
    Column("location"),
    Column("schoolSourcedId", required=BOTH, refers="orgs"),
    Column("termSourcedIds", required=BOTH, form="list", refers="academicSessions"),
    *SUBJECTS,
    Column("periods", form="list"),
    *own("entryYear"),
)
USERS = (
    *HEAD,
    Column("enabledUser", required=BOTH, form="boolean"),
    Column("orgSourcedIds", required=("1.1",), form="list", refers="orgs", versions=("1.1",)),
    Column("role", required=("1.1",), form="choice", choices=ROLES["1.1"], versions=("1.1",)),
    Column("username", required=BOTH),
    Column("userIds", form="list"),
    Column("givenName", required=BOTH),
    Column("familyName", required=BOTH),
    Column("middleName"),
    Column("identifier"),
    Column("email"),
    Column("sms"),
    Column("phone"),
    Column("agentSourcedIds", form="list", refers="users", former=("agents", "agentSourcedId")),
    GRADES,
    Column("password", is_secret=True),
    Column("userMasterIdentifier", versions=("1.2",)),
    Column("resourceSourcedIds", form="list", versions=()),  # of 1.2; userResources.csv since 1.2.1
    Column("preferredGivenName", versions=("1.2",)),
    Column("preferredMiddleName", versions=("1.2",)),
    Column("preferredFamilyName", versions=("1.2",)),
    Column("primaryOrgSourcedId", refers="orgs", versions=("1.2",)),
    Column("pronouns", versions=("1.2",)),
    *own("ethnicGroup", "idCard", "paperKind", "pupilNumber"),
)
ROLE_ROWS = (
    *HEAD,
    Column("userSourcedId", required=BOTH, refers="users"),
    Column("roleType", required=BOTH, form="choice", choices=ROLE_TYPES),
    Column("role", required=BOTH, form="choice", choices=ROLES["1.2"]),
    *SPAN,
    Column("orgSourcedId", required=BOTH, refers="orgs"),
    Column("userProfileSourcedId", refers="userProfiles", former=("userProfile",)),
    *own("postKind"),
)
USER_PROFILES = (
    *HEAD,
    Column("userSourcedId", required=BOTH, refers="users"),
    Column("profileType", required=BOTH),
    Column("vendorId", required=BOTH),
    Column("applicationId"),
    Column("description"),
    Column("credentialType", required=BOTH),
    Column("username", required=BOTH),
    Column("password", is_secret=True),
)
ENROLLMENTS = (
    *HEAD,
    Column("classSourcedId", required=BOTH, refers="classes"),
    Column("schoolSourcedId", required=BOTH, refers="orgs"),
    Column("userSourcedId", required=BOTH, refers="users"),
    Column("role", required=BOTH, form="choice", choices=ENROLLMENT_ROLES),
    Column("primary", form="boolean"),
    *SPAN,
    *own("postKind", "seatNumber"),
)
DEMOGRAPHICS = (
    Column("sourcedId", required=BOTH, refers="users", former=("userSourcedId",)),
    STATUS,
    MODIFIED,
    Column("birthDate", form="date", former=("birthdate",)),
    Column("sex", form="choice", choices=SEXES),
    Column("americanIndianOrAlaskaNative", form="boolean"),
    Column("asian", form="boolean"),
    Column("blackOrAfricanAmerican", form="boolean"),
    Column("nativeHawaiianOrOtherPacificIslander", form="boolean"),
    Column("white", form="boolean"),
    Column("demographicRaceTwoOrMoreRaces", form="boolean"),
    Column("hispanicOrLatinoEthnicity", form="boolean"),
    Column("countryOfBirthCode"),
    Column("stateOfBirthAbbreviation"),
    Column("cityOfBirth"),
    Column("publicSchoolResidenceStatus"),
)

# What is read, each table after those that it points to.
TABLES: Mapping[str, tuple[Column, ...]] = {
    "academicSessions": ACADEMIC_SESSIONS,
    "orgs": ORGS,
    "courses": COURSES,
    "classes": CLASSES,
    "users": USERS,
    "userProfiles": USER_PROFILES,
    "roles": ROLE_ROWS,
    "demographics": DEMOGRAPHICS,
    "enrollments": ENROLLMENTS,
}
ONLY_IN_1_2 = frozenset({"roles", "userProfiles"})

# What the manifest may name, and the platform does not need.
IGNORED: Mapping[Version, tuple[str, ...]] = {
    "1.1": ("categories", "classResources", "courseResources", "lineItems", "resources", "results"),
    "1.2": (
        "categories",
        "classResources",
        "courseResources",
        "lineItemLearningObjectiveIds",
        "lineItemScoreScales",
        "lineItems",
        "resources",
        "resultLearningObjectiveIds",
        "resultScoreScales",
        "results",
        "scoreScales",
        "userResources",
    ),
}


def tables_of(version: Version) -> tuple[str, ...]:
    """Return the names of the tables of the version that are read and written, targets before sources."""
    return tuple(kind for kind in TABLES if version == "1.2" or kind not in ONLY_IN_1_2)


def columns_of(kind: str, version: Version) -> tuple[Column, ...]:
    """Return the columns that the version writes, in their order."""
    return tuple(column for column in TABLES[kind] if version in column.versions)
