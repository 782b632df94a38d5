"""A small second site of the city, as somebody else would write it with Authlib: sign in, who am I, sign out."""

import secrets
from contextlib import contextmanager
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwk, jwt

SCOPES = "openid profile organisations"


class Provider:
    """What the site knows of the provider: all of it read from the discovery document."""

    def __init__(self, issuer, client_id, client_secret):
        self.client_id, self.client_secret = client_id, client_secret
        self.metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
        assert self.metadata["issuer"] == issuer

    def session(self, redirect_uri):
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            scope=SCOPES,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def checked(self, token, *, kind=None):
        """The claims of a token that the provider signed for us; `leeway` allows for clocks that differ."""
        keys = jwk.KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=10).json())
        read = jwt.decode(token, keys, algorithms=["ES256", "RS256"])
        rules = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self.metadata["issuer"]},
            aud={"essential": True, "value": self.client_id},
        )
        rules.validate(read.claims)
        assert kind is None or read.header["typ"] == kind
        return read.claims


class Pages(BaseHTTPRequestHandler):
    """The pages of the site."""

    def do_GET(self):
        place = {"/": self.first, "/login": self.login, "/callback": self.callback, "/logout": self.logout}
        place.get(urlsplit(self.path).path, self.missing)()

    def do_POST(self):
        """Hear from the provider that a session ended."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        claims = self.server.provider.checked(parse_qs(body)["logout_token"][0], kind="logout+jwt")
        assert "nonce" not in claims
        ended = [key for key, one in self.server.sessions.items() if one.get("sid") == claims["sid"]]
        for key in ended:
            del self.server.sessions[key]
        self.say("")

    def first(self):
        one = self.known()
        if one is None or "name" not in one:
            self.say('<h1>还没有登录</h1><a href="/login">用鸢都账号登录</a>')
            return
        places = "、".join(place["name"] for place in one["organisations"])
        self.say(f'<h1>{escape(one["name"])}，你好</h1><p>{escape(places)}</p><a href="/logout">退出</a>')

    def login(self):
        session = self.server.provider.session(self.server.back)
        verifier, nonce = generate_token(48), secrets.token_urlsafe(16)
        address, state = session.create_authorization_url(
            self.server.provider.metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        self.go(address, remember={"state": state, "verifier": verifier, "nonce": nonce})

    def callback(self):
        one, provider = self.known(), self.server.provider
        told = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if told["state"] != one["state"] or told["iss"] != provider.metadata["issuer"] or "error" in told:
            self.say(f"<h1>没有登录：{escape(told.get('error', 'state'))}</h1>")
            return
        session = provider.session(self.server.back)
        held = session.fetch_token(
            provider.metadata["token_endpoint"], code=told["code"], code_verifier=one["verifier"]
        )
        claims = provider.checked(held["id_token"])
        assert claims["nonce"] == one["nonce"]
        person = session.get(provider.metadata["userinfo_endpoint"]).json()
        assert person["sub"] == claims["sub"]
        self.go("/", remember=person | {"sid": claims["sid"], "id_token": held["id_token"]})

    def logout(self):
        hint = (self.known() or {}).get("id_token", "")
        told = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": self.server.first})
        self.go(f"{self.server.provider.metadata['end_session_endpoint']}?{told}")

    def missing(self):
        self.send_error(404)

    def known(self):
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("second")
        return self.server.sessions.get(cookie.value) if cookie else None

    def go(self, address, *, remember=None):
        self.send_response(302)
        self.send_header("Location", address)
        if remember is not None:
            key = secrets.token_urlsafe(16)
            self.server.sessions[key] = remember
            self.send_header("Set-Cookie", f"second={key}; HttpOnly; Path=/; SameSite=Lax")
        self.end_headers()

    def say(self, html):
        page = (
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>第二个网站</title>{html}'.encode()
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *words):
        pass


@contextmanager
def second_site():
    """The site on a free port; give it a `provider` before anybody comes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.first = f"http://127.0.0.1:{server.server_port}/"
    server.back, server.ear, server.sessions = server.first + "callback", server.first + "signed-out", {}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
