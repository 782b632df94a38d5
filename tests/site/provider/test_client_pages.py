"""The pages on which systems are registered, changed and stopped, and who does not come in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import AT
from tests.site.provider.conftest import BACK
from yuandu.engines.activity import api as activity
from yuandu.site.provider import services
from yuandu.site.provider.models import AccessToken, Client
from yuandu.site.provider.services.clients import ElsewhereThanOwn, NotTheBureaus, UnsafeAddress

pytestmark = pytest.mark.django_db
FILLED = {
    "title": "潍坊云课堂",
    "organisation": "潍坊市教育局",
    "contact": "某公司 8230",
    "client_type": "confidential",
    "redirect_uris": f"{BACK}\nhttps://cloud.example/second",
    "scopes": ["openid", "profile"],
    "algorithm": "ES256",
    "because": "市局同意接入",
}


@pytest.fixture
def administrator(signed_in):
    return signed_in("admin", role="administrator", at="潍坊市")


def test_an_administrator_registers_a_system_and_sees_its_secret_once(administrator):
    page = administrator.post("/systems/new/", FILLED)

    made = Client.objects.get()
    secret = page.context["secret"]
    assert (made.title, made.redirect_uris) == ("潍坊云课堂", f"{BACK} https://cloud.example/second")
    assert made.client_secret != secret
    assert secret in page.content.decode()
    assert secret not in administrator.get(made.get_absolute_url()).content.decode()
    fact = activity.facts_about(f"provider.Client:{made.pk}").get()
    assert (fact.verb, fact.because) == ("provider.registered", "市局同意接入")
    assert secret not in str(fact.data)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"redirect_uris": "http://cloud.example/cb"}, "要以https开头"),
        ({"redirect_uris": "https://cloud.example/#x"}, "不能有井号"),
        ({"redirect_uris": "https://*.example/"}, "不能有星号"),
        ({"redirect_uris": ""}, "就要有返回的地址"),
        ({"organisation": "没有的学校"}, "没有这个机构"),
        ({"client_type": "public", "scopes": ["scim"]}, "要有密钥"),
        ({"organisation": "一小", "skips_consent": "on"}, "只有市教育局"),
        ({"because": ""}, ""),
    ],
)
def test_what_cannot_be_registered_is_said_beside_the_field(administrator, changes, said):
    page = administrator.post("/systems/new/", FILLED | changes)

    assert (page.status_code, Client.objects.count()) == (422, 0)
    assert said in page.content.decode()
    assert "某公司 8230" in page.content.decode()


def test_a_change_keeps_what_was_before(administrator, system):
    changed = FILLED | {"title": "云课堂二期", "redirect_uris": BACK, "because": "改名"}

    answer = administrator.post(f"/systems/{system.client.pk}/change/", changed)

    fact = activity.facts_about(f"provider.Client:{system.client.pk}").order_by("-pk")[0]
    assert answer.status_code == 302
    assert (fact.verb, fact.because, fact.data["title"]) == (
        "provider.changed",
        "改名",
        ["潍坊云课堂", "云课堂二期"],
    )


def test_the_page_of_changing_shows_what_is_there(administrator, system):
    page = administrator.get(f"/systems/{system.client.pk}/change/").content.decode()

    assert (BACK in page, "潍坊市教育局" in page, 'value="openid"' in page) == (True, True, True)


def test_a_new_secret_is_shown_once_and_the_old_one_is_dead(administrator, system, signed_in):
    page = administrator.post(f"/systems/{system.client.pk}/secret/", {"because": "换人"})
    browser = signed_in()

    old = system.exchange(system.code(browser))
    new = system.exchange(system.code(browser), client_secret=page.context["secret"])

    assert (old.status_code, new.status_code) == (401, 200)


def test_a_system_is_stopped_and_resumed_with_a_reason(administrator, system, signed_in):
    browser, pk = signed_in(), system.client.pk
    system.tokens(browser)

    administrator.post(f"/systems/{pk}/stop/", {"because": "合同到期"})
    stopped = (browser.get(system.asking()).status_code, AccessToken.objects.count())
    administrator.post(f"/systems/{pk}/resume/", {"because": "续签"})

    assert stopped == (400, 0)
    assert browser.get(system.asking()).status_code == 302
    said = [(f.verb, f.because) for f in activity.facts_about(f"provider.Client:{pk}").order_by("-pk")[:3]]
    assert ("provider.resumed", "续签") in said


def test_the_page_of_a_system_says_who_signed_on_and_what_it_did(administrator, system, signed_in):
    system.tokens(signed_in("wang"))
    system.tokens(signed_in("zhao"))

    page = administrator.get(f"/systems/{system.client.pk}/").content.decode()

    assert "2人登录过，最近七天2人；现在有2处登录着，有效令牌2个。" in page
    for words in ("wang", "zhao", "登录了系统", "登记了接入的系统", system.client.client_id):
        assert words in page


def test_the_pages_cost_the_same_for_one_and_for_many(administrator, registered, signed_in):
    def cost(system):
        with CaptureQueriesContext(connection) as listed:
            administrator.get("/systems/")
        with CaptureQueriesContext(connection) as shown:
            administrator.get(f"/systems/{system.client.pk}/")
        return len(listed), len(shown)

    system = registered()
    system.tokens(signed_in("one"))
    administrator.get("/systems/")
    before = cost(system)
    for n in range(3):
        registered(f"系统{n}").tokens(signed_in(f"other{n}"))
        system.tokens(signed_in(f"more{n}"))

    assert cost(system) == before
    assert max(before) <= 25


def test_a_stopped_system_is_found_by_the_filter(administrator, registered):
    on, off = registered("在用的"), registered("停了的")
    services.stop_client(client=off.client, because="到期", by=None, at=timezone.now())

    pages = {state: administrator.get(f"/systems/?state={state}").content.decode() for state in ("on", "off")}

    assert [("在用的" in pages[state], "停了的" in pages[state]) for state in pages] == [
        (True, False),
        (False, True),
    ]
    assert on.client.title in administrator.get("/systems/?q=在用").content.decode()


# — who does not come in


PAGES = ("client", "change", "secret", "stop", "resume")


def test_the_administrator_of_a_county_sees_the_systems_of_that_county_alone(signed_in, registered):
    browser = signed_in("kuiwen", role="administrator", at="奎文区")
    own, citys, neighbours = (
        registered("奎文的", at="奎文区"),
        registered("市局的"),
        registered("潍城的", at="潍城区"),
    )
    listed = browser.get("/systems/").content.decode()

    assert ("奎文的" in listed, "市局的" in listed, "潍城的" in listed) == (True, False, False)
    for name in PAGES:
        assert browser.get(reverse(f"provider:{name}", args=[own.client.pk])).status_code == 200
        for other in (citys, neighbours):
            place = reverse(f"provider:{name}", args=[other.client.pk])
            answers = [browser.get(place).status_code, browser.post(place, {"because": "试"}).status_code]
            assert answers[0] == 404
            assert answers[1] in {404, 405}
    neighbours.client.refresh_from_db()
    assert neighbours.client.stopped_at is None


def test_a_county_sees_who_signed_on_to_its_own_system(signed_in, registered):
    system = registered("奎文的", at="奎文区", skips_consent=False)
    teacher = signed_in("wang")
    teacher.post(system.asking().replace("/authorize", "/consent"), {"answer": "yes"})
    browser = signed_in("kuiwen", role="administrator", at="奎文区")

    page = browser.get(f"/systems/{system.client.pk}/").content.decode()

    assert "wang" in page


def test_a_county_registers_nothing_for_its_neighbour_or_the_city(signed_in):
    browser = signed_in("kuiwen", role="administrator", at="奎文区")

    for name in ("潍城区教育和体育局", "二小", "潍坊市教育局"):
        page = browser.post("/systems/new/", FILLED | {"organisation": name})
        assert (page.status_code, Client.objects.count()) == (422, 0)


@pytest.mark.parametrize("role", ["officer", "registrar", "principal", "teacher", "pupil", "guardian"])
def test_nobody_but_administrators_looks_after_systems(signed_in, system, role):
    browser = signed_in("somebody", role=role, at="潍坊市")
    places = [
        "/systems/",
        "/systems/new/",
        *(reverse(f"provider:{name}", args=[system.client.pk]) for name in PAGES),
    ]

    assert {browser.get(place).status_code for place in places} == {403}
    assert {browser.post(place, {"because": "试"}).status_code for place in places} == {403}


# — the services say no as well


def test_services_refuse_what_the_forms_would(city, person):
    county = person("kuiwen", role="administrator", at="奎文区")
    usual = {
        "title": "甲",
        "client_type": "confidential",
        "redirect_uris": [BACK],
        "scopes": ["openid"],
        "because": "试",
    }

    with pytest.raises(ElsewhereThanOwn):
        services.register_client(**usual, organisation=city["潍城区"], by=county, at=AT)
    with pytest.raises(UnsafeAddress):
        services.register_client(
            **usual | {"redirect_uris": ["http://a.example"]}, organisation=city["奎文区"], by=county, at=AT
        )
    with pytest.raises(NotTheBureaus):
        services.register_client(**usual, organisation=city["奎文区"], skips_consent=True, by=county, at=AT)
    assert Client.objects.count() == 0
