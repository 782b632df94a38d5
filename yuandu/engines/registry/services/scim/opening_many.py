"""Opening many accounts at once: those of new people, about whom there is nothing to decide."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from scim2_models import SCIMException

from yuandu.engines.registry import rules
from yuandu.engines.registry.gateways.scim.resources import Holding
from yuandu.engines.registry.gateways.scim.said import Said
from yuandu.engines.registry.models import (
    ExternalAccount,
    ExternalId,
    Organisation,
    Paper,
    Person,
    Post,
    User,
)
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.scim import places_named
from yuandu.engines.registry.services.people.persons import checked
from yuandu.engines.registry.services.scim.links import new_link, say, set_password
from yuandu.engines.registry.services.scim.matching import NUMBERS
from yuandu.engines.registry.services.scim.posts import Wanted, stand_in, wanted
from yuandu.engines.registry.services.scim.trail import record
from yuandu.kernel.access import Client
from yuandu.kernel.refusals import Refusal


@dataclass(frozen=True)
class Plain:
    """A new person with a new account and posts, on the way into the tables."""

    said: Said
    user: User
    posts: list[Post]

    @property
    def person(self) -> Person:
        return self.user.person

    def holding(self, link: ExternalAccount) -> Holding:
        """Return the account as the client sees it, in the order in which it is read."""
        held = sorted(self.posts, key=lambda post: (post.path, post.kind, post.subject, post.pk))
        return Holding(link=link, posts=tuple(held), grants=())


def open_many(saids: Sequence[Said], *, client: Client, at: datetime) -> list[Holding | None]:
    """Open those accounts that are plainly new, in a fixed number of statements; each leaves its fact.

    None stands for all others, which are to be opened one by one: of pupils, of people who may be registered,
    or with something wrong. If somebody takes a name meanwhile, all are.
    """
    plain = plain_ones(saids, client=client, at=at)
    try:
        with transaction.atomic():
            opened = write(list(plain.values()), client=client, at=at)
    except IntegrityError:
        return [None] * len(saids)
    found = dict(zip(plain, opened, strict=True))
    return [found.get(place) for place in range(len(saids))]


def plain_ones(saids: Sequence[Said], *, client: Client, at: datetime) -> dict[int, Plain]:
    """Return those about whom there is nothing to decide, by their place in the list."""
    on = timezone.localdate(at)
    codes = {post.organisation for said in saids for post in said.posts}
    places = places_named(codes, client=client, on=on) if codes else {}
    is_home_named = any(not said.posts for said in saids)
    home = (
        Organisation.objects.select_related("school").get(pk=client.organisation_id)
        if is_home_named
        else None
    )
    taken, names = taken_by_others(saids, client=client), Counter(said.username for said in saids)
    numbers = Counter(rules.normalise(said.number) for said in saids if said.number)
    plain = {}
    for place, said in enumerate(saids):
        is_twice = names[said.username] > 1 or numbers[rules.normalise(said.number)] > 1
        if is_twice or keys_of(said) & taken:
            continue
        if one := plain_one(said, places=places, home=home, on=on):
            plain[place] = one
    return plain


def keys_of(said: Said) -> set[tuple[str, str]]:
    """Return by what the account or its person may be known already."""
    keys = {("username", said.username)}
    if said.number:
        keys |= {("number", said.number), ("paper", rules.normalise(said.number))}
    return keys | ({("external_id", said.external_id)} if said.external_id else set())


def taken_by_others(saids: Sequence[Said], *, client: Client) -> set[tuple[str, str]]:
    """Return those of the keys that somebody has: four queries at most, whatever their number."""
    keys: dict[str, set[str]] = {}
    for said in saids:
        for kind, value in keys_of(said):
            keys.setdefault(kind, set()).add(value)
    ours = ExternalAccount.objects.filter(client=client.pk)
    brought = ExternalId.objects.filter(source=client.name, kind="person")
    known = {
        "username": (User.objects, "username"),
        "number": (ours, "number"),
        "paper": (Paper.objects.filter(kind__in=NUMBERS), "number"),
        "external_id": (brought, "sourced_id"),
    }
    return {
        (kind, value)
        for kind, values in keys.items()
        for value in known[kind][0]
        .filter(**{f"{known[kind][1]}__in": values})
        .values_list(known[kind][1], flat=True)
    }


def plain_one(
    said: Said, *, places: dict[str, Organisation], home: Organisation | None, on: date
) -> Plain | None:
    """Return the account with its person and posts, none saved; None where something is wrong or a pupil comes."""
    try:
        posts = [wanted(post, places=places) for post in said.posts] or [stand_in(home)]
        user = new_account(said, person=Person(**checked(name=said.called)))
    except (SCIMException, Refusal):
        return None
    if any(kind in pupil_kinds() for _place, kind, _subject in posts):
        return None
    return Plain(said, user, [new_post(user.person, post, on=on) for post in dict.fromkeys(posts)])


def write(plain: list[Plain], *, client: Client, at: datetime) -> list[Holding]:
    """Save people, posts, numbers, accounts and links: each kind in one statement."""
    if not plain:
        return []
    people = Person.objects.bulk_create([one.person for one in plain])
    Post.objects.bulk_create([post for one in plain for post in one.posts])
    Paper.objects.bulk_create(
        Paper(person=one.person, kind="staff_number", number=number, from_on=timezone.localdate(at))
        for one in plain
        if (number := rules.normalise(one.said.number))
    )
    User.objects.bulk_create([one.user for one in plain])
    links = ExternalAccount.objects.bulk_create([linked(one, client=client, at=at) for one in plain])
    changed = dict(
        Person.objects.filter(pk__in=[person.pk for person in people]).values_list("pk", "changed_at")
    )
    for person, link in zip(people, links, strict=True):
        person.changed_at = changed[person.pk]
        record(link.user, verb="registry.scim_opened", client=client, at=at, is_new=True, is_person_new=True)
    return [one.holding(link) for one, link in zip(plain, links, strict=True)]


def new_post(person: Person, post: Wanted, *, on: date) -> Post:
    place, kind, subject = post
    return Post(
        person=person,
        organisation=place,
        path=place.path,
        unit_id=place.unit_id,
        school=place.school,
        kind=kind,
        subject=subject,
        from_on=on,
    )


def new_account(said: Said, *, person: Person) -> User:
    """Return the account of a new person; raises InvalidValueException for a weak password."""
    user = User(
        username=said.username,
        name=said.display_name or person.name,
        email=said.email,
        person=person,
        is_active=said.active is not False,
    )
    set_password(user, said.password)
    return user


def linked(one: Plain, *, client: Client, at: datetime) -> ExternalAccount:
    link = new_link(one.user, client=client, at=at)
    link.is_account_ours = link.is_person_ours = True
    link.brought_posts = [post.pk for post in one.posts]
    link.said_posts = list(link.brought_posts) if one.said.posts else []
    say(link, one.said, at=at)
    return link
