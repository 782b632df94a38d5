"""The pages of exports: asked for from a list, allowed, downloaded, and shut to everybody else."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.conftest import AT
from tests.engines.registry.exports.conftest import SAID
from yuandu.engines.activity import api as activity
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import ExportRequest
from yuandu.engines.registry.services import privacy


def said(**more):
    return SAID | {"needed_until": timezone.localdate().isoformat()} | more


def test_a_list_of_people_leads_to_a_question_and_the_question_to_a_request(client, asker, latest):
    client.force_login(asker)

    page = client.get("/registry/pupils/", {"export": "xlsx", "q": "李"}, follow=True)
    answer = client.post(page.redirect_chain[-1][0], said(form="xlsx"))

    assertContains(page, "搜索：李")
    assertContains(page, "<dd>1</dd>", html=True)
    assertContains(page, "要另一位负责人批准才会生成")
    request = latest()
    assertRedirects(answer, f"/registry/exports/{request.pk}/")
    assert (request.query, request.form, request.columns, request.count) == (
        "q=%E6%9D%8E",
        "xlsx",
        ["name", "place"],
        1,
    )


def test_no_list_of_people_is_sent_as_a_file(client, asker, city):
    client.force_login(asker)
    lists = ("pupils/", "staff/", f"classes/{city['2018级1班'].pk}/")

    answers = [
        client.get(f"/registry/{each}", {"export": form}) for each in lists for form in ("csv", "xlsx")
    ]
    likenesses = client.get("/registry/likenesses/", {"export": "csv"})

    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url.partition("?")[0] for answer in answers} == {"/registry/exports/ask/"}
    assertContains(likenesses, "这张表里有个人信息，不能导出。", status_code=409)


def test_a_list_of_no_people_is_sent_as_before(client, asker):
    client.force_login(asker)

    file = client.get("/registry/organisations/", {"export": "csv"})

    assert "一小" in b"".join(file.streaming_content).decode()


@pytest.mark.parametrize("wrong", [{"columns": []}, {"purpose": "fun"}, {"recipient": ""}, {"form": "exe"}])
def test_a_form_that_is_not_filled_in_asks_for_nothing(client, asker, wrong):
    client.force_login(asker)

    answer = client.post("/registry/exports/ask/?listing=registry.pupils&query=", said(**wrong))

    assert answer.status_code == 422
    assert ExportRequest.objects.count() == 0


def test_a_list_that_is_none_and_a_class_of_others_are_not_exported(client, person, asker, city, pupils):
    client.force_login(person("other", role="registrar", at="二小"))

    unknown = client.get("/registry/exports/ask/?listing=registry.secrets&query=")
    foreign = client.get(
        f"/registry/exports/ask/?listing=registry.class&query=place%3D{city['2018级1班'].pk}"
    )
    roster = client.post("/registry/exports/ask/?listing=registry.pupils&query=", said())

    assert [answer.status_code for answer in (unknown, foreign, roster)] == [409] * 3
    assert ExportRequest.objects.count() == 0


def test_a_second_person_sees_it_waiting_and_allows_it(client, ask, asker, colleague):
    request = ask(query="q=李")
    client.force_login(colleague)

    today, page = client.get("/registry/exports/"), client.get(f"/registry/exports/{request.pk}/")
    done = client.post(f"/registry/exports/{request.pk}/allow/", follow=True)

    assertContains(today, request.number)
    assertContains(page, "批准导出")
    for words in ("市招生办", "搜索：李", "姓名、班级"):
        assertContains(page, words)
    assertContains(done, "已批准，正在生成。只有申请人能下载。")
    assertNotContains(done, "批准导出</button>")


def test_who_asked_is_offered_no_decision_and_cannot_send_one(client, ask, asker):
    request = ask()
    client.force_login(asker)

    page = client.get(f"/registry/exports/{request.pk}/")
    sent = client.post(f"/registry/exports/{request.pk}/allow/")

    assertNotContains(page, "批准导出</button>")
    assertContains(page, "撤回申请")
    assertContains(sent, "申请人自己不能批准，换了身份也不行。", status_code=409)


def test_a_refusal_tells_the_asker_why(client, ask, asker, colleague):
    request = ask()
    client.force_login(colleague)
    client.post(f"/registry/exports/{request.pk}/refuse/", {"because": "只要姓名就够了"})
    client.force_login(asker)

    assertContains(client.get(f"/registry/exports/{request.pk}/"), "只要姓名就够了")


def test_what_was_asked_for_is_taken_back_by_the_asker_alone(client, ask, asker, colleague):
    request = ask()
    client.force_login(colleague)
    others = client.post(f"/registry/exports/{request.pk}/withdraw/")
    client.force_login(asker)
    own = client.post(f"/registry/exports/{request.pk}/withdraw/")

    request.refresh_from_db()
    assert (others.status_code, own.status_code, request.state) == (404, 302, "WITHDRAWN")


@pytest.mark.parametrize(
    ("role", "at"), [("officer", "潍城区"), ("registrar", "二小"), ("principal", "一小"), ("teacher", "一小")]
)
def test_a_request_of_others_is_not_there(client, person, made, role, at):
    request = made()
    client.force_login(person("stranger", role=role, at=at))

    answers = [client.get(f"/registry/exports/{request.pk}/")]
    answers += [
        client.post(f"/registry/exports/{request.pk}/{what}/") for what in ("allow", "refuse", "withdraw")
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}
    assertNotContains(client.get("/registry/exports/"), request.number)


@pytest.mark.parametrize("role", ["pupil", "guardian"])
def test_families_ask_for_no_file(client, city, pupils, role):
    person = pupils[0]
    if role == "guardian":
        row = registry.add_guardian(
            pupil=pupils[0], name="李大山", relation="father", by=None, at=timezone.now()
        )
        person = row.guardian
    details = {"password": None, "home": city["一小"], "by": None, "at": AT, "person": person}
    client.force_login(registry.open_account(username="family", name="李", **details))

    addresses = ("exports/", "exports/ask/?listing=registry.pupils", "exports/roster/", "looks/", "grades/")
    assert {client.get(f"/registry/{address}").status_code for address in addresses} == {403}


def test_the_asker_downloads_it_so_many_times(client, made, asker):
    request = made()
    client.force_login(asker)
    page = client.get(f"/registry/exports/{request.pk}/")
    link = page.context["file_url"]

    answers = [client.get(link) for _time in range(4)]

    text = b"".join(answers[0].streaming_content).decode("utf-8-sig")
    assert "李知远" in text
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
    assert answers[0]["Cache-Control"] == "private, no-store"
    assert f"{request.number}.csv" in answers[0]["Content-Disposition"]
    assertNotContains(client.get(f"/registry/exports/{request.pk}/"), "下载文件")


def test_a_link_that_was_passed_on_opens_nothing_and_is_recorded(client, made, asker, colleague, person):
    request = made()
    link = f"/registry/exports/files/{privacy.token_of(request)}/"
    strangers = [colleague, person("neighbour", role="officer", at="潍城区"), person("nobody")]

    answers = []
    for stranger in strangers:
        client.force_login(stranger)
        answers.append(client.get(link))
    client.logout()
    outside = client.get(link)

    assert [answer.status_code for answer in answers] == [403] * 3
    assertContains(answers[0], "这个文件只给申请人下载", status_code=403)
    assert (outside.status_code, outside.url.partition("?")[0]) == (302, "/sign-in/")
    facts = activity.facts_about(f"registry.ExportRequest:{request.pk}")
    passed = facts.filter(verb="registry.export_link_passed_on")
    assert [fact.by_id for fact in passed] == [stranger.pk for stranger in strangers]
    assert not facts.filter(verb="registry.exported").exists()
    request.refresh_from_db()
    assert request.downloads == 0


def test_a_link_that_was_tampered_with_opens_nothing(client, made, asker):
    token = privacy.token_of(made())
    client.force_login(asker)

    assertContains(
        client.get(f"/registry/exports/files/{token[:-2]}xx/"), "链接不完整，或者被改过", status_code=403
    )


def test_a_whole_place_is_asked_for_by_who_hands_in_rosters(client, asker, city, latest, person):
    client.force_login(asker)
    foreign = client.post("/registry/exports/roster/", said(organisation=city["潍城区"].pk, form="pupils"))
    asked = client.post("/registry/exports/roster/", said(organisation=city["奎文区"].pk, form="pupils"))
    client.force_login(person("principal", role="principal", at="一小"))
    barred = client.get("/registry/exports/roster/")

    assert (foreign.status_code, barred.status_code) == (422, 403)
    assert asked.url == f"/registry/exports/{latest().pk}/"
    assert (latest().listing, latest().form, latest().grade) == ("roster", "pupils", "L4")
