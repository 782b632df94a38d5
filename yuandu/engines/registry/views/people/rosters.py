"""学生名册、教职工名册 and the page of a class."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yuandu.engines.registry.queries import people
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.views.directory import day_of
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
)


@needs("registry.view")
@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    """List the pupils of the person's scope on a day."""
    on = day_of(request)
    return pages.listing(
        request,
        table=pupil_table(request.user, request.GET, on=on),
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
        table=staff_table(request.user, request.GET, on=on),
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
        table=CLASS,
        rows=people.pupils_in(place, on=on),
        template="registry/people_class.html",
        context=context_of(request, place, on),
    )


def context_of(request: HttpRequest, place: Any, on: date) -> dict[str, Any]:
    """Return what stands around the pupils of a class."""
    trail = [(PUPILS.title, reverse("registry:pupils"))]
    if place.school:
        trail.append((place.school.called, f"{reverse('registry:pupils')}?school={place.school_id}"))
    teachers = list(people.teachers_in(place, on=on))
    return {
        "title": place.name,
        "subtitle": grade_of(place, on),
        "place": place,
        "on": on,
        "trail": [*trail, place.name],
        "leading": [post for post in teachers if post.kind == "class_teacher"],
        "teaching": [
            {"subject": title_of("subject", post.subject), "post": post}
            for post in teachers
            if post.kind != "class_teacher"
        ],
        "may_manage": request.user.holds("registry.manage") and place.is_open(timezone.localdate()),
    }
