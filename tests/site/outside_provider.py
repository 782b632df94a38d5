"""A small OpenID provider on loopback, as an outside citizen app would run one; it can be told to cheat."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "yuandu", "a loopback secret of thirty-two bytes"


@dataclass
class Provider:
    """What it knows: its key, whom it tells of, and which codes it has given out."""

    address: str = ""
    claims: dict = field(default_factory=dict)
    cheat: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    signs_with: ec.EllipticCurvePrivateKey | None = None
    asked: list = field(default_factory=list)

    def discovery(self) -> dict:
        return {
            "issuer": self.cheat.get("discovery_issuer", self.address),
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict:
        key = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [key | {"kid": "one", "use": "sig", "alg": "ES256"}]}

    def authorize(self, query: dict) -> str:
        """Return where the browser goes back to: the person has said yes."""
        code = token_urlsafe()
        self.codes[code] = query
        self.asked.append(query)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict) -> dict | None:
        """Return the tokens for a code, once, to whoever shows the client's secret and the verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not query or form.get("client_secret") != SECRET or query["code_challenge"] != challenge:
            return None
        return {"access_token": token_urlsafe(), "token_type": "Bearer", "id_token": self.id_token(query)}

    def id_token(self, query: dict) -> str:
        now = int(time.time())
        said = {
            "iss": self.address,
            "sub": self.claims["sub"],
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        }
        algorithm = self.cheat.get("algorithm", "ES256")
        key = {"none": None, "HS256": SECRET}.get(algorithm, self.signs_with or self.key)
        return jwt.encode(said | self.cheat.get("id_token", {}), key, algorithm, headers={"kid": "one"})


@contextmanager
def running():
    """Run the provider for a while; gives its Provider."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            elif parts.path == "/.well-known/openid-configuration":
                self.say(provider.discovery())
            elif parts.path == "/keys":
                self.say(provider.keys())
            else:
                self.say(provider.claims | provider.cheat.get("userinfo", {}))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = provider.token({name: values[0] for name, values in parse_qs(body).items()})
            self.say(tokens or {"error": "invalid_grant"}, status=200 if tokens else 400)

        def say(self, answer, status=200):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
