"""POST /v1/messages/replies/archive keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_it_is_gone_and_its_name_is_free():
    call("messages.replies_define", {"name": "Horari", "texts": {"ca": "Obrim a les 9."}})
    for _ in range(2):
        assert call("messages.replies_archive", {"name": "horari"}).data == {"name": "horari", "archived": True}
        assert call("messages.replies_list").data["replies"] == []
    anew = call("messages.replies_define", {"name": "Horari", "texts": {"en": "We open at 9."}}).data
    assert anew["texts"] == {"en": "We open at 9."}
    assert [each["name"] for each in call("messages.replies_list").data["replies"]] == ["Horari"]


def test_one_that_there_is_not_is_not_found():
    assert call("messages.replies_archive", {"name": "Horari"}).status == 404
