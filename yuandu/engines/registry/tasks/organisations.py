"""Following a unit that moved."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuandu.engines.registry import services


@app.task(name="registry.repath", retry=RetryStrategy(max_attempts=10, wait=30))
def repath(old: str, new: str) -> None:
    services.repath(old=old, new=new)
