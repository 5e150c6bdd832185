"""The secret that this machine signs deliveries with."""

from __future__ import annotations

import base64
import secrets

from . import profiles


def own_secret() -> str:
    """Return the secret that `listen` signs with: made once on this machine, and the same ever after."""
    secret = profiles.read().get("listen_secret")
    if secret is None:
        with profiles.changing() as content:  # another process may have been quicker
            new_secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
            secret = content.setdefault("listen_secret", new_secret)
    return str(secret)
