"""An organisation whose users can sign in."""

import pytest
from bivelio_core.store.dynamo import DynamoTable

from tests.functions.auth.factor import App
from tests.functions.auth.signing_in import Place
from tests.functions.users.conftest import mails

__all__ = ["mails"]


@pytest.fixture
def place(deployment: DynamoTable) -> Place:
    return Place()


@pytest.fixture
def app(place: Place) -> App:
    """The user's authenticator app, which is switched on."""
    return App(place)
