"""Sending the letters that are due: each once, again where the mail server did not take it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from yuandu.engines.messaging.enums import Channel, State
from yuandu.engines.messaging.models import MessageDelivery
from yuandu.engines.messaging.rules import next_try
from yuandu.engines.messaging.services.choosing import leave_token

AT_ONCE = 500  # letters of one run; the clock starts the next
log = logging.getLogger("yuandu.messaging")


def send_due(*, at: datetime) -> int:
    """Send what is due, one transaction a letter; return how many were sent. Stops where the server is away."""
    sent = 0
    with get_connection() as server:
        for _letter in range(AT_ONCE):
            outcome = send_next(server, at=at)
            if outcome is None:
                break
            sent += outcome
    return sent


@transaction.atomic
def send_next(server: BaseEmailBackend, *, at: datetime) -> int | None:
    """Send one letter that nobody else is sending: 1 for sent, 0 for not needed, None when there is none."""
    owed = take(at=at)
    if not owed:
        return None
    unread = [delivery for delivery in owed if delivery.notice.read_at is None]
    settle([delivery for delivery in owed if delivery.notice.read_at], state=State.DROPPED)
    if not unread:
        return 0
    try:
        letter_of(unread, server).send()
    except OSError as fault:  # smtplib's errors are OSErrors
        postpone(unread, fault, at=at)
        return None
    settle(unread, state=State.SENT, at=at)
    return 1


def take(*, at: datetime) -> list[MessageDelivery]:
    """Return the first delivery that is due, with those that go into the same letter, and hold them."""
    waiting = (
        MessageDelivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("notice__user")
        .filter(state=State.WAITING, channel=Channel.EMAIL, due_at__lte=at)
        .order_by("due_at", "pk")
    )
    first = waiting.first()
    if first is None or not first.bundled:
        return [first] if first else []
    return list(waiting.filter(bundled=True, notice__user=first.notice.user_id))


def settle(deliveries: Sequence[MessageDelivery], *, state: State, at: datetime | None = None) -> None:
    """Write how the deliveries ended."""
    ids = [delivery.pk for delivery in deliveries]
    MessageDelivery.objects.filter(pk__in=ids).update(state=state, sent_at=at, fault="")


def postpone(deliveries: Sequence[MessageDelivery], fault: OSError, *, at: datetime) -> None:
    """Put the deliveries off, longer each time, and in the end give them up."""
    log.warning("a letter could not be sent: %r", fault)
    for delivery in deliveries:
        delivery.tries += 1
        delivery.fault = repr(fault)[:500]
        later = next_try(at, tries=delivery.tries)
        delivery.state = State.WAITING if later else State.FAILED
        delivery.due_at = later or delivery.due_at
        delivery.save(update_fields=["tries", "fault", "state", "due_at"])


def letter_of(deliveries: Sequence[MessageDelivery], server: BaseEmailBackend) -> EmailMultiAlternatives:
    """Write the letter, in the language of its reader; its Message-ID is the same at every try."""
    user = deliveries[0].notice.user
    notices = [delivery.notice for delivery in deliveries]
    with translation.override(user.preferences.get("language") or settings.LANGUAGE_CODE):
        subject = notices[0].title
        if len(notices) > 1:
            subject = _("鸢都：您有%(count)s条消息") % {"count": len(notices)}
        kinds = {notice.kind: notice.kind_title for notice in notices}
        context = {
            "name": user.name,
            "items": [{"notice": notice, "url": absolute(notice.url)} for notice in notices],
            "leaves": [{"title": title, "url": leave_url(user.pk, kind)} for kind, title in kinds.items()],
            "choices_url": absolute(reverse("messaging:choices")),
        }
        letter = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("messaging/letter.txt", context),
            to=[user.email],
            connection=server,
            headers=headers_of(deliveries, context["leaves"]),
        )
        letter.attach_alternative(render_to_string("messaging/letter.html", context), "text/html")
    return letter


def headers_of(deliveries: Sequence[MessageDelivery], leaves: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return the marks by which mail programs tell doubles, and offer to take leave (RFC 2369, RFC 8058)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    marks = {"Message-ID": f"<notice-{deliveries[0].pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if len(leaves) == 1:
        marks["List-Unsubscribe"] = f"<{leaves[0]['url']}>"
        marks["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return marks


def leave_url(user_id: int, kind: str) -> str:
    return absolute(reverse("messaging:leave", args=[leave_token(user_id=user_id, kind=kind)]))


def absolute(url: str) -> str:
    """Return the address as it is typed outside the product; "" for none."""
    return f"{settings.ADDRESS}{url}" if url.startswith("/") else url
