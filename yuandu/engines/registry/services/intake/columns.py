"""Which column of a file each part of a row was read from."""

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
