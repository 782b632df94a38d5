"""Signing in, and opening an account by a code."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from yuandu.engines.registry import api as registry
from yuandu.engines.registry.models import Person, Post, User
from yuandu.engines.registry.rules.activation import written_code

AT = datetime(2022, 12, 1, 9, tzinfo=UTC)
WORDS = "kites over Weifang"


@pytest.fixture
def wang(person):
    user = person("wang", role="principal", at="一小")
    user.set_password(WORDS)
    user.email = "wang@example.cn"
    user.save()
    return user


@pytest.mark.parametrize("login", ["wang", " WANG ", "wang@example.cn", "Wang@Example.cn"])
def test_a_person_signs_in_by_user_name_or_e_mail_however_it_is_typed(client, wang, login):
    response = client.post("/sign-in/", {"login": login, "password": WORDS})

    assert (response.status_code, response.url) == (302, "/today/")
    assert client.get("/today/").status_code == 200
