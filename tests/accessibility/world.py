"""What the tests of this folder make inside the living installation: `python -m tests.accessibility.world` prints JSON."""

from __future__ import annotations

import json
import os
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
GUARDED = "communications_officer"
# Longer than the walks take on a slow machine: a proof of oneself counts from its moment.
WALKS = 2 * 3600


def world() -> dict[str, Any]:
    """A household with everything in it, a session for each role, and the secrets that open the public doors."""
    from django.db import transaction
    from django.urls import reverse

    from malath.platform.access.inviting import invite_member
    from malath.platform.access.renewing import offer_renewal
    from tests.everything import everything
    from tests.people import found_coalition

    with transaction.atomic():
        made = everything(found_coalition())
        guarded = made.owning[GUARDED]
        made.ids["pk"] = _second_factors(guarded)
        _invitation, secret = invite_member(made.coalition.haven, role="documenter", by=made.owning["director"])
        token = offer_renewal(made.owning["documenter"], without_second_factor=False, by=made.owning["administrator"])
    return {
        "ids": {name: str(value) for name, value in made.ids.items()},
        "sessions": {role: _proved_session(member) for role, member in made.owning.items()},
        "guarded": guarded.handle,
        "invitation": reverse("invitation", args=[secret]),
        "renewal": reverse("renewal", args=[made.owning["documenter"].pk, token]),
    }


def _proved_session(member: Any) -> str:
    """A session of the member, whose password counts as just given while the walks last."""
    from malath.platform.access.session_store import SessionStore
    from tests.inside import session_of

    session = SessionStore(session_key=session_of(member))
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + WALKS}]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
    return str(session.session_key)


def _second_factors(member: Any) -> int:
    """An authenticator, its codes and a passkey, whose row's key comes back: their pages are only there for owners."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    TOTP.activate(member, generate_totp_secret())
    RecoveryCodes.activate(member)
    return int(WebAuthn.add(member, "Key", _passkey()).instance.pk)


def _passkey() -> dict[str, Any]:
    """What a browser sends when a passkey is made (WebAuthn, 5.1)."""
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    held = AttestedCredentialData.create(bytes(16), b"a credential", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    proof = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 1, held)
    told = CollectedClientData.create("webauthn.create", b"a challenge", "http://localhost")
    name = websafe_encode(b"a credential")
    return {
        "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(told),
            "attestationObject": websafe_encode(AttestationObject.create("none", proof, {})),
        },
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    print(json.dumps(world()))
