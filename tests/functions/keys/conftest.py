"""What the tests of API keys share: an organisation and its administrator, who calls through the gateway."""

from dataclasses import dataclass
from typing import Any

import pytest
from bivelio_core.store.dynamo import DynamoTable

from tests import gateway
from tests.api import Answer
from tests.operated import access_token, new_organisation

KEY = {"name": "Botiga", "environment": "live", "scopes": ["contacts:read"]}


@dataclass
class Administrator:
    """An administrator of an organisation, on one stage."""

    organisation: str
    token: str
    stage: str = "v1"

    def ask(self, verb: str, headers: dict[str, str] | None = None, **data: Any) -> Answer:
        """Call `/keys/<verb>`."""
        return gateway.request(
            f"/keys/{verb}",
            {"data": data},
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            stage=self.stage,
        )

    def create(self, **changes: Any) -> dict[str, Any]:
        """A fresh key, its text included."""
        made: dict[str, Any] = self.ask("create", **{**KEY, **changes}).data
        return made


def works(key: str, stage: str = "v1") -> bool:
    """Whether a key is accepted, as far as its scopes go."""
    return gateway.request("/contacts/list", headers={"X-API-Key": key}, stage=stage).status != 401


@pytest.fixture
def administrator(deployment: DynamoTable) -> Administrator:
    organisation = new_organisation(plan="enterprise")
    return Administrator(organisation, access_token(organisation))


@pytest.fixture
def sandbox_administrator(administrator: Administrator) -> Administrator:
    organisation = administrator.organisation
    return Administrator(organisation, access_token(organisation, "owner", "sandbox"), "sandbox")
