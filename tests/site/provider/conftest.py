"""Systems of the city, and how they ask: by the protocol alone, as anybody's library would."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from jwcrypto import jwk, jwt

from tests.conftest import AT
from yuandu.site.cluster import APPLICATION
from yuandu.site.provider import services
from yuandu.site.provider.models import Client as Registered

BACK = "https://cloud.example/callback"
VERIFIER = "a-verifier-of-forty-three-letters-or-more-0123"
EVERYTHING = ["openid", "profile", "email", "phone", "organisations", "offline_access"]


class Browser(Client):
    """Whoever calls: our pages then read the tables by the application's role, as in life."""

    def request(self, **request):
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APPLICATION}")
            try:
                return super().request(**request)
            finally:
                if not connection.needs_rollback:
                    cursor.execute("RESET ROLE")


def challenge(verifier=VERIFIER):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def answer_in(address):
    """What an address takes back."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@dataclass
class System:
    """Another system: what it knows of us, and what it sends."""

    client: Registered
    secret: str
    machine: Browser = field(default_factory=Browser)

    def asking(self, **changes):
        """The address to which it sends people."""
        asked = {
            "client_id": self.client.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile",
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        } | changes
        return f"/oauth/authorize?{urlencode({name: v for name, v in asked.items() if v is not None})}"

    def code(self, browser, **changes):
        """The code with which a signed-in person comes back."""
        return answer_in(browser.get(self.asking(**changes))["Location"])["code"]

    def post(self, place, **told):
        """Call an endpoint of ours with the secret."""
        known = {"client_id": self.client.client_id} | ({"client_secret": self.secret} if self.secret else {})
        sent = {name: value for name, value in (known | told).items() if value is not None}
        return self.machine.post(f"/oauth/{place}", sent)

    def exchange(self, code, **changes):
        told = {"code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.post("token", grant_type="authorization_code", **(told | changes))

    def tokens(self, browser, **changes):
        """What it holds after a whole sign-on."""
        answer = self.exchange(self.code(browser, **changes))
        assert answer.status_code == 200, answer.content
        return answer.json()

    def refresh(self, token, **changes):
        return self.post("token", grant_type="refresh_token", refresh_token=token, **changes)

    def userinfo(self, token):
        return self.machine.get("/oauth/userinfo", headers={"Authorization": f"Bearer {token}"})

    def claims(self, id_token):
        """What an ID token says, checked against the keys that we show."""
        shown = self.machine.get("/oauth/jwks").json()["keys"]
        keys = jwk.JWKSet.from_json(json.dumps({"keys": shown}))
        return json.loads(jwt.JWT(jwt=id_token, key=keys, algs=["ES256", "RS256"]).claims)


@pytest.fixture
def registered(city):
    """Register a system; by default the bureau's own, which needs no consent."""

    def registered(title="潍坊云课堂", *, at="潍坊市", **details):
        usual = {
            "client_type": "confidential",
            "redirect_uris": [BACK],
            "post_logout_redirect_uris": ["https://cloud.example/"],
            "scopes": EVERYTHING,
            "skips_consent": at == "潍坊市",
        }
        made, secret = services.register_client(
            title=title, organisation=city[at], because="试用", by=None, at=AT, **(usual | details)
        )
        return System(made, secret)

    return registered


@pytest.fixture
def system(registered):
    return registered()


@pytest.fixture
def signed_in(person):
    """A browser in which somebody is signed in."""

    def signed_in(username="wang", **where):
        browser = Browser()
        browser.user = person(username, **({"role": "teacher", "at": "一小"} | where))
        browser.force_login(browser.user)
        return browser

    return signed_in


class Hearing(BaseHTTPRequestHandler):
    """Takes down what it is told, and answers as the test wants."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append({name: values[0] for name, values in parse_qs(body).items()})
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def ear():
    """A system that hears when somebody signs out; `answers` are the states that it gives first."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hearing)
    server.heard, server.answers = [], []
    server.uri = f"http://127.0.0.1:{server.server_port}/signed-out"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
