"""Finding clauses."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from yuandu.domains.plan import queries
from yuandu.kernel.search import Hit


def clauses(user: Any, text: str, *, limit: int) -> list[Hit]:
    """Return the clauses whose id, name or sentence holds the text; the plan is public."""
    loaded = queries.edition()
    if not loaded or not text:
        return []
    is_english, wanted, found = (get_language() or "").startswith("en"), text.casefold(), []
    for clause in queries.plan_of(loaded).clauses:
        words = (clause.id, clause.what.zh, clause.what.en, clause.sentence.zh)
        if any(wanted in word.casefold() for word in words):
            title = clause.what.en if is_english else clause.what.zh
            url = reverse("plan:clause", args=[clause.id])
            found.append(Hit(title=f"{clause.id} {title}", url=url, note="", icon="flag"))
    return found[:limit]
