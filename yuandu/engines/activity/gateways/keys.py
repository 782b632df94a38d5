"""The key that signs the head of the trail. It lies outside the database; public keys stay beside it for good."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings


def signed(words: bytes) -> tuple[str, str]:
    """Return the key's fingerprint and its signature of the words; makes the key if there is none."""
    key = load_pem_private_key(private_key(), None)
    return fingerprint(key.public_key()), key.sign(words).hex()


def private_key() -> bytes:
    """Return the key, made on first use and for its owner's eyes only; its public half is put beside it."""
    path = Path(settings.TRAIL_KEY)
    if not path.exists():
        make(path)
    return path.read_bytes()


def make(path: Path) -> None:
    """Make a key; the public half comes first, so that nothing is ever signed that cannot be checked."""
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keep(public_path(fingerprint(key.public_key())), public)
    keep(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def keep(path: Path, content: bytes) -> None:
    """Write a file that appears whole, readable by its owner only."""
    half = path.with_name(f"{path.name}.part")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return what a line of the file of heads calls a key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def public_path(name: str) -> Path:
    return Path(settings.TRAIL_KEY).with_name(f"trail-{name}.pub")


def public_key(name: str) -> Ed25519PublicKey | None:
    """Return the public key of this fingerprint; None where it is not there, or is another."""
    if not name.isalnum() or not public_path(name).exists():
        return None
    key = load_pem_public_key(public_path(name).read_bytes())
    return key if isinstance(key, Ed25519PublicKey) and fingerprint(key) == name else None


def is_signed(words: bytes, signature: str, key: Ed25519PublicKey) -> bool:
    """Say whether the key made the signature."""
    try:
        key.verify(bytes.fromhex(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True
