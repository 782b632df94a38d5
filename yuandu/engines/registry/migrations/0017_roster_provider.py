"""For other systems, which walk the people of a place by id, or what changed since a moment.

A person changes with a post or a ward of theirs also where their places stay the same: an UPDATE that leaves a row
as it was moves nothing.
"""

from django.db import migrations, models
from django.db.models import Q

STAFF = ~Q(kind="pupil")
INDEXES = (
    ("person", models.Index(fields=["changed_at", "id"], name="person_by_change")),
    ("post", models.Index(fields=["unit", "person"], include=("kind", "school"), name="post_of_unit")),
    ("post", models.Index(fields=["school", "person"], include=("kind", "unit"), name="post_of_school")),
    ("post", models.Index(fields=["person"], condition=STAFF, name="post_of_staff_by_person")),
    ("post", models.Index(fields=["person"], condition=Q(to_on__isnull=False), name="post_that_ends")),
    ("post", models.Index(fields=["changed_at", "id"], name="post_by_change")),
    (
        "guardianship",
        models.Index(fields=["unit", "guardian"], include=("school", "pupil"), name="ward_of_unit"),
    ),
    (
        "guardianship",
        models.Index(fields=["school", "guardian"], include=("unit", "pupil"), name="ward_of_school"),
    ),
    ("membership", models.Index(fields=["changed_at", "id"], name="membership_by_change")),
)
PLACED = """
CREATE OR REPLACE FUNCTION registry_place_people(people bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE registry_person p SET places = known.places, changed_at = now() FROM (
        SELECT person, array_agg(DISTINCT place ORDER BY place) AS places FROM (
            SELECT person_id AS person, unnest(ARRAY[unit_id, school_id]) AS place
              FROM registry_post WHERE people IS NULL OR person_id = ANY (people)
            UNION
            SELECT guardian_id, unnest(ARRAY[unit_id, school_id])
              FROM registry_guardianship WHERE people IS NULL OR guardian_id = ANY (people)
        ) one WHERE place IS NOT NULL GROUP BY person
    ) known
    WHERE p.id = known.person
      AND (p.places IS DISTINCT FROM known.places OR (people IS NOT NULL AND p.changed_at < now()))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_external_accounts")]

    operations = [
        *(migrations.AddIndex(model_name=model, index=index) for model, index in INDEXES),
        migrations.RunSQL(PLACED, migrations.RunSQL.noop),
    ]
