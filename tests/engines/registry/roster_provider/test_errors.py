"""What a bad request gets: the body of the standard, its status, and no row; never a failure of ours."""

import pytest

from tests.engines.registry.roster_provider.conftest import BASE, System
from tests.engines.registry.roster_provider.schema import PROBLEM, faults_of
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry.models import Organisation
from yuandu.engines.registry.rules.oneroster import CORE, DEMOGRAPHICS, FULL

SELECTION, FILTER = (400, "invalid_selection_field"), (400, "invalid_filter_field")
BAD = (
    ({"limit": "-1"}, SELECTION),
    ({"limit": "0"}, SELECTION),
    ({"limit": "1000000000"}, SELECTION),
    ({"limit": "1001"}, SELECTION),
    ({"limit": "９"}, SELECTION),
    ({"limit": "1e2"}, SELECTION),
    ({"limit": ""}, SELECTION),
    ({"offset": "-1"}, SELECTION),
    ({"offset": "99999999999999999999"}, SELECTION),
    ({"offset": "a"}, SELECTION),
    ({"cursor": "x"}, SELECTION),
    ({"cursor": "WzAsIDFd", "sort": "familyName"}, SELECTION),
    ({"cursor": "WzksIDFd"}, SELECTION),
    ({"cursor": "WzAsIDEsIDJd"}, SELECTION),
    ({"cursor": "WzAsICJhIl0"}, SELECTION),
    ({"cursor": "WzAsIDFlOTldCg"}, SELECTION),
    ({"cursor": "é"}, SELECTION),
    ({"sort": "nothing"}, SELECTION),
    ({"sort": ""}, SELECTION),
    ({"sort": "roles.role"}, SELECTION),
    ({"sort": "p.id; DROP TABLE registry_person"}, SELECTION),
    ({"sort": "familyName\0"}, SELECTION),
    ({"orderBy": "up"}, SELECTION),
    ({"fields": "nothing"}, SELECTION),
    ({"fields": ""}, SELECTION),
    ({"fields": "sourcedId,,status"}, SELECTION),
    ({"fields": "roles.role"}, SELECTION),
    ({"filter": ""}, FILTER),
    ({"filter": "status=active"}, FILTER),
    ({"filter": "status='active"}, FILTER),
    ({"filter": "nothing='x'"}, FILTER),
    ({"filter": "status='active' AND"}, FILTER),
    ({"filter": "1=1"}, FILTER),
    ({"filter": "' OR 1=1 --"}, FILTER),
    ({"filter": "dateLastModified>'yesterday'"}, FILTER),
    ({"filter": "dateLastModified>'0001-01-01T00:00:00+14:00'"}, FILTER),
    ({"filter": "roles.role>'a'"}, FILTER),
    ({"filter": "email='ming@example.cn'"}, FILTER),
    ({"filter": "phone~'138'"}, FILTER),
    ({"filter": "userIds.identifier='G370705201803050019'"}, FILTER),
    ({"filter": "x" * 3_000}, FILTER),
)


def test_what_is_badly_asked_is_refused_in_the_words_of_the_standard(system, roster):
    reader = system()

    answers = [(query, reader.problem("users", **query)) for query, _code in BAD]
    bodies = [reader.call("users", query).json() for query, _code in BAD]

    assert answers == list(BAD)
    assert [fault for body in bodies for fault in faults_of(body, PROBLEM)] == []


def test_a_refusal_says_what_to_do_to_the_letter(system, roster):
    response = system().call("users", {"limit": "-1"})

    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "limit is a whole number from 1 to 1000.",
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": "invalid_selection_field",
                }
            ]
        },
    }


def test_what_is_not_there_is_unknown(system, roster, city):
    reader, people = system("奎文区"), roster["people"]
    form, other = roster["form"].pk, city["二小"].pk
    addresses = [
        f"users/P{people['neighbour'].pk}",
        f"students/P{people['neighbour'].pk}",
        f"users/P{people['neighbours_father'].pk}",
        f"demographics/P{people['neighbour'].pk}",
        f"teachers/P{people['child'].pk}",
        f"enrollments/E{roster['posts']['neighbour'].pk}",
        f"orgs/O{other}",
        f"orgs/O{city['潍坊市'].pk}",
        f"orgs/O{form}",
        f"schools/O{city['奎文区'].pk}",
        f"schools/O{other}/students",
        f"schools/O{other}/classes/C{form}/students",
        f"schools/O{city['一小'].pk}/classes/C{other}/students",
        f"users/P{people['neighbour'].pk}/classes",
        "users/P999999999999999999999",
        "users/P01",
        "users/1",
        "users/p1",
        "users/O1",
        "users/'; DROP TABLE registry_person; --",
        "gradingPeriods/S1",
        f"terms/Y2026/gradingPeriods/{form}",
        "nothing",
        "users/",
        "",
    ]

    answers = {
        address: reader.problem(address) for address in addresses if not address.startswith("demographics")
    }

    assert set(answers.values()) == {(404, "unknownobject")}, answers
    privileged = system("奎文区", scopes=(DEMOGRAPHICS,))
    assert privileged.problem(addresses[3]) == (404, "unknownobject")


def test_who_has_no_token_is_asked_for_one(system, roster, city):
    for token in ("", "nothing", "é"):
        response = System(token, city["一小"]).call("users")

        assert (response.status_code, faults_of(response.json(), PROBLEM)) == (401, [])
        assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("scopes", "closed"),
    [
        ((CORE,), ["demographics", "schools/O{school}/students", "users/P{child}/classes"]),
        ((FULL,), ["demographics", "demographics/P{child}"]),
        ((DEMOGRAPHICS,), ["users", "orgs", "classes/C{form}/students", "nothing"]),
    ],
)
def test_a_token_opens_only_what_its_scopes_say(system, roster, scopes, closed):
    reader = system("一小", scopes=scopes)
    gaps = {"school": roster["school"].pk, "child": roster["people"]["child"].pk, "form": roster["form"].pk}

    answers = {address: reader.problem(address.format(**gaps)) for address in closed}

    assert set(answers.values()) == {(403, "forbidden")}, answers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_roster_can_only_be_read(system, roster, method):
    response = system("一小").call("users", method=method)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert faults_of(response.json(), PROBLEM) == []


def test_a_head_request_says_how_many_there_are(system, roster):
    response = system("一小").call("users", method="HEAD")

    assert (response.status_code, response["X-Total-Count"], response.content) == (200, "7", b"")


def test_what_takes_too_long_is_given_up(system, roster, monkeypatch):
    monkeypatch.setattr("yuandu.engines.registry.queries.oneroster.paging.PATIENCE", "1")
    reader, slow = system(), "(SELECT true FROM pg_sleep(0.2))"
    monkeypatch.setattr("yuandu.engines.registry.queries.oneroster.people.IN_LETTERS", slow)
    monkeypatch.setattr(
        "yuandu.engines.registry.queries.oneroster.people.FAMILY_NAME", f"(CASE WHEN {slow} THEN 'x' END)"
    )

    response = reader.call("users", {"filter": "familyName='x'"})

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert faults_of(response.json(), PROBLEM) == []
    assert reader.call("users").status_code == 200


def test_a_refused_request_leaves_no_entry(system, roster):
    reader = system("一小")

    reader.call("users", {"filter": "nothing='x'"})
    reader.call("users/P0")

    assert not Fact.objects.filter(verb="registry.roster_read").exists()


def test_a_token_of_a_system_whose_organisation_was_moved_still_finds_its_place(system, roster, city):
    reader = system("一小")
    Organisation.objects.filter(pk=city["一小"].pk).update(name="第一小学")

    assert reader.get("orgs")["orgs"][0]["name"] == "第一小学"
    assert BASE in reader.call("orgs")["Link"]
