"""What messaging shows on the workbench."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yuandu.engines.messaging import queries

MOST = 4


def unread_now(user: Any, *, at: datetime) -> dict[str, Any] | None:
    """Return the newest unread notices; None where everything is read."""
    notices = queries.latest_for(user, limit=MOST)
    if not notices:
        return None
    return {"notices": notices, "url": reverse("messaging:inbox"), "link": _("全部消息")}
