"""The connections of every sandbox: simulated accounts on each channel, one to complete, one to remove.

They are configuration and stay when the sandbox day ends, so they are written only where nothing is; the last two
are renewed.
"""

from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

AT = {"created_at": "2026-03-01T09:00:00Z", "updated_at": "2026-03-01T09:00:00Z"}
COMMON: dict[str, Any] = {"status": "active", "sample": True, **AT}
EXAMPLES: dict[str, dict[str, Any]] = {
    "cn_w1x2y3z4": {
        "provider": "whatsapp",
        "name": "whatsapp",
        "account": "+34 600 000 000",
        "settings": {"phone_number_id": "106540352242922", "phone_number": "+34 600 000 000"},
    },
    "cn_t5u6v7w8": {
        "provider": "telegram",
        "name": "telegram",
        "account": "@bivelio_sandbox_bot",
        "settings": {},
    },
    "cn_m9n0p1q2": {
        "provider": "smtp",
        "name": "smtp",
        "account": "info@sandbox.bivelio.com",
        "settings": {
            "host": "smtp.sandbox.bivelio.com",
            "port": 587,
            "security": "starttls",
            "from_address": "info@sandbox.bivelio.com",
        },
    },
    "cn_w8c9h0t1": {
        "provider": "webchat",
        "name": "webchat",
        "account": "https://www.exemple.com",
        "settings": {
            "origins": ["https://www.exemple.com"],
            "greeting": {"ca": "Hola! En què et podem ajudar?", "es": "¡Hola! ¿En qué te podemos ayudar?"},
            "languages": ["ca", "es", "en"],
            "color": "#1d4e7c",
            "position": "right",
        },
    },
}
REMOVABLE_ID = "cn_r3s4t5u6"
REMOVABLE: dict[str, Any] = {
    **COMMON,
    "provider": "telegram",
    "name": "telegram_antic",
    "account": "@bivelio_antic_bot",
    "settings": {},
    "unlisted": True,
}

COMPLETABLE_ID = "cn_g7h8i9j0"
COMPLETABLE: dict[str, Any] = {
    **COMMON,
    "provider": "gmail",
    "name": "gmail",
    "status": "pending",
    "settings": {},
    "consent": {"state": f"{COMPLETABLE_ID}.estat-de-prova", "verifier": "simulated"},
    "consent_until": 32_503_680_000,
    "unlisted": True,
}
"""Its consent is simulated, so it is no secret, and counts any number of times."""


def writes(store: TenantStore) -> list[Write]:
    """The connections, in the sandbox only: an account that is simulated has no place in live."""
    if not store.tenant.is_sandbox:
        return []
    write_list: list[Write] = [
        store.update_write(keys.CONNECTION, connection_id, Update(default={**COMMON, **about}))
        for connection_id, about in EXAMPLES.items()
    ]
    write_list.append(store.put_write(keys.CONNECTION, COMPLETABLE_ID, COMPLETABLE))
    return [*write_list, store.put_write(keys.CONNECTION, REMOVABLE_ID, REMOVABLE)]
