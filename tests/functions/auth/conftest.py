"""An organisation whose users can sign in."""

import pytest

from tests.functions.auth.signing_in import Place


@pytest.fixture
def place(deployment):
    return Place()
