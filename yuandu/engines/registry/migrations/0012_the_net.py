"""The net below the explicit filters: rows about people are seen in a scope, or not at all (kernel.scope)."""

from django.db import migrations

from yuandu.kernel.net import Net, at_places, ids, in_span, of_account, of_people, of_seen_person

SEES_PERSON = f"""
CREATE FUNCTION registry_sees_person(person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public COST 1000 AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM registry_person p WHERE p.id = person
           AND (p.id = ANY ({ids("people")}::bigint[]) OR p.places && {ids("places")})
    );
END $$
"""
SEES_ORGANISATION = f"""
CREATE FUNCTION registry_sees_organisation(organisation bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public COST 1000 AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM registry_organisation o
         WHERE o.id = organisation AND ARRAY[o.id, o.unit_id, o.school_id] && {ids("places")}
    );
END $$
"""
# an account is seen with its person, and where it holds a role
SEES_ACCOUNT = """
CREATE FUNCTION registry_sees_account(account bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public COST 1000 AS $$
BEGIN
    RETURN registry_sees_person(person) OR EXISTS (
        SELECT FROM registry_grant g WHERE g.user_id = account AND registry_sees_organisation(g.organisation_id)
    );
END $$
"""
OF_SEEN_INTAKES = "intake_id = ANY ((SELECT array_agg(id) FROM registry_intake)::bigint[])"
FUNCTIONS = (
    (SEES_PERSON, "registry_sees_person(bigint)"),
    (SEES_ORGANISATION, "registry_sees_organisation(bigint)"),
    (SEES_ACCOUNT, "registry_sees_account(bigint, bigint)"),
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_rows_know_their_places")]

    operations = [
        *(migrations.RunSQL(make, f"DROP FUNCTION {name}") for make, name in FUNCTIONS),
        Net("registry_person", f"places && {ids('places')}", of_people("id")),
        Net("registry_post", at_places("unit_id", "school_id"), of_people("person_id")),
        Net(
            "registry_guardianship",
            at_places("unit_id", "school_id"),
            of_people("pupil_id", "guardian_id"),
        ),
        Net("registry_paper", of_seen_person("person_id")),
        Net("registry_membership", of_seen_person("person_id")),
        Net("registry_activation", of_seen_person("person_id")),
        Net("registry_likeness", in_span()),
        Net("registry_merger", of_seen_person("kept_id")),
        Net("registry_user", of_account("id"), "registry_sees_account(id, person_id)"),
        Net("registry_grant", of_account("user_id"), "registry_sees_organisation(organisation_id)"),
        Net("registry_externalid", "kind <> 'person'", of_seen_person("target_id")),
        Net("registry_savedview", of_account("user_id")),
        Net("registry_intake", in_span()),
        Net("registry_intakerow", OF_SEEN_INTAKES),
        Net("registry_intakefault", OF_SEEN_INTAKES),
    ]
