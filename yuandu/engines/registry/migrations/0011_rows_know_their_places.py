"""Rows know their places and their last change, so that nobody has to walk the whole city to find out."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Now

DATED = ("course", "guardianship", "membership", "organisation", "person", "post", "teachinggroup", "term")

# who adds a person is at the places of the scope; posts and wards say more at once
WHERE_ADDED = """
ALTER TABLE registry_person ALTER COLUMN places
SET DEFAULT coalesce(string_to_array(nullif(current_setting('yuandu.places', true), ''), ',')::bigint[], '{}')
"""
# what a person holds in memory may be old: only posts and wards change the places of somebody
CHANGED = """
CREATE FUNCTION registry_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    IF TG_TABLE_NAME = 'registry_person' AND pg_trigger_depth() < 2
       AND current_setting('yuandu.loading', true) IS DISTINCT FROM 'on' THEN
        NEW.places := OLD.places;
    END IF;
    RETURN NEW;
END $$
"""
# places of these people, of all for NULL; who has none any more keeps those that were
PLACED = """
CREATE FUNCTION registry_place_people(people bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE registry_person p SET places = known.places FROM (
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
# the same after each statement that touches posts or wards, once for all its rows; a bulk load calls it itself
FOLLOW = """
CREATE FUNCTION registry_follow_{table}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE people bigint[];
BEGIN
    IF current_setting('yuandu.loading', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT {person}) INTO people FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT {person}) INTO people FROM old_rows;
    ELSE SELECT array_agg(DISTINCT {person}) INTO people
           FROM (SELECT {person} FROM old_rows UNION SELECT {person} FROM new_rows) both_rows;
    END IF;
    IF people IS NOT NULL THEN
        PERFORM registry_place_people(people);
    END IF;
    RETURN NULL;
END $$
"""
FOLLOWED = (("post", "person_id"), ("guardianship", "guardian_id"))
EVENTS = (
    ("INSERT", "NEW TABLE AS new_rows"),
    ("DELETE", "OLD TABLE AS old_rows"),
    ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
)


def dated(model):
    field = models.DateTimeField(db_default=Now(), editable=False, verbose_name="最近更改")
    return migrations.AddField(model_name=model, name="changed_at", field=field)


def changing(model):
    """A trigger that keeps `changed_at`, for rows that really change."""
    return migrations.RunSQL(
        f"CREATE TRIGGER changed BEFORE UPDATE ON registry_{model} FOR EACH ROW"
        " WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION registry_changed()",
        f"DROP TRIGGER changed ON registry_{model}",
    )


def following(table, person):
    """Triggers that keep the places of people whose posts or wards change."""
    make = [
        f"CREATE TRIGGER follow_{event.lower()} AFTER {event} ON registry_{table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION registry_follow_{table}()"
        for event, rows in EVENTS
    ]
    undo = [f"DROP TRIGGER follow_{event.lower()} ON registry_{table}" for event, _rows in EVENTS]
    return migrations.RunSQL(
        [FOLLOW.format(table=table, person=person), *make],
        [*undo, f"DROP FUNCTION registry_follow_{table}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_rows_of_rosters_are_forgotten")]

    operations = [
        *(dated(model) for model in DATED),
        migrations.AddField(
            model_name="person",
            name="places",
            field=ArrayField(
                models.BigIntegerField(), db_default=[], editable=False, verbose_name="所在机构"
            ),
        ),
        migrations.RemoveIndex(model_name="post", name="post_by_path"),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["path", "kind", "from_on", "to_on"],
                include=("unit", "school", "person"),
                name="post_by_path",
            ),
        ),
        migrations.RunSQL(WHERE_ADDED, migrations.RunSQL.noop),
        migrations.RunSQL(CHANGED, "DROP FUNCTION registry_changed()"),
        migrations.RunSQL(PLACED, "DROP FUNCTION registry_place_people(bigint[])"),
        migrations.RunSQL("SELECT registry_place_people(NULL)", migrations.RunSQL.noop),
        *(changing(model) for model in DATED),
        *(following(table, person) for table, person in FOLLOWED),
    ]
