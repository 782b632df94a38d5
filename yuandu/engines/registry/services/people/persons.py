"""Adding people and changing what is known of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry import rules
from yuandu.engines.registry.models import Organisation, Person, User
from yuandu.engines.registry.queries.grades import grades
from yuandu.engines.registry.queries.people import path_of
from yuandu.engines.registry.services.people.papers import keep_paper
from yuandu.engines.registry.services.people.posts import keep_post
from yuandu.engines.registry.services.trail import record
from yuandu.kernel.refusals import Refusal


class FaultyDetails(Refusal):
    """A name is missing, a telephone is none, or birth date and sex are not those of the identity card."""


class MergedAway(Refusal):
    """The record was merged into another; that one is to be changed."""


@transaction.atomic
def add_person(
    *,
    name: str,
    place: Organisation,
    by: User | None,
    at: datetime,
    papers: Mapping[str, str] | None = None,
    post: Mapping[str, Any] | None = None,
    because: str = "",
    **details: Any,
) -> Person:
    """Add a person at a place, with papers by their kind and perhaps the first post there.

    `details` are sex, birth_on, ethnic_group, phone, email; an identity card says birth date and sex itself.
    `post` holds what give_post takes beside person and organisation. Raises FaultyDetails, FaultyPaper,
    PaperTaken and the refusals of give_post.
    """
    person = Person(**checked(name=name, **details))
    person.save()
    for kind, number in sorted((papers or {}).items()):  # id_card before pupil_number, which is beside it
        if number:
            keep_paper(person, kind=kind, number=number, on=timezone.localdate(at), by_hand=details)
    if post:
        keep_post(person, place, **post)
    told = {"papers": sorted(papers or {}), "post": post["kind"] if post else ""}
    record(person, verb="registry.person_added", path=place.path, by=by, at=at, because=because, data=told)
    return person


@transaction.atomic
def change_person(
    *, person: Person, by: User | None, at: datetime, because: str = "", **changes: Any
) -> Person:
    """Change what is known of a person; papers and posts have services of their own.

    Raises FaultyDetails where birth date or sex are not those of the identity card, and MergedAway.
    """
    changed = locked(person)
    changes = checked(**{"name": changed.name} | changes)
    told = {
        name: [hidden(name, getattr(changed, name)), hidden(name, value)]
        for name, value in changes.items()
        if getattr(changed, name) != value and name not in ("pinyin", "initials")
    }
    if not told:
        return changed
    for name, value in changes.items():
        setattr(changed, name, value)
    for number in changed.papers.filter(kind="id_card", to_on=None).values_list("number", flat=True):
        refuse_other_facts(changed, number)
    changed.save()
    path = path_of(changed)
    record(changed, verb="registry.person_changed", path=path, by=by, at=at, because=because, data=told)
    return changed


def hidden(name: str, value: Any) -> str:
    """Return a detail as the trail keeps it: as the mask of its grade leaves it."""
    return rules.masked(value, grades()[f"registry.Person.{name}"].mask)


def checked(*, name: str, **details: Any) -> dict[str, Any]:
    """Return the details as they are kept, with the keys by which a name is found; raises FaultyDetails."""
    name = rules.normalise_name(name)
    if not name:
        raise FaultyDetails(_("请填写姓名。"))
    if phone := rules.without_country_code(rules.normalise(details.get("phone") or "")):
        plain = phone.replace("-", "")
        if not (rules.is_mobile(plain) or rules.is_landline(phone)):
            raise FaultyDetails(_("这不像电话号码：手机号是11位数字，座机要带区号。"))
        details["phone"] = plain if rules.is_mobile(plain) else phone
    keys = rules.pinyin_of(name, of_person=True)
    found = {"pinyin": keys.full.replace(" ", "")[:200], "initials": keys.initials[:40]}
    return details | {"name": name} | found


def refuse_other_facts(person: Person, id_card: str) -> None:
    """Raise FaultyDetails where birth date or sex are not what the identity card says."""
    facts = rules.facts_of_id_card(id_card)
    if facts and person.birth_on != facts.birth_on:
        raise FaultyDetails(_("出生日期和身份证号不一致，请核对。"))
    if facts and person.sex != facts.sex:
        raise FaultyDetails(_("性别和身份证号不一致，请核对。"))


def locked(person: Person) -> Person:
    """Return the person for changing; raises MergedAway for a record that was merged into another."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.merged_into_id:
        raise MergedAway(_("这条记录已经并入另一条，请到那一条去办理。"))
    return found
