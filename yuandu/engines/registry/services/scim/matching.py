"""一数一源: a person who is registered is found, and not registered a second time."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from scim2_models import UniquenessException

from yuandu.engines.registry import rules
from yuandu.engines.registry.gateways.scim.said import Said
from yuandu.engines.registry.models import ExternalId, Paper, Person, Post
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.scope import at_or_below
from yuandu.engines.registry.rules.names import search_key
from yuandu.engines.registry.services.people.papers import FaultyPaper, PaperTaken, keep_paper
from yuandu.kernel.access import Client

NUMBERS = ("pupil_number", "staff_number")


def person_meant(said: Said, *, client: Client) -> Person | None:
    """Return the person at the client's place with the number that it sends, else with its externalId.

    The number is a 工号 or 学籍号 in force; the externalId is that under which a roster of the client, of the
    same name, brought the person. A number alone is no proof: raises UniquenessException unless the name
    is the person's too.
    """
    person = person_numbered(said.number, client=client) or person_from_roster(said, client=client)
    if person is None:
        return None
    person = person.merged_into or person
    if not said.is_named or search_key(person.name) != search_key(said.called):
        raise UniquenessException(
            detail=_("这个工号或学籍号登记在另一个姓名下。请核对employeeNumber、externalId和name.formatted。")
        )
    return person


def person_numbered(number: str, *, client: Client) -> Person | None:
    """Return who has this 工号 or 学籍号 and is or was at the client's place."""
    if not number:
        return None
    here = Post.objects.filter(at_or_below(client.path), person=OuterRef("person"))
    papers = Paper.objects.filter(
        Exists(here), number=rules.normalise(number), kind__in=NUMBERS, to_on=None
    ).select_related("person__merged_into")
    paper = papers.order_by("kind").first()
    return paper.person if paper else None


def person_from_roster(said: Said, *, client: Client) -> Person | None:
    """Return whom a roster of this client brought to its place under the externalId."""
    if not said.external_id:
        return None
    known = ExternalId.objects.filter(source=client.name, kind="person", sourced_id=said.external_id)
    here = Post.objects.filter(at_or_below(client.path), person=OuterRef("pk"))
    people = Person.objects.filter(Exists(here), pk__in=known.values("target_id"))
    return people.select_related("merged_into").order_by("pk").first()


def keep_number(person: Person, said: Said, *, on: date) -> None:
    """Register the number as the person's, unless it is somebody's elsewhere: 工号 of two counties may be alike.

    Raises FaultyPaper for a 学籍号 that has not the form of one.
    """
    if not said.number:
        return
    is_pupil = any(post.kind in pupil_kinds() for post in said.posts)
    kind, number = ("pupil_number" if is_pupil else "staff_number"), rules.normalise(said.number)
    if not number:
        raise FaultyPaper(_("请填写证件号码。"))
    if Paper.objects.filter(number=number, kind=kind).exists():
        return
    try:
        keep_paper(person, kind=kind, number=number, on=on)
    except PaperTaken:
        return


def change_number(person: Person, *, old: str, said: Said, on: date) -> None:
    """Let the new number take the place of the old one, which stays as an alias."""
    former = person.papers.filter(kind="staff_number", number=rules.normalise(old), to_on=None)
    former.update(to_on=on)
    back = person.papers.filter(kind="staff_number", number=rules.normalise(said.number))
    if said.number and not back.update(to_on=None):
        keep_number(person, said, on=on)
