"""Guessing passwords: whoever guesses is slowed down, whoever owns the account is not; a flood leaves room."""

from threading import Barrier, Event, Thread

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from yuandu.engines.activity import api as activity
from yuandu.site.signin import devices, tries
from yuandu.site.signin.middleware import HashBudget, Lane
from yuandu.site.signin.tries import ADDRESS, NAME, NAME_NEARBY

WORDS = "kites over Weifang"
TOO_MANY = ["试的次数太多了，请过5分钟再试，或者重新设一个密码。"]


@pytest.fixture
def wang(person):
    user = person("wang", role="teacher", at="一小")
    user.set_password(WORDS)
    user.save()
    return user


@pytest.fixture
def own_device(wang):
    """A browser on which 王 has signed in and out again."""
    browser = Client()
    browser.post("/sign-in/", {"login": "wang", "password": WORDS})
    browser.post("/sign-out/")
    return browser


def tried(browser, *, login="wang", password="wrong", address="203.0.113.7"):
    return browser.post("/sign-in/", {"login": login, "password": password}, REMOTE_ADDR=address)


def refusals(response):
    return response.context["form"].non_field_errors() if response.status_code == 200 else []


def flood(*, times, login="wang", addresses=("203.0.113.7",)):
    for number in range(times):
        tried(Client(), login=login, address=addresses[number % len(addresses)])


def counted(*, names, addresses):
    """What a long flood leaves in the counters, without its hashes."""
    for name, address in zip(names, addresses, strict=True):
        tries.count_failure(RequestFactory().post("/sign-in/", REMOTE_ADDR=address), name)


def test_a_stranger_who_guessed_ten_times_has_to_wait_even_with_the_right_password(wang):
    flood(times=NAME_NEARBY.most)

    response = tried(Client(), login="WANG", password=WORDS)

    assert refusals(response) == TOO_MANY


def test_the_owner_signs_in_at_once_on_their_own_device_while_a_stranger_guesses(wang, own_device):
    flood(times=NAME_NEARBY.most + 5)

    response = tried(own_device, password=WORDS)

    assert (response.status_code, response.url) == (302, "/today/")


def test_the_owner_signs_in_at_once_even_where_the_stranger_sits_in_the_same_school(wang, own_device):
    flood(times=NAME_NEARBY.most + 5, addresses=("10.1.2.3",))

    response = tried(own_device, password=WORDS, address="10.1.2.3")

    assert response.status_code == 302


def test_the_owner_signs_in_on_a_new_device_somewhere_else(wang):
    flood(times=NAME_NEARBY.most + 5)

    response = tried(Client(), password=WORDS, address="198.51.100.9")

    assert response.status_code == 302


def test_guesses_from_everywhere_are_slowed_and_the_owner_is_not_kept_out(wang, own_device):
    counted(names=["wang"] * NAME.most, addresses=[f"198.51.{number}.1" for number in range(NAME.most)])

    stranger = tried(Client(), password=WORDS, address="192.0.2.1")
    owner = tried(own_device, password=WORDS, address="192.0.2.1")

    assert (refusals(stranger), owner.status_code) == (TOO_MANY, 302)


def test_who_tries_all_names_from_one_address_has_to_wait_for_every_name(wang, person, own_device):
    names = [f"name{number}" for number in range(ADDRESS.most)]
    counted(names=names, addresses=["203.0.113.7"] * ADDRESS.most)

    stranger = tried(Client(), login="somebody")
    owner = tried(own_device, password=WORDS)

    assert (refusals(stranger), owner.status_code) == (TOO_MANY, 302)


def test_a_device_has_an_allowance_of_its_own_and_no_more(wang, own_device):
    for _try in range(NAME_NEARBY.most):
        tried(own_device)

    response = tried(own_device, password=WORDS)

    assert refusals(response) == TOO_MANY


def test_a_device_knows_only_the_names_that_signed_in_on_it(wang, own_device, person):
    li = person("li", role="teacher", at="一小")
    li.set_password(WORDS)
    li.save()
    flood(times=NAME_NEARBY.most, login="li")

    response = tried(own_device, login="li", password=WORDS)

    assert refusals(response) == TOO_MANY


def test_a_forged_cookie_makes_no_device_known(wang):
    flood(times=NAME_NEARBY.most)
    forger = Client()
    forger.cookies[devices.COOKIE] = "eyJrZXkiOiJ4IiwibWFya3MiOltdfQ:1:forged"

    assert refusals(tried(forger, password=WORDS)) == TOO_MANY


def test_the_cookie_of_a_device_tells_no_name_and_no_script_reads_it(own_device):
    cookie = own_device.cookies[devices.COOKIE]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "wang" not in cookie.value


def test_a_failure_leaves_a_fact_of_a_known_name_and_none_of_an_unknown_one(wang):
    tried(Client())
    tried(Client(), login="zhao-secret")

    facts = activity.facts_about(f"registry.User:{wang.pk}").filter(verb="signin.failed")
    assert [(fact.by_id, fact.data["address"]) for fact in facts] == [(None, "203.0.113.7")]
    assert not type(facts[0]).objects.filter(data__icontains="zhao").exists()


def test_right_passwords_are_not_counted_however_many_come_from_one_address(wang):
    for _pupil in range(35):
        assert tried(Client(), password=WORDS, address="10.1.2.3").status_code == 302


# — the hash budget


def posted(login, cookies=()):
    request = RequestFactory().post("/sign-in/", {"login": login, "password": "x"})
    request.COOKIES.update(cookies)
    return request


@pytest.fixture
def busy():
    """A door behind which every sign-in takes until it is let go, and how many are inside."""
    inside, gone = [], Event()

    def hash_slowly(request):
        inside.append(request.POST["login"])
        gone.wait(10)
        return HttpResponse()

    door = HashBudget(hash_slowly)
    door.strangers = Lane(at_once=2, waiting=3, seconds=10)
    yield door, inside, gone
    gone.set()


def test_a_flood_of_strangers_never_hashes_more_than_its_share_and_the_rest_is_sent_away(db, busy, until):
    door, inside, gone = busy
    answers = []
    flood = [Thread(target=lambda n=n: answers.append(door(posted(f"s{n}")).status_code)) for n in range(9)]
    for thread in flood:
        thread.start()
    until(lambda: len(answers) == 4)

    sent_away, hashing = list(answers), len(inside)
    gone.set()
    for thread in flood:
        thread.join()

    assert (sent_away, hashing) == ([503] * 4, 2)
    assert sorted(answers) == [200] * 5 + [503] * 4


def test_a_device_that_is_known_gets_in_beside_the_flood(db, busy, until):
    door, inside, gone = busy
    flood = [Thread(target=lambda n=n: door(posted(f"s{n}"))) for n in range(5)]
    for thread in flood:
        thread.start()
    until(lambda: len(inside) == 2)
    response = HttpResponse()
    devices.remember(RequestFactory().get("/"), response, ["wang"])
    cookies = {devices.COOKIE: response.cookies[devices.COOKIE].value}

    owner = Thread(target=lambda: door(posted("Wang", cookies)))
    owner.start()
    until(lambda: "wang" in [name.lower() for name in inside])

    assert len(inside) == 3
    gone.set()
    for thread in (*flood, owner):
        thread.join()


def test_a_lane_gives_every_place_back(db):
    lane, together = Lane(at_once=1, waiting=0, seconds=0), Barrier(1)

    with lane.entered() as first, lane.entered() as second:
        together.wait()
        assert (first, second) == (True, False)
    with lane.entered() as again:
        assert again is True
