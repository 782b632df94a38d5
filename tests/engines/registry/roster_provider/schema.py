"""What the standard says of the answers: the schemas of the OneRoster 1.2 rostering service, in short.

Source: 1EdTech OneRoster 1.2 OpenAPI of the rostering service, final release of 19 September 2022. A name that ends
with "!" is required; nothing else may be there.
"""

import jsonschema_rs

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
DAY = {"type": "string", "format": "date"}
TRUTH = {"type": "string", "enum": ["true", "false"]}


def words(*known):
    return {
        "anyOf": [
            {"type": "string", "enum": list(known)},
            {"type": "string", "pattern": r"^ext:[a-zA-Z0-9.\-_]+$"},
        ]
    }


def thing(**fields):
    return {
        "type": "object",
        "properties": {name.rstrip("_"): said for name, said in fields.items() if name != "required"},
        "required": fields.get("required", "").split(),
        "additionalProperties": False,
    }


def pointer(kind):
    said = {"href": {"type": "string", "format": "uri"}, "sourcedId": TEXT, "type": {"const": kind}}
    return thing(**said, required="href sourcedId type")


def many(said, least=0):
    return {"type": "array", "minItems": least, "items": said}


HEAD = {
    "sourcedId": TEXT,
    "status": {"enum": ["active", "tobedeleted"]},
    "dateLastModified": {"type": "string", "format": "date-time", "pattern": "Z$"},
    "metadata": {"type": "object"},
}
ALWAYS = "sourcedId status dateLastModified"
ORG, SESSION, COURSE, CLASS, USER = map(pointer, ("org", "academicSession", "course", "class", "user"))
ROLE = thing(
    roleType={"enum": ["primary", "secondary"]},
    role=words(
        "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
        "siteAdministrator", "student", "systemAdministrator", "teacher",
    ),
    org=ORG,
    userProfile=TEXT,
    beginDate=DAY,
    endDate=DAY,
    required="roleType role org",
)  # fmt: skip
OBJECTS = {
    "orgs": thing(
        **HEAD,
        name=TEXT,
        type=words("department", "district", "local", "national", "school", "state"),
        identifier=TEXT,
        parent=ORG,
        children=many(ORG),
        required=f"{ALWAYS} name type identifier",
    ),
    "academicSessions": thing(
        **HEAD,
        title=TEXT,
        startDate=DAY,
        endDate=DAY,
        type=words("gradingPeriod", "semester", "schoolYear", "term"),
        parent=SESSION,
        children=many(SESSION),
        schoolYear={"type": "string", "pattern": r"^\d{4}$"},
        required=f"{ALWAYS} title startDate endDate type schoolYear",
    ),
    "courses": thing(
        **HEAD,
        title=TEXT,
        schoolYear=SESSION,
        courseCode=TEXT,
        grades=TEXTS,
        subjects=TEXTS,
        org=ORG,
        subjectCodes=TEXTS,
        required=f"{ALWAYS} title courseCode",
    ),
    "classes": thing(
        **HEAD,
        title=TEXT,
        classCode=TEXT,
        classType=words("homeroom", "scheduled"),
        location=TEXT,
        grades=TEXTS,
        subjects=TEXTS,
        course=COURSE,
        school=ORG,
        terms=many(SESSION, least=1),
        subjectCodes=TEXTS,
        periods=TEXTS,
        required=f"{ALWAYS} title course school terms",
    ),
    "enrollments": thing(
        **HEAD,
        user=USER,
        class_=CLASS,
        school=ORG,
        role=words("administrator", "proctor", "student", "teacher"),
        primary=TRUTH,
        beginDate=DAY,
        endDate=DAY,
        required=f"{ALWAYS} user class school role",
    ),
    "users": thing(
        **HEAD,
        userMasterIdentifier=TEXT,
        username=TEXT,
        userIds=many(thing(type=TEXT, identifier=TEXT, required="type identifier")),
        enabledUser=TRUTH,
        givenName=TEXT,
        familyName=TEXT,
        middleName=TEXT,
        roles=many(ROLE, least=1),
        primaryOrg=ORG,
        identifier=TEXT,
        email=TEXT,
        sms=TEXT,
        phone=TEXT,
        agents=many(USER),
        grades=TEXTS,
        required=f"{ALWAYS} enabledUser givenName familyName roles",
    ),
    "demographics": thing(
        **HEAD,
        birthDate=DAY,
        sex=words("male", "female", "unspecified", "other"),
        required=ALWAYS,
    ),
}
FIELD = thing(
    imsx_codeMinorFieldName=TEXT,
    imsx_codeMinorFieldValue={
        "enum": [
            "fullsuccess", "invalid_filter_field", "invalid_selection_field", "invaliddata", "unauthorisedrequest",
            "forbidden", "server_busy", "unknownobject", "internal_server_error",
        ]
    },
    required="imsx_codeMinorFieldName imsx_codeMinorFieldValue",
)  # fmt: skip
PROBLEM = thing(
    imsx_codeMajor={"enum": ["success", "processing", "failure", "unsupported"]},
    imsx_severity={"enum": ["status", "warning", "error"]},
    imsx_description=TEXT,
    imsx_CodeMinor=thing(imsx_codeMinorField=many(FIELD, least=1), required="imsx_codeMinorField"),
    required="imsx_codeMajor imsx_severity",
)


def faults_of(body, schema):
    """What the standard would blame in an answer."""
    judge = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    return [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in judge.iter_errors(body)
    ]
