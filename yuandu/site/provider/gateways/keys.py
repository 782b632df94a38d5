"""The keys that sign tokens: files in the home that only its owner reads, made at first use, replaced by command."""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen
from os import open as open_file
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings
from jwcrypto import jwk, jws, jwt
from jwcrypto.common import JWException

from yuandu.site.home import locked

ALGORITHMS = ("ES256", "RS256")
KEPT = timedelta(days=2)  # how long a retired key's public half is shown: longer than any token lives


@dataclass(frozen=True)
class Key:
    """A pair of keys, or of a retired one the public half."""

    kid: str
    algorithm: str
    private: Any
    shown: dict[str, str]  # the public half as JWKS shows it


def folder() -> Path:
    """Return where the keys are, a private folder below the home's."""
    place = Path(settings.HOME) / "keys/provider"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def signed(claims: dict[str, Any], *, algorithm: str, kind: str = "JWT") -> str:
    """Return the claims as a signed token (RFC 7515 compact form)."""
    key = current(algorithm)
    header = {"alg": algorithm, "kid": key.kid, "typ": kind}
    text = b".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return b".".join((text, encoded(signature(key, text)))).decode()


def signature(key: Key, text: bytes) -> bytes:
    if key.algorithm == "RS256":
        return key.private.sign(text, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.private.sign(text, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def encoded(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def read(token: str) -> dict[str, Any] | None:
    """Return the claims of a token that one of our keys signed, however old; None for any other."""
    try:
        unread = jws.JWS()
        unread.deserialize(token)
        kid = unread.jose_header.get("kid")
        key = next((key for key in all_keys() if key.kid == kid), None)
        if key is None:
            return None
        checked = jwt.JWT(
            key=jwk.JWK(**key.shown), jwt=token, algs=[key.algorithm], check_claims={}, expected_type="JWS"
        )
        return json.loads(checked.claims)
    except (JWException, ValueError, TypeError):
        return None


def current(algorithm: str) -> Key:
    """Return the key that signs now, made where there is none yet."""
    found = newest(algorithm)
    if found is None:
        with locked(folder() / "lock"):
            found = newest(algorithm) or make(algorithm, name="0")
    return found


def newest(algorithm: str) -> Key | None:
    """Return the youngest private key; `all_keys` has them in the order of their making."""
    return next((key for key in reversed(all_keys()) if key.algorithm == algorithm and key.private), None)


def all_keys() -> tuple[Key, ...]:
    """Return all keys, the oldest first; read again when the folder has changed."""
    place = folder()
    return read_folder(place, place.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def read_folder(place: Path, _changed_at: int) -> tuple[Key, ...]:
    return tuple(read_key(path) for path in sorted(place.glob("*.pem")))


def read_key(path: Path) -> Key:
    """Read a key from its file, `<when made>-<algorithm>.pem` or, retired, `….public.pem`."""
    algorithm, pem = path.name.split("-")[1].split(".")[0], path.read_bytes()
    is_retired = path.name.endswith(".public.pem")
    private = None if is_retired else serialization.load_pem_private_key(pem, None)
    public = jwk.JWK.from_pem(pem)
    kid = public.thumbprint()
    shown = public.export_public(as_dict=True) | {"kid": kid, "alg": algorithm, "use": "sig"}
    return Key(kid=kid, algorithm=algorithm, private=private, shown=shown)


def make(algorithm: str, *, name: str) -> Key:
    """Make a key and write it for its owner's eyes only."""
    private = (
        ec.generate_private_key(ec.SECP256R1())
        if algorithm == "ES256"
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder() / f"{name}-{algorithm}.pem"
    write(path, pem)
    return read_key(path)


def write(path: Path, text: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with fdopen(open_file(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600), "wb") as file:
        file.write(text)
    draft.rename(path)


def rotate(*, at: datetime) -> list[Key]:
    """Make new keys; of the old ones the public halves stay, so that tokens in flight can still be checked."""
    with locked(folder() / "lock"):
        forget(at=at)
        old = [path for path in folder().glob("*.pem") if not path.name.endswith(".public.pem")]
        made = [make(algorithm, name=f"{at:%Y%m%d%H%M%S%f}") for algorithm in ALGORITHMS]
        for path in old:
            retire(path, at=at)
    return made


def retire(path: Path, *, at: datetime) -> None:
    """Keep of a key only what checks signatures, with the time of its end in the name."""
    public = serialization.load_pem_private_key(path.read_bytes(), None).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write(path.with_name(f"{path.stem}.{at:%Y%m%d%H%M%S}.public.pem"), pem)
    path.unlink()


def forget(*, at: datetime) -> None:
    """Remove public halves that no token needs any more."""
    for path in folder().glob("*.public.pem"):
        if path.name.split(".")[1] < f"{at - KEPT:%Y%m%d%H%M%S}":
            path.unlink()


def subject_key() -> bytes:
    """Return the key behind the names that other systems know people by: with another all would be strangers."""
    return read_subject_key(folder() / "subjects")


@lru_cache(maxsize=2)
def read_subject_key(path: Path) -> bytes:
    if not path.exists():
        with locked(path.with_name("lock")):
            if not path.exists():
                write(path, secrets.token_hex(32).encode())
    return path.read_bytes()
