"""When a letter may go out: families sleep, officers read once in the morning."""

from datetime import datetime, time, timedelta, tzinfo

from yuandu.engines.messaging.enums import Timing

QUIET_FROM, QUIET_TO = time(21), time(7)  # families are not disturbed in between
DIGEST_AT = time(8)
TRIES = 6
FIRST_PAUSE = timedelta(minutes=5)  # doubled after each try: the last comes about five hours after the first


def usual_timing(*, is_family: bool) -> Timing:
    """Return what a person gets who has chosen nothing: families seldom sign in, officers do every day."""
    return Timing.NOW if is_family else Timing.DIGEST


def due_at(at: datetime, *, timing: Timing, is_family: bool, zone: tzinfo) -> datetime | None:
    """Return when a letter about something of that moment goes out; None for never."""
    if timing == Timing.NEVER:
        return None
    if timing == Timing.DIGEST:
        return next_time(at, DIGEST_AT, zone=zone)
    return after_quiet(at, zone=zone) if is_family else at


def after_quiet(at: datetime, *, zone: tzinfo) -> datetime:
    """Return the moment itself, or the next 7:00 where it falls between 21:00 and 7:00."""
    clock = at.astimezone(zone).time()
    return next_time(at, QUIET_TO, zone=zone) if clock >= QUIET_FROM or clock < QUIET_TO else at


def next_time(at: datetime, clock: time, *, zone: tzinfo) -> datetime:
    """Return the first moment after `at` when the clocks of the zone show that time."""
    local = at.astimezone(zone)
    today = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def next_try(at: datetime, *, tries: int) -> datetime | None:
    """Return when a letter that could not be sent so many times is tried again; None to give up."""
    return None if tries >= TRIES else at + FIRST_PAUSE * 2 ** (tries - 1)
