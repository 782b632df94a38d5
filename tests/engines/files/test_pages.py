"""A signed link opens its file, for whom and as long as it says, and nothing else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from pytest_django.asserts import assertContains

from yuandu.engines.files import api as files
from yuandu.engines.files.views import CHUNK

PNG = b"\x89PNG\r\n\x1a\n..."


def test_a_link_hands_the_file_out_to_be_saved_and_not_to_be_run(client, keep):
    response = client.get(files.link_to(keep(b"a,b\n"), user_id=None, minutes=5))

    assert b"".join(response.streaming_content) == b"a,b\n"
    assert {
        name: response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    } == {
        "Content-Type": "text/csv",
        "Content-Disposition": "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.csv",
        "X-Content-Type-Options": "nosniff",
    }
    assert response["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown(client, keep):
    response = client.get(files.link_to(keep(PNG, name="a.png"), user_id=None, minutes=5))

    assert response["Content-Disposition"] == 'inline; filename="a.png"'


def test_a_link_for_one_account_is_closed_to_every_other(client, keep, person):
    owner, other = person("owner", role="officer"), person("other", role="administrator")
    link = files.link_to(keep(), user_id=owner.pk, minutes=5)

    stranger = client.get(link).status_code
    client.force_login(other)
    another = client.get(link).status_code
    client.force_login(owner)

    assert (stranger, another, client.get(link).status_code) == (403, 403, 200)


def test_a_link_runs_out(client, keep):
    link = files.link_to(keep(), user_id=None, minutes=-1)

    assertContains(client.get(link), "这个链接打不开了", status_code=403)


@pytest.mark.parametrize("where", [0, 5, -1])
def test_a_link_that_was_tampered_with_opens_nothing(client, keep, where):
    link = files.link_to(keep(), user_id=None, minutes=5)
    token = list(link.split("/")[2])
    token[where] = "A" if token[where] != "A" else "B"

    response = client.get(f"/files/{''.join(token)}/")

    assertContains(response, "这个链接打不开了", status_code=403)


def test_a_file_whose_bytes_are_lost_is_said_to_be_lost(client, keep, place):
    link = files.link_to(keep(), user_id=None, minutes=5)
    for path in place.rglob("*"):
        if path.is_file():
            path.unlink()

    assertContains(client.get(link), "文件不见了", status_code=410)


@pytest.mark.django_db(transaction=True)
def test_a_large_file_goes_out_piece_by_piece(keep):
    link = files.link_to(keep(b"a,b\n" * CHUNK, limit=1 << 30), user_id=None, minutes=5)

    async def pieces():
        response = await AsyncClient().get(link)
        sizes = [len(piece) async for piece in response.streaming_content]
        await sync_to_async(connections.close_all)()
        return sizes

    with ThreadPoolExecutor() as pool:
        sizes = pool.submit(asyncio.run, pieces()).result()

    assert sizes == [CHUNK] * 4
