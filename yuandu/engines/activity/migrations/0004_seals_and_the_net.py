from django.db import migrations, models

import yuandu.engines.activity.models
from yuandu.kernel.net import Net, ids, in_span, of_account

SEALED_ONCE = "ALTER TABLE activity_seal ADD CONSTRAINT fact_is_sealed_once EXCLUDE USING gist (ids WITH &&)"
# whoever is not the owner may only add; a restore says it again
REVOKED = """\
CREATE FUNCTION activity_is_only_added_to() RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
DECLARE granted record;
BEGIN
    FOR granted IN
        SELECT DISTINCT oid::regclass AS rows, grantee
        FROM pg_class, aclexplode(relacl)
        WHERE oid IN ('activity_fact'::regclass, 'activity_seal'::regclass) AND grantee <> relowner
    LOOP
        EXECUTE format(
            'REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', granted.rows,
            CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE granted.grantee::regrole::text END
        );
    END LOOP;
END $$"""
# the owner would have to take the trigger away first, and the seals show what is altered then
REFUSED = """\
CREATE FUNCTION activity_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % stay as they were written', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$"""
TRIGGER = """\
CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE ON {0}
FOR EACH ROW EXECUTE FUNCTION activity_stays_as_written()"""
TABLES = ("activity_fact", "activity_seal")


class Migration(migrations.Migration):
    dependencies = [("activity", "0003_facts_say_who_and_about_whom")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("ids", yuandu.engines.activity.models.MultirangeField(verbose_name="事实")),
                ("count", models.PositiveIntegerField(verbose_name="条数")),
                ("floor", models.BigIntegerField(verbose_name="封到")),
                ("sealed_at", models.DateTimeField(verbose_name="封存时间")),
                ("previous_hash", models.CharField(max_length=64, verbose_name="上一次封存")),
                ("hash", models.CharField(max_length=64, verbose_name="摘要")),
            ],
        ),
        migrations.RunSQL(SEALED_ONCE, "ALTER TABLE activity_seal DROP CONSTRAINT fact_is_sealed_once"),
        migrations.RunSQL(REVOKED, "DROP FUNCTION activity_is_only_added_to"),
        migrations.RunSQL("SELECT activity_is_only_added_to()", migrations.RunSQL.noop),
        migrations.RunSQL(REFUSED, "DROP FUNCTION activity_stays_as_written"),
        *(
            migrations.RunSQL(TRIGGER.format(table), f"DROP TRIGGER stays_as_written ON {table}")
            for table in TABLES
        ),
        Net("activity_fact", in_span(), of_account("by_id"), f"people && {ids('people')}"),
    ]
