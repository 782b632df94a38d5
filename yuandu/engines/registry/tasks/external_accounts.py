"""What is done every night about accounts that other systems look after."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.registry.services.scim.releasing import release_moved


@app.task(name="registry.release_external_accounts", queueing_lock="registry.release_external_accounts")
def release_external_accounts(timestamp: int) -> None:
    """Take the accounts of people who moved elsewhere out of the lists of their former place."""
    release_moved(at=timezone.now())
