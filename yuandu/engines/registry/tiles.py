"""What the registry shows on the workbench: the children of a guardian, the classes of a teacher."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yuandu.engines.registry.models.codes import title_of
from yuandu.engines.registry.queries.belonging import classes_taught_by, own_places_of, wards_of
from yuandu.engines.registry.queries.devices import led_classes_with_pictures
from yuandu.engines.registry.queries.subjects import is_under_guardians

MOST = 12


def children(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the children whom the person looks after, with school and class; None for those without."""
    if not user.person_id or user.seat is None or user.seat.role != "guardian":
        return None
    wards = wards_of(user, on=timezone.localdate(at))
    return {
        "children": [
            {
                "name": ward.pupil.name,
                "relation": title_of("guardian_relation", ward.relation),
                "school": str(ward.school) if ward.school else None,
                "place": place,
                "url": ward.pupil.get_absolute_url(),
                "seen_url": seen_url(ward.pupil, on=timezone.localdate(at)),
            }
            for ward, place in wards
        ]
    }


def seen_url(pupil: Any, *, on: date) -> str:
    """Return where a guardian reads who saw the pupil's data, "" from the day on which the pupil is of age."""
    return reverse("registry:who_saw", args=[pupil.pk]) if is_under_guardians(pupil, on=on) else ""


def classes(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the classes in which the person teaches today, each with the number of its pupils."""
    if not user.person_id or user.seat is None or user.seat.role != "teacher":
        return None
    taught = classes_taught_by(user, on=timezone.localdate(at))
    return {
        "classes": [
            {
                "name": str(row),
                "pupils": row.pupils,
                "what": title_of("post_kind", row.kind_held),
                "url": url_of(row),
            }
            for row in taught[:MOST]
        ],
        "note": _("名册里登记的任教班级"),
    }


def url_of(row: Any) -> str:
    return reverse("registry:organisation", args=[row.pk])


def places(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return where a pupil learns: school and class; None for everybody else."""
    if not user.person_id or user.seat is None or user.seat.role != "pupil":
        return None
    posts = own_places_of(user, on=timezone.localdate(at))
    return {"places": [(post.school or post.organisation, post.organisation) for post in posts]}


def lesson(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Offer a child who signed in by pictures the way out; None for everybody else."""
    return {"name": user.name} if getattr(user, "by_picture", False) else None


def devices(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the classes whose devices and pictures the class teacher looks after; None without any."""
    if user.seat is None or user.seat.role != "teacher":
        return None
    classes = led_classes_with_pictures(user, on=timezone.localdate(at))
    return {"classes": classes} if classes else None
