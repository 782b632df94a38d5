"""How the rows of each kind are taken back: what was new goes, what was changed is as it was before.

Every statement is about `taken`: the written rows of one kind with ids in a range.
"""

from yuandu.engines.registry.services.intake.writes.persons import TEXTS

TAKEN = """
    WITH taken AS (
        SELECT * FROM registry_intakerow
        WHERE intake_id = %(intake)s AND kind = %(kind)s AND id BETWEEN %(first)s AND %(last)s AND is_written
    )
"""


def delete(table: str, column: str = "id", *, condition: str = "r.outcome = 'NEW'") -> str:
    """Return the statement that deletes rows of a table that point to, or are, what was new."""
    return f"{TAKEN} DELETE FROM {table} x USING taken r WHERE {condition} AND x.{column} = r.target_id"


def restore(table: str, fields: dict[str, str], *, condition: str, key: str = "r.target_id") -> str:
    """Return the statement that gives fields (name and type) the values of before."""
    values = ", ".join(f"{name} = (r.before ->> '{name}')::{type_}" for name, type_ in fields.items())
    return f"{TAKEN} UPDATE {table} x SET {values} FROM taken r WHERE {condition} AND x.id = {key}"


def reopen(table: str, key: str) -> str:
    """Return the statement that lets rows go on whose ids were kept under the key."""
    return f"""
    {TAKEN}
    UPDATE {table} x SET to_on = NULL FROM taken r CROSS JOIN LATERAL jsonb_array_elements_text(r.before -> '{key}') e
    WHERE r.before ? '{key}' AND x.id = e::bigint
    """


SPELL = {"from_on": "date", "to_on": "date"}
POST_FIELDS = SPELL | {"title": "text", "ending": "text"}

# A pupil's guardians are where the pupil is.
FOLLOW_PUPILS = f"""
    {TAKEN}
    UPDATE registry_guardianship x SET path = p.path, unit_id = p.unit_id, school_id = p.school_id
    FROM taken r JOIN registry_post p ON p.id = r.other_id
    WHERE x.pupil_id = r.whose_id AND p.kind IN ('pupil', 'pupil_suspended')
"""
# What the source calls a post that moved is the old post again.
KNOW_OLD = f"""
    {TAKEN}
    UPDATE registry_externalid x SET target_id = r.other_id FROM taken r
    WHERE r.other_id IS NOT NULL AND x.source = %(source)s AND x.kind = 'post' AND x.sourced_id = r.sourced_id
"""
POSTS = (
    delete(
        "registry_post", condition="(r.outcome = 'NEW' OR r.outcome = 'CHANGED' AND r.other_id IS NOT NULL)"
    ),
    restore(
        "registry_post",
        POST_FIELDS,
        condition="r.outcome = 'CHANGED'",
        key="coalesce(r.other_id, r.target_id)",
    ),
    restore("registry_post", SPELL, condition="r.outcome = 'GONE'"),
    FOLLOW_PUPILS,
    KNOW_OLD,
)
ADDED_PAPERS = f"""
    {TAKEN}
    DELETE FROM registry_paper x USING taken r CROSS JOIN LATERAL jsonb_each_text(r.values -> 'papers') s
    WHERE r.outcome = 'CHANGED' AND x.person_id = r.target_id AND x.kind = s.key AND x.number = s.value
      AND NOT r.before -> 'papers' @> to_jsonb(x.id)
"""
PERSONS = (
    reopen("registry_post", "posts"),
    reopen("registry_membership", "members"),
    ADDED_PAPERS,
    reopen("registry_paper", "open_papers"),
    restore(
        "registry_person",
        dict.fromkeys(TEXTS, "text") | {"birth_on": "date"},
        condition="r.outcome = 'CHANGED'",
    ),
    delete("registry_paper", "person_id"),
    delete("registry_activation", "person_id"),
    delete("registry_likeness", "one_id"),
    delete("registry_likeness", "other_id"),
    delete("registry_person"),
)

UNDOS = {
    "guardianship": (
        delete("registry_guardianship"),
        restore(
            "registry_guardianship",
            {"relation": "text"},
            condition="r.outcome = 'CHANGED'",
        ),
    ),
    "membership": (
        delete("registry_membership"),
        restore("registry_membership", SPELL, condition="r.outcome IN ('CHANGED', 'GONE')"),
    ),
    "makeshift": POSTS,
    "post": POSTS,
    "person": PERSONS,
    "group": (
        reopen("registry_membership", "members"),
        delete("registry_teachinggroup"),
        restore(
            "registry_teachinggroup",
            {"name": "text", "course_id": "bigint", "term_id": "bigint"},
            condition="r.outcome = 'CHANGED'",
        ),
    ),
    "course": (
        delete("registry_course"),
        restore(
            "registry_course",
            {"name": "text", "subject": "text", "stage": "text"},
            condition="r.outcome = 'CHANGED'",
        ),
    ),
    "term": (
        delete("registry_term"),
        restore("registry_term", {"name": "text"} | SPELL, condition="r.outcome = 'CHANGED'"),
    ),
}
