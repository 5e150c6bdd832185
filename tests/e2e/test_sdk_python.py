"""The Python lines of the API reference, verbatim but for the key, in the sandbox of the running platform."""

from pathlib import Path
from typing import Any

import bivelio
import pytest
from bivelio import BiVelio, errors

from tests.running import Runtime

pytestmark = pytest.mark.e2e

LINES = """from bivelio import BiVelio

client = BiVelio(api_key="bv_live_sk_a1b2c3d4e5f6...")

# Llistar contactes
contacts = client.contacts.list(search="Empresa ABC")

# Crear factura
invoice = client.invoices.create(
    client_id="ct_abc123",
    line_items=[
        {
            "description": "Consultoria tecnica",
            "quantity": 20,
            "unit_price": 150.00,
            "tax_rate": 21,
        }
    ],
)

# Extreure dades de document
extraction = client.documents.extract(
    document_url="https://storage.example.com/docs/factura.pdf",
    document_type="invoice",
)
"""


@pytest.fixture
def test_key(platform: Runtime, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key of the sandbox; the client finds the platform by the environment."""
    monkeypatch.setenv("BIVELIO_BASE_URL", f"{platform.settings.url}/v1")
    key: str = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    return key


def test_the_lines_of_the_reference_work_in_the_sandbox(test_key: str):
    found: dict[str, Any] = {}
    exec(LINES.replace("bv_live_sk_a1b2c3d4e5f6...", test_key), found)  # noqa: S102 - the lines themselves
    client = found["client"]
    client.close()
    assert client.base_url.endswith("/sandbox/v1")
    assert next(iter(found["contacts"])).id == "ct_abc123"
    assert found["invoice"].total == 3630
    assert found["extraction"].document_type == "invoice"
    assert Path(bivelio.__file__).parts[-4:-1] == ("sdks", "python", "bivelio")


def test_a_key_of_nobody_is_told_apart_from_no_server(test_key: str):
    with BiVelio(api_key=test_key[:-4] + "0000") as client, pytest.raises(errors.AuthenticationError):
        client.contacts.list()


def test_a_write_that_is_repeated_with_its_key_is_made_once(test_key: str):
    with BiVelio(api_key=test_key) as client:
        first, second = (
            client.contacts.create(type="person", name="Repetida", idempotency_key="sdk-python-repeated")
            for _ in range(2)
        )
    assert first == second
    assert second.http_response is not None
    assert second.http_response.headers["Idempotent-Replayed"] == "true"
