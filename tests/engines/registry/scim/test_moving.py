"""Who goes to another county takes the account along."""

from datetime import date, timedelta

from tests.conftest import AT
from tests.engines.registry.scim.test_accounts import body, named, post
from yuandu.engines.activity.models import Fact
from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import ExternalAccount, Post, User
from yuandu.engines.registry.services.scim.releasing import release_moved


def test_an_account_leaves_the_list_of_the_county_that_its_holder_left(kuiwen, weicheng, city):
    for name in ("moves", "stays", "leaves", "both"):
        kuiwen("POST", "/Users", body(name, posts=[post()], **named(name)))
    Post.objects.update(from_on=date(2021, 9, 1))
    for name in ("moves", "leaves"):
        held = Post.objects.get(person__user__username=name)
        registry.end_post(post=held, on=date(2022, 9, 1), by=None, at=AT)
    for name in ("moves", "both"):
        person = User.objects.get(username=name).person
        registry.give_post(
            person=person, organisation=city["二小"], kind="staff", from_on=date(2022, 9, 1), by=None, at=AT
        )

    released = release_moved(at=AT + timedelta(days=1))

    left = kuiwen("GET", "/Users").body["Resources"]
    mover = User.objects.get(username="moves")
    [fact] = Fact.objects.filter(verb="registry.scim_released")
    assert released == 1
    assert [account["userName"] for account in left] == ["stays", "leaves", "both"]
    assert (fact.about, fact.people) == (f"registry.User:{mover.pk}", [mover.person_id])
    assert mover.is_active
    assert ExternalAccount.objects.get(user=mover).ended_at
