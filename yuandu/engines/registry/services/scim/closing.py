"""Deleting an account that another system looked after: nobody signs in by it, and what it did stays known."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from scim2_models import ForbiddenException

from yuandu.engines.registry.models import ExternalAccount, User
from yuandu.engines.registry.queries.scim import reach_of
from yuandu.engines.registry.services.scim.posts import end_posts
from yuandu.engines.registry.services.scim.trail import record
from yuandu.kernel.access import Client


@transaction.atomic
def close_link(*, link: ExternalAccount, client: Client, at: datetime) -> None:
    """End what the client brought, and the account with it.

    An account that the client opened and nobody ever used is gone, and its name is free again; any other is
    switched off, and what the client called it is forgotten. The person stays registered. Raises
    ForbiddenException where the person is something at another place.
    """
    user = link.user
    if not reach_of(user, client=client, on=timezone.localdate(at)).is_here:
        raise ForbiddenException(detail=_("这个人在别处还有岗位或孩子，不能删除账号。请结束您这里的岗位。"))
    pk, person_id = user.pk, user.person_id
    link.brought_posts = sorted(
        set(link.brought_posts) - end_posts(set(link.brought_posts), at=at, but_pupils=True)
    )
    is_gone = link.is_account_ours and is_unused(user, link=link) and removed(user)
    if not is_gone:
        user.is_active = False
        user.save(update_fields=["is_active"])
        link.external_id, link.number, link.said_posts = "", "", []
        link.ended_at = link.changed_at = at
        link.save()
    gone = User(pk=pk, person_id=person_id)
    record(gone, verb="registry.scim_closed", client=client, at=at, is_gone=is_gone)


def is_unused(user: User, *, link: ExternalAccount) -> bool:
    """Say whether nobody has ever signed in by the account, and nobody else relies on it."""
    others = user.external_accounts.exclude(pk=link.pk)
    return user.last_login is None and not user.grant_set.exists() and not others.exists()


def removed(user: User) -> bool:
    """Delete the account; say whether nothing held on to it."""
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        return False
    return True
