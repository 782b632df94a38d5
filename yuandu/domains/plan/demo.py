"""The plan of the demonstration city, opened on the day on which its history is best seen."""

from datetime import date, datetime
from pathlib import Path
from random import Random

from django.conf import settings

from yuandu.domains.plan import services
from yuandu.engines.indicators import api as indicators
from yuandu.engines.registry import api as registry

OPENS_ON = date(2021, 10, 18)
QUARTERS = [
    date(year, month, day)
    for year in range(2019, 2023)
    for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
]


def seed(*, rng: Random, at: datetime) -> None:
    """Load 潍坊's plan and compute every quarter of the demonstration's history, its opening day and today."""
    city = registry.cities().first()
    if city is None:
        return
    text = Path(settings.BASE_DIR, "plan/weifang-2020.yaml").read_text("utf-8")
    plan = services.load_plan(text=text, city=city, opens_on=OPENS_ON, by=None, at=at)
    for on in [*QUARTERS, OPENS_ON, at.date()]:
        indicators.compute(key=plan.key, city=city, on=on, at=at)
