"""Two states of one organisation never overlap: PostgreSQL's own ranges, without an extension."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_registry")]

    operations = [
        migrations.RunSQL(
            sql="""
                ALTER TABLE registry_organisationstate ADD CONSTRAINT states_of_an_organisation_do_not_overlap
                EXCLUDE USING gist (
                    int8range(organisation_id, organisation_id, '[]') WITH &&, daterange(from_on, to_on) WITH &&
                )
            """,
            reverse_sql="""
                ALTER TABLE registry_organisationstate DROP CONSTRAINT states_of_an_organisation_do_not_overlap
            """,
        )
    ]
