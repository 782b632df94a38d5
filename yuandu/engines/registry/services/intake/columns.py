"""Which column of a file each part of a row was read from."""

from yuandu.engines.registry.gateways import TEMPLATES
from yuandu.engines.registry.models import Intake

COLUMNS = {
    "orgs.csv": {"self": "sourcedId", "place": "parentSourcedId", "name": "name"},
    "academicSessions.csv": {"self": "sourcedId", "name": "title", "to_on": "endDate"},
    "courses.csv": {"self": "sourcedId", "place": "orgSourcedId", "name": "title"},
    "classes.csv": {
        "self": "sourcedId",
        "place": "schoolSourcedId",
        "whose": "courseSourcedId",
        "other": "termSourcedIds",
        "name": "title",
    },
    "users.csv": {
        "self": "sourcedId",
        "paper": "metadata.yuandu.idCard",
        "place": "orgSourcedIds",
        "whose": "sourcedId",
        "other": "agentSourcedIds",
        "kind": "role",
        "name": "givenName",
    },
    "roles.csv": {
        "self": "sourcedId",
        "place": "orgSourcedId",
        "whose": "userSourcedId",
        "kind": "role",
        "to_on": "endDate",
    },
    "enrollments.csv": {
        "self": "sourcedId",
        "place": "classSourcedId",
        "whose": "userSourcedId",
        "other": "classSourcedId",
        "kind": "role",
        "to_on": "endDate",
    },
    "demographics.csv": {"self": "sourcedId", "whose": "sourcedId"},
}

# the same for our own templates, by their kind
TEMPLATE_COLUMNS = {
    "organisations": {"self": "name", "place": "parent", "name": "name"},
    "staff": {
        "self": "organisation",
        "paper": "paper_number",
        "place": "organisation",
        "whose": "name",
        "kind": "post_kind",
        "to_on": "ends_on",
        "name": "name",
    },
    "pupils": {
        "self": "school",
        "paper": "paper_number",
        "place": "class_name",
        "whose": "name",
        "other": "guardian_1_name",
        "kind": "class_name",
        "name": "name",
    },
}


def columns_of(intake: Intake) -> dict[str, dict[str, str]]:
    """Return the columns of the intake's files: for a workbook the titles of its template."""
    if intake.kind not in TEMPLATE_COLUMNS:
        return COLUMNS
    titles = {column.name: column.title for column in TEMPLATES[intake.kind].columns}
    parts = {part: titles[name] for part, name in TEMPLATE_COLUMNS[intake.kind].items()}
    return {intake.progress["file"]: parts}
