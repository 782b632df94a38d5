"""What the tests do inside a home of their own, by `yuandu shell -c "from tests.site import inhabit; …"`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from yuandu.domains.plan import demo as plan
from yuandu.engines.files import api as files
from yuandu.engines.registry.demo import Scale, invent_city
from yuandu.engines.registry.demo.city import WEIFANG
from yuandu.engines.registry.rules.city_file import read_city_file
from yuandu.site.cluster import OWNER

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
HAMLET = Scale("hamlet", schools=40, pupils=300, teachers=250, has_all_rosters=False)
STORED = "请把这一行原样保存。\n".encode()
LISTS = (
    "schools",
    "organisations",
    "designations",
    "groups",
    "courses",
    "terms",
    "codes",
)  # open to officers


def settle() -> None:
    """Invent a tiny city with its plan, store one file and print the signed link to it."""
    connection.settings_dict["OPTIONS"]["user"] = OWNER  # as `yuandu city` does
    city = read_city_file(WEIFANG.read_text("utf-8"))
    invent_city(city, scale=HAMLET, rng=Random(1), at=AT)
    plan.seed(rng=Random(1), at=AT)
    kept = files.keep(
        content=[STORED],
        name="说明.txt",
        path="370700.",
        by=None,
        at=AT,
        allowed=frozenset({"text"}),
        limit=99,
    )
    print(files.link_to(kept, user_id=None, minutes=60))


def show(folder: str, link: str) -> None:
    """Write what the city's officer exports, the file behind the link, and how the plan stands."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(get_user_model().objects.get(username="city"))
    places = {f"{name}.csv": f"/registry/{name}/?export=csv" for name in LISTS}
    places |= {"levels.csv": "/registry/organisations/?export=csv&level=class", "stored": link}
    places |= {"counted.csv": "/plan/counted/1.2/registry.schools/?export=csv"}
    statuses = {}
    for name, place in places.items():
        answer = browser.get(place)
        statuses[name] = answer.status_code
        Path(folder, name).write_bytes(b"".join(answer.streaming_content))
    print(json.dumps(statuses))


def look(*places: str) -> None:
    """Print what a stranger gets at each place: its status and its text."""
    browser = Client(HTTP_HOST="localhost")
    answers = {place: browser.get(place) for place in places}
    print(json.dumps({place: [answer.status_code, text_of(answer)] for place, answer in answers.items()}))


def text_of(answer: HttpResponseBase) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8-sig")
