"""The posts that a client names: given when they are new, ended when only the client brought them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from scim2_models import InvalidValueException

from yuandu.engines.registry.gateways.scim.said import PostSaid
from yuandu.engines.registry.models import ExternalAccount, Organisation, Person, Post
from yuandu.engines.registry.queries.accounts import pupil_kinds
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.queries.scim import places_named, post_kinds_given
from yuandu.engines.registry.services.people.posts import EndUnfit, end_post, keep_post
from yuandu.kernel.access import Client

STAND_IN = "staff"  # the post of a new person of whom the client says none
Wanted = tuple[Organisation, str, str]  # the place, the kind, the subject


def wanted_posts(said: Iterable[PostSaid], *, client: Client, on: date) -> list[Wanted]:
    """Return the posts with their organisations, each once; raises InvalidValueException for what cannot be."""
    said = list(said)
    places = places_named({post.organisation for post in said}, client=client, on=on)
    return list(dict.fromkeys(wanted(post, places=places) for post in said))


def wanted(post: PostSaid, *, places: dict[str, Organisation]) -> Wanted:
    """Return the post with its organisation; raises InvalidValueException."""
    kinds = post_kinds_given()
    if post.organisation not in places:
        sentence = _("没有找到机构“{code}”，或者它不归您的系统管。请填写标识码。")
        raise InvalidValueException(detail=sentence.format(code=post.organisation[:60]))
    if post.kind not in kinds:
        sentence = _("岗位“{kind}”不能由其他系统安排。能安排的有：{kinds}。")
        raise InvalidValueException(detail=sentence.format(kind=post.kind[:60], kinds="、".join(kinds)))
    if post.subject and post.subject not in codes_of("subject"):
        raise InvalidValueException(detail=_("没有学科“{code}”，请核对。").format(code=post.subject[:60]))
    return places[post.organisation], post.kind, post.subject


def stand_in(organisation: Organisation) -> Wanted:
    """Return the post at the client's own place; raises InvalidValueException where that is no school."""
    if organisation.level not in post_kinds_given()[STAND_IN]:
        raise InvalidValueException(detail=_("请在posts里写明这个人在哪所学校、任什么岗位。"))
    return organisation, STAND_IN, ""


def name_posts(link: ExternalAccount, wanted: list[Wanted], *, at: datetime) -> None:
    """Let the person hold the wanted posts, and end those brought by the client that it names no longer.

    Raises EndUnfit for a pupil's, AlreadyHeld for a second place of a pupil. The caller saves the link.
    """
    on, person = timezone.localdate(at), link.user.person
    held = {(post.organisation_id, post.kind, post.subject): post for post in current(person)}
    said, brought = [], set(link.brought_posts)
    for place, kind, subject in wanted:
        post = held.get((place.pk, kind, subject))
        if post is None:
            post = keep_post(person, place, kind=kind, from_on=on, subject=subject)
            brought.add(post.pk)
        said.append(post.pk)
    ended = end_posts(brought - set(said), at=at)
    link.said_posts, link.brought_posts = said, sorted(brought - ended)


def current(person: Person) -> list[Post]:
    return list(person.posts.filter(to_on=None))


def end_posts(ids: set[int], *, at: datetime, but_pupils: bool = False) -> set[int]:
    """End the posts and return the ids of those that have ended; one that began today is gone as if it had never been.

    A pupil's place is left alone where `but_pupils` says so, else EndUnfit is raised.
    """
    on = timezone.localdate(at)
    for post in Post.objects.filter(pk__in=ids, to_on=None):
        if post.kind in pupil_kinds():
            if not but_pupils:
                raise EndUnfit(_("学生请办理转学、休学、毕业或离校。"))
        elif post.from_on >= on:
            post.delete()
        else:
            end_post(post=post, on=on, by=None, at=at)
    return ids - set(Post.objects.filter(pk__in=ids, to_on=None).values_list("pk", flat=True))
