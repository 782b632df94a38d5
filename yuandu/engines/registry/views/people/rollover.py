"""升级: what the new school year changes, school by school, and then it begins."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.forms.people import MOST_SCHOOLS
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.services import people as services
from yuandu.engines.registry.views.people.finding import told
from yuandu.engines.registry.views.people.tables import MANAGE
from yuandu.kernel.access import needs
from yuandu.kernel.drawing.words import day, exact
from yuandu.kernel.refusals import Refusal

FIELD = "classes-"  # and the key of a strand


@needs(MANAGE)
def rollover(request: HttpRequest) -> HttpResponse:
    """Show what the year would change at a place; on POST let it begin."""
    asked = request.POST or request.GET
    places = places_of(request)
    place = places.get(asked.get("place", "")) or next(iter(places.values()), None)
    if place is None:
        return render(request, "registry/people_rollover.html", {"title": _("升级")})
    year = int(asked["year"]) if asked.get("year", "").isdecimal() and len(asked["year"]) == 4 else None
    year = year or services.next_year_of(place, on=timezone.localdate())
    if request.method == "POST":
        return begun(request, place, year)
    return shown(request, place, year)


def places_of(request: HttpRequest) -> dict[str, Any]:
    """Return where the user may begin a year, by id: the units of a city, else the place of the seat, then schools."""
    today = timezone.localdate()
    units = list(queries.units_of(request.user, on=today, permission=MANAGE))
    if len(units) <= 1:
        units += queries.schools_of(request.user, on=today, permission=MANAGE)[:MOST_SCHOOLS]
    return {str(place.pk): place for place in units}


def begun(request: HttpRequest, place: Any, year: int) -> HttpResponse:
    """Let the year begin, at once or by a job."""
    numbers = {name: text for name, text in request.POST.items() if name.startswith(FIELD)}
    classes = {name.removeprefix(FIELD): int(text) for name, text in numbers.items() if text.isdecimal()}
    try:
        done = services.roll_year_over(place=place, year=year, classes=classes, **told(request))
    except Refusal as refusal:
        return shown(request, place, year, refusal=refusal, status=409)
    if not isinstance(done, dict):
        return redirect(done)
    words = _("{place}已升入{year}学年：{graduated}名学生毕业，新开{opened}个班。")
    messages.success(request, words.format(place=place.called, year=year, **done))
    return redirect(address(place, year))


def shown(request: HttpRequest, place: Any, year: int, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the preview with the number of new classes to fill in."""
    preview = services.preview_rollover(place=place, year=year)
    places = places_of(request).values()
    context = {
        "title": _("升级"),
        "subtitle": _("{place}，{year}学年").format(place=place.called, year=year),
        "places": [{"title": one.called, "url": address(one, year), "on": one == place} for one in places],
        "years": [
            {"title": str(other), "url": address(place, other), "current": other == year}
            for other in (year - 1, year, year + 1)
        ],
        "preview": preview,
        "sentence": sentence(preview),
        "rows": [row_of(strand, year) for strand in in_order(preview.strands)],
        "place": place,
        "year": year,
        "is_done": not preview.finishing and not any(strand.proposed for strand in preview.strands),
    }
    return render(request, "registry/people_rollover.html", context | more, status=status)


def address(place: Any, year: int) -> str:
    """Return where the preview of a year at a place is."""
    return f"{reverse('registry:rollover')}?place={place.pk}&year={year}"


def in_order(strands: list[services.Strand]) -> list[services.Strand]:
    """Return the strands school by school, in a school the earlier stage first."""
    stages = list(codes_of("stage"))
    return sorted(strands, key=lambda strand: (strand.parent.path, stages.index(strand.stage)))


def sentence(preview: services.Rollover) -> list[Any]:
    """Answer first: who graduates when, how many classes open, and who cannot graduate."""
    said: list[Any] = [
        _("{day}起，{n}名学生毕业，{going_on}个班升一个年级，新开{opened}个班。").format(
            day=day(preview.on, "year"),
            n=exact(preview.graduates),
            going_on=exact(preview.going_on),
            opened=exact(sum(strand.proposed for strand in preview.strands)),
        )
    ]
    if preview.suspended:
        words = _("{n}名休学的学生不能毕业").format(n=exact(preview.suspended))
        said += [(words, "warn"), _("，他们的班先不撤销。")]
    return said


def row_of(strand: services.Strand, year: int) -> dict[str, Any]:
    """Return a line of the preview."""
    return {
        "school": strand.parent.called,
        "url": strand.parent.get_absolute_url(),
        "stage": title_of("stage", strand.stage),
        "finishing": len(strand.finishing),
        "graduates": strand.graduates,
        "suspended": strand.suspended,
        "going_on": strand.going_on,
        "entered": strand.entered,
        "proposed": strand.proposed,
        "name": f"{FIELD}{strand.key}",
        "label": _("{school}{year}级开几个班").format(school=strand.parent.called, year=year),
    }
