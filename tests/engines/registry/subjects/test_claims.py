"""Requests about personal data: made by whom, answered by whom, with what effect."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.conftest import AT, ON
from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import Claim, Person, User
from yuandu.engines.registry.queries import subjects as queries
from yuandu.engines.registry.queries import waiting
from yuandu.engines.registry.services import people
from yuandu.engines.registry.services import subjects as services

LATER = AT + timedelta(days=2)
AT_FIRST = "370700.370705.S1."


@pytest.fixture
def claimed(family):
    """Let the father ask for something about his child."""

    def asked(kind="correct", by=None, person=None, **said):
        said = {"field": "name", "right": "李致远"} | said if kind == "correct" else said
        return services.make_claim(
            person=person or family["child"], kind=kind, by=by or family["father"], at=AT, **said
        )

    return asked


def answers(claim, by, **said):
    said = {"agrees": False, "reason": "和户口簿一致"} | said
    return services.answer_claim(claim=claim, by=by, at=LATER, **said)


def test_a_request_goes_to_the_school_and_promises_fifteen_working_days(claimed, city):
    claim = claimed()

    said = (claim.organisation, claim.wrong, claim.right, claim.asked_name, claim.asked_as, claim.due_on)
    assert said == (city["一小"], "李知远", "李致远", "李大山", "father", date(2022, 12, 22))


def test_data_of_staff_are_answered_for_by_the_county(city, account_of):
    post = {"kind": "subject_teacher", "subject": "mathematics", "from_on": ON}
    teacher = people.add_person(name="王海燕", place=city["一小"], post=post, by=None, at=AT)

    claim = services.make_claim(
        person=teacher, kind="correct", field="sex", right="女", by=account_of(teacher, "teacher"), at=AT
    )

    assert (claim.organisation, claim.asked_as) == (city["奎文区"], "")


def test_a_guardians_own_data_are_answered_for_by_the_school_of_the_ward(family, city, claimed):
    claim = claimed("erase", person=family["father"].person, field="phone")

    assert (claim.organisation, claim.asked_as, claim.wrong) == (city["一小"], "", "138****2206")


def test_nobody_asks_about_others(claimed, family, strangers, account_of, registrar):
    child = account_of(family["child"], "child")

    for user in (strangers["guardian"], child, registrar):
        with pytest.raises(services.NotDeciding):
            claimed(by=user)
    assert Claim.objects.count() == 0


def test_the_same_is_not_asked_twice_while_it_waits(claimed, family, registrar):
    answers(claimed(), registrar)
    claimed()

    with pytest.raises(services.AskedAlready):
        claimed(by=family["mother"])
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "telepathy"},
        {"kind": "correct", "field": ""},
        {"kind": "correct", "field": "shoe_size"},
        {"kind": "correct", "right": " "},
        {"kind": "erase"},
        {"kind": "copy", "field": "name"},
        {"kind": "question", "text": "为什么"},
        {"kind": "question", "text": "为什么", "look": 999},
    ],
)
def test_what_is_not_clear_is_refused(claimed, said):
    with pytest.raises(services.ClaimUnclear):
        claimed(**said)


def test_a_look_at_another_child_cannot_be_questioned(claimed, strangers, looked, registrar):
    look = looked(strangers["child"], by=registrar)

    with pytest.raises(services.ClaimUnclear):
        claimed("question", text="为什么", look=look.pk)


def test_a_question_about_a_look_is_answered_by_somebody_else(claimed, family, person, looked, registrar):
    look = looked(family["child"], by=registrar)
    claim = claimed("question", text="我没有报名", look=look.pk)

    with pytest.raises(services.OwnLook):
        answers(claim, registrar)
    answered = answers(claim, person("principal", role="principal", at="一小"), reason="核对了报名表")

    assert (answered.outcome, answered.reason) == ("REFUSED", "核对了报名表")


def test_only_the_source_and_those_above_it_answer(claimed, person, registrar):
    claim = claimed()

    for user in (
        person("other", role="registrar", at="二小"),
        person("neighbour", role="officer", at="潍城区"),
    ):
        with pytest.raises(services.NotForYou):
            answers(claim, user)
    answered = answers(claim, person("county", role="officer", at="奎文区"))
    assert answered.answered_as == "county（奎文区 教育行政人员）"
    with pytest.raises(services.AlreadyAnswered):
        answers(claim, registrar)


def test_agreeing_to_a_correction_changes_the_record_and_links_the_fact(claimed, family, registrar):
    claim = claimed()

    answered = services.agree_by_correcting(
        claim=claim, right="李致远", by=registrar, at=LATER, because="看过户口簿"
    )

    fact = activity.facts_about(f"registry.Person:{family['child'].pk}").last()
    assert Person.objects.get(pk=family["child"].pk).name == "李致远"
    assert (answered.outcome, answered.change, answered.reason) == ("AGREED", fact.pk, "看过户口簿")
    assert fact.data == {"name": ["李**", "李**"]}


def test_agreeing_to_what_is_so_already_is_no_answer(claimed, registrar):
    claim = claimed()

    with pytest.raises(services.NotChanged):
        services.agree_by_correcting(claim=claim, right="李知远", by=registrar, at=LATER, because="")
    assert Claim.objects.get().answered_at is None


def test_what_the_law_has_kept_is_not_erased(claimed, family, registrar):
    claim = claimed("erase", field="id_card")

    with pytest.raises(services.HeldByDuty) as refused:
        answers(claim, registrar, agrees=True, done="删了")
    with pytest.raises(services.HeldByDuty):
        services.agree_by_erasing(claim=claim, by=registrar, at=LATER, because="")

    assert "学籍档案" in str(refused.value)
    assert family["child"].papers.count() == 1


def test_a_telephone_is_erased_with_the_trail(claimed, family, registrar):
    claim = claimed("erase", person=family["father"].person, field="phone")

    answered = services.agree_by_erasing(claim=claim, by=registrar, at=LATER, because="家长要求")

    fact = activity.facts_about(f"registry.Person:{family['father'].person_id}").last()
    assert Person.objects.get(pk=family["father"].person_id).phone == ""
    assert (answered.outcome, answered.change) == ("AGREED", fact.pk)
    assert fact.data == {"phone": ["138****2206", ""]}


def test_a_copy_holds_whole_numbers_and_is_opened_by_the_asker_only(client, claimed, family, registrar):
    claim = claimed("copy", text="一份就行")
    client.force_login(registrar)
    client.post(f"/registry/claims/{claim.pk}/copy/", {"because": "核对了身份"})
    shown = client.get(f"/registry/claims/{claim.pk}/")
    pages = []
    for parent in ("mother", "father"):
        client.force_login(family[parent])
        pages.append(client.get(f"/registry/claims/{claim.pk}/"))

    file = client.get(pages[1].context["answer"][1])

    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "身份证号,370705201603150011,学籍管理" in text
    assert [page.context["answer"] for page in (shown, pages[0])] == [None, None]


def test_an_account_is_closed_and_forgotten(client, claimed, family, registrar):
    father = family["father"]
    client.force_login(father)
    claim = claimed("erase", person=father.person, field="account")

    services.agree_by_erasing(claim=claim, by=registrar, at=LATER, because="家长要求")

    gone = User.objects.get(pk=father.pk)
    assert (gone.username, gone.email, gone.is_active) == (f"erased-{gone.pk}", "", False)
    assert not gone.has_usable_password()
    assert client.get("/registry/mine/").status_code == 302


def test_handlers_count_what_waits_for_their_own_and_what_is_overdue_below(claimed, registrar, person):
    claim = claimed()
    county = person("county", role="officer", at="奎文区")

    counts = [waiting.claims(user) for user in (registrar, county)]
    Claim.objects.filter(pk=claim.pk).update(due_on=date(2099, 1, 1))
    later = [
        waiting.claims(user) for user in (registrar, county, person("other", role="registrar", at="二小"))
    ]

    assert (counts, later) == ([1, 1], [1, 0, 0])


# — the pages


def test_a_father_asks_with_a_proof_and_follows_the_answer(client, family, registrar):
    client.force_login(family["father"])
    place = f"/registry/people/{family['child'].pk}/claims/correct/"
    proof = SimpleUploadedFile("户口簿.pdf", b"%PDF-1.4 household", "application/pdf")

    form = client.get(f"{place}?field=name")
    made = client.post(place, {"field": "name", "right": "李致远", "text": "写错了", "file": proof})

    claim = Claim.objects.get()
    assertContains(form, "姓名，现在是李知远")
    assertContains(form, "15个工作日内答复，这是平台的承诺，不是法定期限")
    assertRedirects(made, f"/registry/claims/{claim.pk}/")
    assertContains(client.get(f"/registry/claims/{claim.pk}/"), "户口簿.pdf")
    answers(claim, registrar, reason="和户口簿一致，没有错")
    assertContains(client.get(f"/registry/claims/{claim.pk}/"), "和户口簿一致，没有错")


def test_a_form_without_what_is_right_says_so(client, family):
    client.force_login(family["father"])

    page = client.post(f"/registry/people/{family['child'].pk}/claims/correct/", {"field": "name"})

    assert page.status_code == 422


def test_the_registrar_finds_the_request_and_corrects_by_it(client, claimed, family, registrar):
    claim = claimed()
    client.force_login(registrar)

    listed = client.get("/registry/claims/")
    page = client.get(f"/registry/claims/{claim.pk}/")
    form = client.get(f"/registry/claims/{claim.pk}/correct/")
    done = client.post(f"/registry/claims/{claim.pk}/correct/", {"right": "李致远", "because": "看过户口簿"})

    assertContains(listed, "更正：姓名")
    assertContains(page, "同意，去改")
    assertContains(form, 'value="李致远"')
    assertRedirects(done, f"/registry/claims/{claim.pk}/")
    assert Person.objects.get(pk=family["child"].pk).name == "李致远"


def test_a_number_is_corrected_by_the_request(client, claimed, family, registrar):
    claim = claimed(field="id_card", right="370705201603150038")
    client.force_login(registrar)

    wrong = client.post(f"/registry/claims/{claim.pk}/correct/", {"right": "3707052016", "because": "看过"})
    client.post(f"/registry/claims/{claim.pk}/correct/", {"right": "370705201603150038", "because": "看过"})

    assert wrong.status_code == 409
    assert family["child"].papers.get().number == "370705201603150038"
    assertContains(client.get(f"/registry/claims/{claim.pk}/"), "370705********0011")


def test_a_refusal_by_law_is_written_already(client, claimed, registrar):
    claim = claimed("erase", field="name")
    client.force_login(registrar)

    page = client.get(f"/registry/claims/{claim.pk}/")
    form = client.get(f"/registry/claims/{claim.pk}/answer/")

    assertContains(page, "这一项依法要留着，不能删")
    assertNotContains(page, "同意，去删")
    assertContains(form, "学籍档案")


def test_a_request_is_shown_to_the_family_and_to_its_handlers_only(
    client, person, claimed, family, strangers, registrar, account_of
):
    place = f"/registry/claims/{claimed().pk}/"
    seen = {
        family["father"]: 200,
        family["mother"]: 200,
        registrar: 200,
        person("county", role="officer", at="奎文区"): 200,
        person("city", role="officer"): 200,
        strangers["guardian"]: 404,
        account_of(family["child"], "child"): 404,
        person("neighbour", role="officer", at="潍城区"): 404,
        person("other", role="registrar", at="二小"): 404,
        person("teacher", role="teacher", at="一小"): 404,
    }

    for user, status in seen.items():
        client.force_login(user)
        assert client.get(place).status_code == status, user.username
    client.logout()
    assert client.get(place).status_code == 302


def test_only_handlers_reach_the_ways_to_answer(client, person, claimed, family):
    claim = claimed()
    for user, status in ((family["father"], 403), (person("other", role="registrar", at="二小"), 404)):
        client.force_login(user)
        for way in ("answer", "correct", "erase"):
            answer = client.post(f"/registry/claims/{claim.pk}/{way}/", {"agrees": "yes", "reason": "x"})
            assert answer.status_code == status
    assert Claim.objects.get().answered_at is None


def test_a_list_of_requests_names_people_at_the_school_only(client, claimed, registrar, person):
    claimed()
    county, neighbour = (person(name, role="officer", at=name) for name in ("奎文区", "潍城区"))
    pages = []
    for user in (registrar, county, neighbour):
        client.force_login(user)
        pages.append(client.get("/registry/claims/"))

    assertContains(pages[0], "李大山")
    assertContains(pages[1], "李**")
    for page in pages[1:]:
        assertNotContains(page, "李大山")
    assertNotContains(pages[2], "李**")


def test_the_page_of_ones_data_shows_each_datum_with_grade_source_and_reason(client, family):
    client.force_login(family["father"])

    page = client.get(f"/registry/people/{family['child'].pk}/data/")

    lines = {row["title"]: (row["values"], row["grade"]) for row in page.context["rows"]}
    assert lines["身份证号"] == (("370705********0011",), "L4")
    assert lines["监护人"] == (("李大山 父亲", "周敏 母亲"), "L4")
    assertContains(page, "学籍管理")


def test_a_child_under_fourteen_is_told_that_the_guardians_look(client, account_of, family):
    client.force_login(account_of(family["child"], "child"))

    assertContains(client.get("/registry/mine/"), "你的数据由监护人照看")


def test_a_father_of_a_child_sees_himself_and_the_child(client, family):
    client.force_login(family["father"])

    page = client.get("/registry/mine/")

    assert [one["name"] for one in page.context["subjects"]] == ["李大山", "李知远"]


def test_a_request_about_a_record_that_was_merged_is_one_about_the_person(
    client, claimed, family, pupil_of, registrar
):
    double = pupil_of("李知远")
    guardian = double.guardianships.create(guardian=family["father"].person, relation="father", path=AT_FIRST)
    claim = claimed(person=double)
    guardian.delete()
    people.merge_people(kept=family["child"], gone=double, by=None, at=AT)

    services.agree_by_correcting(claim=claim, right="李致远", by=registrar, at=LATER, because="看过户口簿")

    client.force_login(family["mother"])
    assertContains(client.get(f"/registry/people/{family['child'].pk}/claims/"), "更正：姓名")
    assertContains(client.get(f"/registry/claims/{claim.pk}/"), "看过户口簿")
    assert Person.objects.get(pk=family["child"].pk).name == "李致远"


def test_claims_are_kept_with_what_was_asked(claimed, registrar):
    claim = answers(claimed(), registrar)

    with pytest.raises(Exception, match="claim_is_answered_with_an_outcome"):
        Claim.objects.filter(pk=claim.pk).update(outcome="")


def test_promises_skip_the_holidays_of_the_calendar(claimed):
    promised = [queries.promised_on("correct", on=on) for on in (date(2022, 12, 1), date(2022, 9, 30))]

    assert promised == [date(2022, 12, 22), date(2022, 10, 26)]
