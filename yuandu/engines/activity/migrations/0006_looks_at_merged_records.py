from django.db import migrations

# under row-level security no query of the application may use the index of arrays itself
LOOKS = """\
CREATE FUNCTION activity_looks_at(persons bigint[], verbs text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
AS $$
    SELECT id FROM activity_fact WHERE people && persons AND people <> '{}' AND verb = ANY (verbs)
$$"""
ONE = """\
CREATE FUNCTION activity_looks_at(person bigint, verbs text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
AS $$
    SELECT id FROM activity_fact WHERE people @> ARRAY[person] AND people <> '{}' AND verb = ANY (verbs)
$$"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0005_seals_say_which_columns")]

    operations = [
        migrations.RunSQL("DROP FUNCTION activity_looks_at(bigint, text[])", ONE),
        migrations.RunSQL(LOOKS, "DROP FUNCTION activity_looks_at(bigint[], text[])"),
    ]
