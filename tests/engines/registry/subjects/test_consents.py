"""Consents: who is asked, what counts, how long."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.conftest import AT
from tests.engines.registry.subjects.conftest import ELDER
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Consent, Person, Processing
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.services import subjects as services
from yuandu.engines.registry.services.subjects.loading import shipped_processing

FACE = "face_recognition"
ON = AT.date()


def stands(person, on=ON):
    return registry.consents(person_id=person.pk, activity=FACE, on=on)


def give(person, by, at=AT):
    return services.give_consent(person=person, activity=FACE, by=by, at=at)


def withdraw(person, by, at=AT + timedelta(hours=1)):
    return services.withdraw_consent(person=person, activity=FACE, by=by, at=at)


def test_one_guardian_is_enough(family):
    before = stands(family["child"])

    consent = give(family["child"], family["father"])

    assert (before, stands(family["child"])) == (False, True)
    assert (consent.given_name, consent.is_own, consent.school.name) == ("李大山", False, "一小")


def test_a_withdrawal_by_the_other_guardian_counts_until_that_one_consents_again(family):
    give(family["child"], family["father"])

    withdraw(family["child"], family["mother"])

    assert not stands(family["child"])
    with pytest.raises(services.Objected):
        give(family["child"], family["father"], at=AT + timedelta(hours=2))
    give(family["child"], family["mother"], at=AT + timedelta(hours=3))
    assert stands(family["child"])


def test_who_withdrew_alone_may_consent_again(family):
    give(family["child"], family["father"])
    withdraw(family["child"], family["father"])

    give(family["child"], family["father"], at=AT + timedelta(hours=2))

    assert stands(family["child"])


def test_a_second_yes_and_a_second_no_change_nothing(family):
    first, second = (give(family["child"], family[parent]) for parent in ("father", "mother"))
    gone = [withdraw(family["child"], family["father"]) for _time in range(2)]

    assert (first, gone) == (second, [first, None])
    assert Consent.objects.count() == 1


def test_each_step_leaves_a_fact_that_names_the_child(family):
    consent = give(family["child"], family["father"])
    withdraw(family["child"], family["mother"])

    facts = activity.facts_about(f"registry.Consent:{consent.pk}")

    assert [(fact.verb, fact.by_id, fact.people) for fact in facts] == [
        ("registry.consent_given", family["father"].pk, [family["child"].pk]),
        ("registry.consent_withdrawn", family["mother"].pk, [family["child"].pk]),
    ]


def test_a_new_version_asks_anew(family):
    give(family["child"], family["father"])
    spec = next(spec for spec in shipped_processing() if spec.code == FACE)

    services.load_processing([replace(spec, version=2, valid_from=date(2023, 1, 1), retention="十天。")])

    assert (stands(family["child"]), stands(family["child"], date(2023, 1, 1))) == (True, False)
    standing = queries.standing_of(family["child"], FACE, on=date(2023, 1, 1))
    assert (standing.is_outdated, standing.processing.retention) == (True, "十天。")


def test_from_fourteen_the_person_decides_and_the_guardians_consent_ends(pupil_of, account_of):
    elder = pupil_of("周八", birth_on=ELDER, guardians=[("周大为", "father", "13800004444")])
    guardian, own = account_of(elder.guardianships.get().guardian, "guardian"), account_of(elder, "elder")
    birthday = datetime(2024, 5, 1, 9, tzinfo=UTC)
    give(elder, guardian)

    assert (stands(elder, date(2024, 4, 30)), stands(elder, date(2024, 5, 1))) == (True, False)
    with pytest.raises(services.NotDeciding):
        give(elder, guardian, at=birthday)
    give(elder, own, at=birthday)
    assert stands(elder, date(2024, 5, 1))


def test_nobody_decides_for_a_child_of_others_nor_a_child_alone(family, strangers, account_of, registrar):
    give(family["child"], family["father"])
    child = account_of(family["child"], "child")

    for user in (strangers["guardian"], child, registrar):
        for decide in (give, withdraw):
            with pytest.raises(services.NotDeciding):
                decide(family["child"], user)
    assert stands(family["child"])


def test_what_rests_on_a_duty_is_not_asked_and_holds_for_all(family):
    with pytest.raises(services.NotAsked):
        services.give_consent(person=family["child"], activity="pupil_roll", by=family["father"], at=AT)

    assert registry.consents(person_id=family["child"].pk, activity="pupil_roll", on=ON)


def test_an_unknown_activity_is_an_error_and_never_a_yes(family):
    with pytest.raises(queries.UnknownProcessing):
        registry.consents(person_id=family["child"].pk, activity="telepathy", on=ON)


def test_a_whole_class_is_asked_in_one_statement(family, strangers, pupil_of, django_assert_num_queries):
    elder = pupil_of("周八", birth_on=ELDER)
    give(family["child"], family["father"])
    everybody = Person.objects.filter(pk__in=[family["child"].pk, strangers["child"].pk, elder.pk])
    registry.consents(person_id=elder.pk, activity=FACE, on=ON)  # the code table is in the process now

    with django_assert_num_queries(2):  # the edition in force, and the people
        consented = list(registry.consented(everybody, activity=FACE, on=ON))

    assert consented == [family["child"]]


def test_the_page_asks_what_needs_a_consent_and_explains_what_does_not(client, family):
    client.force_login(family["father"])

    page = client.get(f"/registry/people/{family['child'].pk}/consents/")

    asked = [card["code"] for card in page.context["asked"]]
    assert asked == ["face_recognition", "psychology", "class_video", "works_shown"]
    assert [card["code"] for card in page.context["duties"]] == ["pupil_roll", "guardianship", "sign_in"]
    assertContains(page, "待核对原文")
    assertContains(page, "这项功能现在还没有启用", count=4)


def test_a_yes_and_a_no_are_one_click_each(client, family):
    client.force_login(family["father"])
    place = f"/registry/people/{family['child'].pk}/consents/"

    given = client.post(f"{place}{FACE}/give/", follow=True)
    withdrawn = client.post(f"{place}{FACE}/withdraw/", follow=True)

    assertRedirects(given, place)
    assertContains(given, "撤回对人脸识别进出校门的同意")
    assertContains(withdrawn, "已撤回")
    assertNotContains(withdrawn, "撤回对人脸识别进出校门的同意")


def test_nobody_else_reaches_the_consents(client, person, family, strangers, registrar, account_of):
    child = account_of(family["child"], "child")
    place = f"/registry/people/{family['child'].pk}/consents/"
    for user in (strangers["guardian"], child, registrar, person("city", role="officer")):
        client.force_login(user)

        answers = [client.get(place), client.post(f"{place}{FACE}/give/")]

        assert [answer.status_code for answer in answers] == [404, 404], user.username
    assert Consent.objects.count() == 0


def test_a_guardian_sees_but_does_not_decide_for_a_pupil_of_fourteen(client, pupil_of, account_of):
    elder = pupil_of("周八", birth_on=ELDER, guardians=[("周大为", "father", "13800004444")])
    client.force_login(account_of(elder.guardianships.get().guardian, "guardian"))

    page = client.get(f"/registry/people/{elder.pk}/consents/")
    refused = client.post(f"/registry/people/{elder.pk}/consents/{FACE}/give/")

    assertContains(page, "满14岁了，由本人决定")
    assertNotContains(page, "同意人脸识别进出校门")
    assert refused.status_code == 409


@pytest.mark.django_db
def test_an_edition_that_is_there_is_not_loaded_again():
    count = Processing.objects.count()

    assert (services.load_processing(), count) == (0, len(shipped_processing()))
