"""The sealer: about every second, what was recorded since."""

import logging
import time

from django.db import connection
from django.utils import timezone

from yuandu.engines.activity.services import AT_ONCE, Sealer
from yuandu.kernel.refusals import AWAY

SECONDS_BETWEEN_SEALS = 1
log = logging.getLogger(__name__)


def seal_all(sealer: Sealer) -> int:
    """Seal what waits, in as many seals as it takes; return how many facts that were."""
    count = sealed = sealer.seal(at=timezone.now())
    while sealed == AT_ONCE:
        sealed = sealer.seal(at=timezone.now())
        count += sealed
    return count


def keep_sealing() -> None:
    """Seal until the process ends; a database that is away for a while is waited for."""
    sealer = Sealer()
    while True:
        try:
            seal_all(sealer)
        except AWAY as error:
            log.warning("the database is away: %s", str(error).strip())
            connection.close()
            sealer = Sealer()
        time.sleep(SECONDS_BETWEEN_SEALS)
