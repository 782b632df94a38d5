"""Libraries that others wrote sign on: Authlib, from PyPI, and openid-client, from npm."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import requests
from django.test import Client as Browser

from tests.site.provider.second_site import Provider, second_site

SCRIPT = Path(__file__).with_name("sign_on.mjs")


@pytest.fixture
def visitor(transactional_db, live_server, settings, person):
    """A person who is signed in at our live site, as a browser would be."""
    settings.ADDRESS = live_server.url
    browser = Browser()
    browser.force_login(person("wang", role="teacher", at="一小"))
    visitor = requests.Session()
    visitor.cookies.set("sessionid", browser.cookies["sessionid"].value, domain="localhost.local")
    return visitor


def test_authlib_signs_on_reads_who_it_is_and_hears_of_the_end(visitor, live_server, registered):
    with second_site() as site:
        system = registered(
            redirect_uris=[site.back],
            post_logout_redirect_uris=[site.first],
            back_channel_logout_uri=site.ear,
        )
        site.provider = Provider(live_server.url, system.client.client_id, system.secret)

        page = visitor.get(f"{site.first}login")
        page.encoding = "utf-8"
        gone = visitor.get(f"{site.first}logout")

    assert "wang，你好" in page.text
    assert "一小" in page.text
    assert gone.url == site.first


@pytest.mark.parametrize("client_type", ["confidential", "public"])
@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_openid_client_signs_on_renews_and_takes_back(
    visitor, live_server, registered, client_type, algorithm
):
    node = shutil.which("node")
    if not node:
        pytest.skip("there is no Node")
    back = "http://127.0.0.1:9/callback"  # nobody listens: the script is told the address itself
    system = registered(redirect_uris=[back], client_type=client_type, algorithm=algorithm)
    command = [node, str(SCRIPT), live_server.url, system.client.client_id, system.secret, back]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as script:
        address = script.stdout.readline().strip()
        assert address, script.stderr.read()
        answer = visitor.get(address, allow_redirects=False)
        said, fault = script.communicate(answer.headers["Location"] + "\n", timeout=60)

    assert script.returncode == 0, fault
    told = json.loads(said)
    assert told["claims"]["sub"] == told["person"]["sub"] == told["renewed"]
    assert told["person"]["organisations"][0]["name"] == "一小"
    assert told["end"].startswith(f"{live_server.url}/oauth/logout?id_token_hint=")
