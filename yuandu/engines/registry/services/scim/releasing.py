"""Accounts of people who moved to another place are no longer those of the system there."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import ExternalAccount, Post
from yuandu.engines.registry.queries.scim.links import not_over


@transaction.atomic
def release_moved(*, at: datetime) -> int:
    """End the link of each account whose holder has posts at other places only; return how many that were.

    The account stays as it is. Reading or changing it alone was refused since the move; now it is in no list.
    """
    posts = Post.objects.filter(not_over(timezone.localdate(at)), person=OuterRef("user__person"))
    here = posts.filter(path__startswith=OuterRef("path"))
    moved = ExternalAccount.objects.filter(Exists(posts) & ~Exists(here), ended_at=None)
    links = list(moved.select_related("user").select_for_update(of=["self"]).order_by("pk"))
    for link in links:
        link.ended_at, link.external_id, link.number, link.said_posts = at, "", "", []
        link.save(update_fields=["ended_at", "external_id", "number", "said_posts"])
        activity.record(
            verb="registry.scim_released",
            about=f"registry.User:{link.user_id}",
            path=link.path,
            by=None,
            at=at,
            people=[link.user.person_id],
        )
    return len(links)
