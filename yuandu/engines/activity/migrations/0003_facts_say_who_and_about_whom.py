import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# facts that are older than their column: the name that the account has today
NAMES = """\
DO $$ BEGIN
    IF to_regclass('registry_user') IS NOT NULL THEN
        UPDATE activity_fact SET who = account.name FROM registry_user account WHERE account.id = by_id;
    END IF;
END $$"""
# under row-level security no query of the application may use the index of arrays itself
LOOKS = """\
CREATE FUNCTION activity_looks_at(person bigint, verbs text[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public
AS $$
    SELECT id FROM activity_fact WHERE people @> ARRAY[person] AND people <> '{}' AND verb = ANY (verbs)
$$"""


class Migration(migrations.Migration):
    dependencies = [("activity", "0002_reactions_still_owed")]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="who",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="姓名"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fact",
            name="seat",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="身份"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fact",
            name="request",
            field=models.CharField(blank=True, default="", max_length=32, verbose_name="请求"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fact",
            name="people",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="涉及的人",
            ),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__len__lte", 1000)), name="fact_names_a_thousand_people_at_most"
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("people", []), _negated=True),
                fields=["people"],
                name="fact_by_whom_it_concerned",
            ),
        ),
        migrations.RunSQL(LOOKS, "DROP FUNCTION activity_looks_at"),
    ]
