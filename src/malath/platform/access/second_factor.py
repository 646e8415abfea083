"""The host key for second-factor secrets, and the picture that an authenticator app reads.

The key lies outside the seal and outside database and backups of rows (security.md, Keys): it protects nothing that was
told in confidence, and a sealed server must sign people in. AES-GCM (NIST SP 800-38D), a fresh nonce each time.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import MutableMapping
from functools import cache
from typing import Any

import segno
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.safestring import SafeString, mark_safe

from malath.platform.keeper.client import home

_PREFIX = "v1:"
_PURPOSE = b"malath second factor"
_NONCE = 12


@cache
def _key() -> bytes:
    """The host key, made on first use and readable by this user alone."""
    path = home() / "keys" / "second-factor.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_bytes(32)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def encrypt(text: str) -> str:
    """Encrypt a secret for the database."""
    nonce = secrets.token_bytes(_NONCE)
    return _PREFIX + base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, text.encode(), _PURPOSE)).decode()


def decrypt(encrypted: str) -> str:
    """Decrypt what `encrypt` made; raises InvalidTag when it was changed or made under another key."""
    raw = base64.b64decode(encrypted.removeprefix(_PREFIX))
    return AESGCM(_key()).decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE).decode()


def pending_secret(session: MutableMapping[str, Any], *, fresh: bool) -> str:
    """The authenticator secret that is being set up: it waits, encrypted, in the session, a row of the database."""
    if fresh or SECRET_SESSION_KEY not in session:
        session[SECRET_SESSION_KEY] = encrypt(generate_totp_secret())
    return decrypt(session[SECRET_SESSION_KEY])


def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG: no style attribute and no data address, which the content policy would block."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  (made of numbers by segno; the text is nowhere in it as text)
