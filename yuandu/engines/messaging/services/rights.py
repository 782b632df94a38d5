"""Telling people of the answers to their requests about personal data, and guardians of each other's consents."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yuandu.engines.messaging.services.notifying import notify
from yuandu.engines.registry import api as registry

OUTCOMES = {"AGREED": _("您的{kind}请求：已同意"), "REFUSED": _("您的{kind}请求：没有同意")}
DECISIONS = {
    "registry.consent_given": _("孩子的另一位监护人同意了“{title}”"),
    "registry.consent_withdrawn": _("孩子的另一位监护人撤回了对“{title}”的同意"),
}


def tell_of_answer(*, fact: Any, at: datetime) -> None:
    """Tell whoever asked that the request was answered."""
    notify(
        users=[fact.data["asked_by"]],
        kind="registry.claim_answered",
        title=format_lazy(
            OUTCOMES[fact.data["outcome"]], kind=registry.title_of("claim_kind", fact.data["kind"])
        ),
        text=_("点开看理由和做了什么。不满意的可以再提一次，或者找上级教育局。"),
        url=reverse("registry:claim", args=[fact.about.partition(":")[2]]),
        about=fact.about,
        at=at,
    )


def tell_of_consent(*, fact: Any, at: datetime) -> None:
    """Tell the other guardians of a child what one of them decided; what people decide alone is theirs."""
    if fact.data["is_own"]:
        return
    child = fact.people[0]
    others = [account for account in registry.accounts_looking_after(child) if account != fact.by_id]
    notify(
        users=others,
        kind="registry.consent",
        title=format_lazy(DECISIONS[fact.verb], title=fact.data["title"]),
        text=_("一位同意就算数，哪一位撤回都算数。您的意见不同，点开就能改。"),
        url=reverse("registry:consents", args=[child]),
        about=fact.about,
        at=at,
    )
