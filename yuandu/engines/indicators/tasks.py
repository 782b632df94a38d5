"""Computing by itself, every night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from yuandu.engines.indicators import queries, services
from yuandu.engines.registry import api as registry


@app.task(name="indicators.compute_today")
def compute_today(timestamp: int = 0) -> None:
    """Compute today for every tree and every city."""
    at = timezone.now()
    for city in registry.cities():
        for key in queries.tree_keys():
            services.compute(key=key, city=city, on=timezone.localdate(at), at=at)
