"""Opening an account for another system: of a person who is registered already, or of a new one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from scim2_models import UniquenessException

from yuandu.engines.registry.gateways.scim.said import Said
from yuandu.engines.registry.models import ExternalAccount, Organisation, Person, User
from yuandu.engines.registry.rules.names import search_key
from yuandu.engines.registry.services.people.persons import add_person
from yuandu.engines.registry.services.scim.changing import take_over
from yuandu.engines.registry.services.scim.links import new_link, save_link, save_user, say
from yuandu.engines.registry.services.scim.matching import keep_number, person_meant
from yuandu.engines.registry.services.scim.opening_many import new_account
from yuandu.engines.registry.services.scim.posts import Wanted, current, name_posts, stand_in, wanted_posts
from yuandu.engines.registry.services.scim.trail import record
from yuandu.kernel.access import Client


@transaction.atomic
def open_link(*, said: Said, client: Client, at: datetime) -> ExternalAccount:
    """Open the account that the client asks for, or take over that of the person whom it means.

    A deleted account of the same name and person comes back. Raises UniquenessException where the name, the
    number or the person has an account already, InvalidValueException and the refusals of people and posts.
    """
    person = person_meant(said, client=client)
    if account := account_meant(said, person=person):
        link = link_to_take(said, account=account, person=person, client=client, at=at)
        return take_over(link=link, said=said, client=client, at=at)
    wanted = wanted_posts(said.posts, client=client, on=timezone.localdate(at))
    is_new = person is None
    if is_new:
        wanted = wanted or [stand_in(Organisation.objects.get(pk=client.organisation_id))]
        person = new_person(said, wanted[0], at=at)
    user = new_account(said, person=person)
    save_user(user)
    link = new_link(user, client=client, at=at)
    link.is_account_ours, link.is_person_ours = True, is_new
    if is_new:
        link.brought_posts = [post.pk for post in current(person)]
    say(link, said, at=at)
    name_posts(link, wanted, at=at)
    if not said.posts:
        link.said_posts = []
    save_link(link)
    record(link.user, verb="registry.scim_opened", client=client, at=at, is_new=True, is_person_new=is_new)
    return link


def account_meant(said: Said, *, person: Person | None) -> User | None:
    """Return the account that stands in the way: the person's, else the one with the name asked for."""
    accounts = User.objects.select_related("person")
    own = accounts.filter(person=person).order_by("pk").first() if person else None
    return own or accounts.filter(username=said.username).order_by("pk").first()


def link_to_take(
    said: Said, *, account: User, person: Person | None, client: Client, at: datetime
) -> ExternalAccount:
    """Return the link to an account that stands already; raises UniquenessException unless it is meant.

    It is meant if it is that of the person and has the name asked for, or if the client deleted it itself.
    """
    link = ExternalAccount.objects.filter(client=client.pk, user=account).order_by("pk").first()
    if link and link.ended_at is None:
        raise UniquenessException(detail=_("这个账号已经由您的系统管理，请改用PUT或PATCH。"))
    is_persons = person is not None and account.person_id == person.pk
    if is_persons and account.username != said.username:
        sentence = _("这个人已经有账号“{name}”，请用这个userName。")
        raise UniquenessException(detail=sentence.format(name=account.username))
    is_back = link and person is None and search_key(account.person.name) == search_key(said.called)
    if not (is_persons or is_back):
        raise UniquenessException(detail=_("这个userName已经有人用了，请换一个。"))
    if link:
        link.user = account
    return link or new_link(account, client=client, at=at)


def new_person(said: Said, first: Wanted, *, at: datetime) -> Person:
    """Register a person with the first of the posts, and the number."""
    place, kind, subject = first
    on = timezone.localdate(at)
    post = {"kind": kind, "from_on": on, "subject": subject}
    person = add_person(name=said.called, place=place, by=None, at=at, post=post)
    keep_number(person, said, on=on)
    return person
