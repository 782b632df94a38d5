"""How long a job still takes, and what becomes of one whose process died."""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

TRIES = 4  # the first, and three more after a process died
SECONDS_BEFORE_A_GUESS = 3  # sooner a rate says nothing


class Fate(StrEnum):
    """What is to be done with a job whose process died."""

    RESUME = "RESUME"
    CANCEL = "CANCEL"
    GIVE_UP = "GIVE_UP"


def fate_of(*, tries: int, is_cancelling: bool) -> Fate:
    """Return what becomes of a job that was begun so many times and whose process died."""
    if is_cancelling:
        return Fate.CANCEL
    return Fate.RESUME if tries < TRIES else Fate.GIVE_UP


def seconds_left(*, done: int, total: int | None, seconds: float) -> float | None:
    """Return the seconds that the rest takes at the rate so far; None while nobody can say."""
    if not total or not done or done > total or seconds < SECONDS_BEFORE_A_GUESS:
        return None
    return (total - done) * seconds / done


def length_in_words(seconds: float | None) -> str:
    """Return a length of time as people say it, rounded up: “40秒”, “3分钟”, “2小时5分”; unknown is ""."""
    if seconds is None:
        return ""
    if seconds < 60:
        whole = max(1, -int(-seconds // 1))
        return ngettext("%(count)s秒", "%(count)s秒", whole) % {"count": whole}
    minutes = -int(-seconds // 60)
    if minutes < 60:
        return ngettext("%(count)s分钟", "%(count)s分钟", minutes) % {"count": minutes}
    return _("%(hours)s小时%(minutes)s分") % {"hours": minutes // 60, "minutes": minutes % 60}
