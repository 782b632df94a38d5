"""Devices of a class or a shared room, and the pictures of the children: for the class teacher."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.registry.forms.devices import Children, NewDevice
from yuandu.engines.registry.queries import devices as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.rules.activation import written_code
from yuandu.engines.registry.services import devices as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.kernel.access import needs


def place_of(request: HttpRequest, pk: int) -> Any:
    """Return a class that the person leads or manages, or a school that they manage."""
    return found(queries.place_led_by, request.user, pk, on=timezone.localdate())


def address_of(place: Any) -> str:
    return reverse("registry:devices", args=[place.pk])


def trail_of(place: Any, last: str = "") -> list[Any]:
    """Return the way here: the school, the class, its devices."""
    above = [(one.called, one.get_absolute_url()) for one in (place.school, place) if one]
    way = list(dict.fromkeys(above))
    return [*way, (_("设备"), address_of(place)), last] if last else [*way, _("设备")]


@needs("registry.view")
@require_safe
def devices(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the devices of a class or a school; of a class also the children and who has pictures."""
    on = timezone.localdate()
    place = place_of(request, pk)
    by_pictures = queries.pictures_allowed(place, on=on)
    context = {
        "place": place,
        "title": _("{place}的设备").format(place=place.called),
        "trail": trail_of(place),
        "devices": list(queries.devices_at(place, at=timezone.now())),
        "by_pictures": by_pictures,
        "is_class": place.level == "class",
        "shared_url": shared_url(request, place),
        "code": queries.code_of(place) if by_pictures else "",
        "children": children_of(place, on=on) if by_pictures else [],
    }
    return render(request, "registry/devices.html", context)


def shared_url(request: HttpRequest, place: Any) -> str:
    """Return where the devices are that the classes of the school share, for those who manage the school."""
    if place.level != "class" or place.school is None:
        return ""
    managed = queries.manages(request.user, place.school)
    return address_of(place.school) if managed else ""


def children_of(place: Any, *, on: date) -> list[dict[str, Any]]:
    """Return the children of the class and when each got pictures."""
    people = [post.person for post in queries.pupils_of_class(place, on=on)]
    keys = [getattr(person, "pictures", None) for person in people]
    return [
        {
            "pk": person.pk,
            "name": person.name,
            "made_at": key.made_at if key else None,
            "card": key.card if key else "",
            "card_title": title_of("sign_in_picture", key.card) if key else "",
        }
        for person, key in zip(people, keys, strict=True)
    ]


@needs("registry.view")
@never_cache
def new_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a device, then show the code that is to be typed on it."""
    place = place_of(request, pk)
    form = NewDevice(request.POST or None)
    context = {"form": form, "title": _("登记一台设备"), "trail": trail_of(place, _("登记"))}
    context |= {"verb": _("要登记码"), "cancel": address_of(place)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "registry/device_new.html", context, status=422 if form.errors else 200)
    device, code = services.ask_device(organisation=place, **form.cleaned_data, **told(request))
    shown = {
        "device": device,
        "code": written_code(code),
        "minutes": services.MINUTES,
        "address": request.build_absolute_uri("/class/device/"),
        "back_url": address_of(place),
    }
    return render(request, "registry/device_code.html", context | shown)


@needs("registry.view")
def revoke_device(request: HttpRequest, pk: int, device: int) -> HttpResponse:
    """Stop a device, after a question."""
    place = place_of(request, pk)
    stopped = found(queries.device_of, place, device, at=timezone.now())
    if request.method != "POST":
        context = {"title": _("停用“{device}”？").format(device=stopped), "cancel": address_of(place)}
        context |= {"verb": _("停用这台"), "danger": True, "trail": trail_of(place, _("停用"))}
        return render(request, "registry/device_revoke.html", context)
    services.revoke_device(device=stopped, **told(request))
    messages.success(request, _("“{device}”已停用，上面登录的人都退出了。").format(device=stopped))
    return HttpResponseRedirect(address_of(place))


@needs("registry.view")
@require_POST
def new_class_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the class a new word for shared devices."""
    place = place_of(request, pk)
    code = services.make_class_code(organisation=place, **told(request))
    messages.success(request, _("新的班级口令是{code}，旧的作废了。").format(code=code))
    return HttpResponseRedirect(address_of(place))


@needs("registry.view")
@require_POST
@never_cache
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """Make new pictures and show them once, to be printed and handed out."""
    place, on = place_of(request, pk), timezone.localdate()
    pupils = [post.person_id for post in queries.pupils_of_class(place, on=on)]
    form = Children(request.POST, pupils=pupils)
    if not form.is_valid():
        return HttpResponseRedirect(address_of(place))
    slips = services.make_pictures(organisation=place, people=form.chosen(), **told(request))
    context = {
        "place": place,
        "school": place.school or place,
        "back_url": address_of(place),
        "slips": [
            {
                "name": slip.person.name,
                "card": (slip.card, title_of("sign_in_picture", slip.card)),
                "sequence": [(code, title_of("sign_in_picture", code)) for code in slip.sequence],
            }
            for slip in slips
        ],
    }
    return render(request, "registry/picture_slips.html", context)
