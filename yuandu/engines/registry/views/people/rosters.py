"""学生名册、教职工名册 and the page of a class."""

from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.queries import people
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.queries.sight import Sight
from yuandu.engines.registry.services.privacy import NothingToExport
from yuandu.engines.registry.views.directory import day_in, day_of
from yuandu.engines.registry.views.people.finding import found
from yuandu.engines.registry.views.people.tables import (
    ACTIONS,
    NAME,
    PUPILS,
    SEX,
    SINCE,
    STATE,
    grade_of,
    pupil_table,
    staff_table,
)
from yuandu.engines.registry.views.sight import sight_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.tables import Table

MOST_IN_A_CLASS = 200  # a page; no class has more
CLASS = Table(
    name="registry.class",
    title=gettext_lazy("学生"),
    columns=(NAME, SEX, STATE, SINCE),
    actions=ACTIONS,
    order=("person__pinyin", "pk"),
    per_page=MOST_IN_A_CLASS,
    grade="L4",
    person=attrgetter("person_id"),
)


@needs("registry.view")
@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    """List the pupils of the person's scope on a day."""
    on = day_of(request)
    return pages.listing(
        request,
        table=pupil_table(sight_of(request), request.GET, on=on),
        rows=people.pupils_for(request.user, on=on),
        template="registry/people_roster.html",
        context={"on": on, "tools": pupil_tools(request)},
    )


@needs("registry.view")
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """List the posts of those who work in the person's scope on a day."""
    on = day_of(request)
    return pages.listing(
        request,
        table=staff_table(sight_of(request), request.GET, on=on),
        rows=people.staff_for(request.user, on=on),
        template="registry/people_roster.html",
        context={"on": on},
    )


def pupil_tools(request: HttpRequest) -> list[dict[str, str]]:
    if not request.user.holds("registry.manage"):
        return []
    return [
        {"url": reverse("registry:rollover"), "title": _("升级"), "icon": "graduation-cap"},
        {"url": reverse("registry:likenesses"), "title": _("疑似重复"), "icon": "copy"},
    ]


@needs("registry.view")
@require_safe
def pupils_of_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a class: who teaches it, who learns in it, and what can be done for them at once."""
    on = day_of(request)
    place = found(people.class_for, request.user, pk)
    return pages.listing(
        request,
        table=replace(CLASS, tell=sight_of(request).of_post, given={"place": str(place.pk)}),
        rows=people.pupils_in(place, on=on),
        template="registry/people_class.html",
        context=context_of(request, place, on),
    )


def context_of(request: HttpRequest, place: Any, on: date) -> dict[str, Any]:
    """Return what stands around the pupils of a class."""
    trail = [(PUPILS.title, reverse("registry:pupils"))]
    if place.school:
        trail.append((place.school.called, f"{reverse('registry:pupils')}?school={place.school_id}"))
    teachers, sight = list(people.teachers_in(place, on=on)), sight_of(request)
    return {
        "title": place.name,
        "subtitle": grade_of(place, on),
        "place": place,
        "on": on,
        "trail": [*trail, place.name],
        "leading": [(post, sight.name_at(post)) for post in teachers if post.kind == "class_teacher"],
        "teaching": [
            {"subject": title_of("subject", post.subject), "post": post, "name": sight.name_at(post)}
            for post in teachers
            if post.kind != "class_teacher"
        ],
        "may_manage": request.user.holds("registry.manage") and place.is_open(timezone.localdate()),
    }


def pupils_listing(user: Any, query: QueryDict) -> tuple[Table, QuerySet]:
    """Return the pupils' roster and its rows, as a file of it is made later."""
    on = day_in(query)
    return pupil_table(Sight(user), query, on=on), people.pupils_for(user, on=on)


def staff_listing(user: Any, query: QueryDict) -> tuple[Table, QuerySet]:
    """Return the staff's roster and its rows, as a file of it is made later."""
    on = day_in(query)
    return staff_table(Sight(user), query, on=on), people.staff_for(user, on=on)


def class_listing(user: Any, query: QueryDict) -> tuple[Table, QuerySet]:
    """Return the roster of the class whose id the query has; raises NothingToExport outside the user's scope."""
    place = query.get("place", "")
    try:
        found_place = people.class_for(user, int(place) if place.isdecimal() else 0)
    except ObjectDoesNotExist as missing:
        raise NothingToExport(_("没有找到这个班，或者您看不到。")) from missing
    return replace(CLASS, given={"place": place}), people.pupils_in(found_place, on=day_in(query))
