"""What somebody needs to know of a person in an emergency: who they are, where they belong, whom to call."""

from dataclasses import dataclass
from datetime import date

from yuandu.engines.registry.models import EmergencyView, Guardianship, Person, Post
from yuandu.engines.registry.queries.people.rosters import teachers_in
from yuandu.engines.registry.queries.scope import held_on
from yuandu.kernel import scope


@dataclass(frozen=True)
class EmergencySheet:
    """The person, the posts of the day, those who look after them, and the class teachers."""

    person: Person
    posts: list[Post]
    guardians: list[Guardianship]
    teachers: list[Post]


def sheet_of(view: EmergencyView, *, on: date) -> EmergencySheet:
    """Return what the person's emergency view shows; the caller has made sure that it is open and whose it is."""
    with scope.platform():
        person = view.person
        posts = list(
            person.posts.filter(held_on(on)).select_related("organisation", "school", "unit").order_by("path")
        )
        wards = person.guardianships.select_related("guardian").order_by("-is_primary", "pk")
        classes = [post.organisation for post in posts if post.organisation.level == "class"]
        leads = [teachers_in(place, on=on).filter(kind="class_teacher") for place in classes]
        return EmergencySheet(person, posts, list(wards), [post for row in leads for post in row])
