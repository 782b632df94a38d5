"""A county that asks for a file of its pupils, and those who may allow it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import AT, ON
from yuandu.engines.registry.models import ExportRequest
from yuandu.engines.registry.services import people, privacy

CARD = "370705201203150012"
SAID = {
    "columns": ["name", "place"],
    "form": "csv",
    "purpose": "enrolment",
    "words": "",
    "recipient": "市招生办 王主任",
}


@pytest.fixture
def pupils(city):
    """Three pupils of the first class, and one of another county."""
    post = {"kind": "pupil", "from_on": ON}
    names = ("李知远", "张一诺", "王梓涵")
    return [
        people.add_person(name=name, place=city["2018级1班"], post=post, by=None, at=AT) for name in names
    ]


@pytest.fixture
def asker(person, pupils):
    return person("asker", role="officer", at="奎文区")


@pytest.fixture
def colleague(person, city):
    return person("colleague", role="officer", at="奎文区")


@pytest.fixture
def ask(asker):
    """Ask for the pupils' roster."""

    def asked(
        *, by=asker, query="", form="csv", columns=("name", "place"), listing="registry.pupils", **said
    ):
        wanted = privacy.wanted_list(listing=listing, query=query, columns=columns, form=form, user=by)
        at = timezone.now()
        details = {"purpose": "enrolment", "recipient": "市招生办", "by": by, "at": at} | said
        until = timezone.localdate(at) + timedelta(days=7)
        return privacy.ask_for_export(wanted=wanted, **({"needed_until": until} | details))

    return asked


@pytest.fixture
def made(ask, colleague, settings, tmp_path):
    """Ask, have it allowed, and make the file."""
    settings.HOME = tmp_path

    def complete(**said):
        request = ask(**said)
        privacy.allow_export(request=request, by=colleague, at=timezone.now())
        return privacy.make_export(request_id=request.pk, at=timezone.now())

    return complete


@pytest.fixture
def latest():
    return lambda: ExportRequest.objects.order_by("-pk")[0]
