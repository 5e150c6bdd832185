"""An organisation whose users can sign in."""

import pytest
from bivelio_core.store.dynamo import DynamoTable

from tests.functions.auth.signing_in import Place


@pytest.fixture
def place(deployment: DynamoTable) -> Place:
    return Place()
