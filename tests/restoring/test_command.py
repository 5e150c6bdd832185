"""``make restore`` from its arguments on: what it prints, and that the list of erasures is applied."""

import sys

import pytest
from bivelio_core import config

from tests.api import ORGANISATION
from tests.restoring import world
from tools.restoring import __main__ as command


class Here:
    """The deployment in this process, in place of a stack."""

    stack = "here"

    def __init__(self, stack):
        assert stack is None

    def patient_client(self, service):
        return world.bucket().storage if service == "s3" else world.client()

    def resource(self, logical_id):
        return {"Table": config.table_name(), "DocumentsBucket": config.documents_bucket()}[logical_id]

    def operate(self, operation, data):
        assert (operation, data["organisation"]) == ("reindex", ORGANISATION)
        return {"mended": 0, "done": 1, "total": 1, "cursor": None}


def test_it_restores_rebuilds_the_lists_and_applies_the_list_of_erasures(table, monkeypatch, capsys):
    world.two_organisations(10)
    copy = world.copy_of_now()
    before = world.of(world.scanned(), ORGANISATION)
    world.lose({key: item for key, item in before.items() if "#live#CT" in key[0]}, share=1)
    monkeypatch.setattr(command, "Deployed", Here)
    monkeypatch.setattr(sys, "argv", ["restore", ORGANISATION, copy.name, "--at", "2099-01-01T00:00:00+00:00"])
    command.main()
    assert "all is as it should be" in capsys.readouterr().out
    assert world.of(world.scanned(), f"{ORGANISATION}#live#CT").keys() == {
        key for key in before if "#live#CT" in key[0]
    }


def test_what_is_refused_says_why(table, monkeypatch):
    world.two_organisations(10)
    copy = world.copy_of_now()
    monkeypatch.setattr(command, "Deployed", Here)
    options = ["--at", "2099-01-01T00:00:00+00:00", "--mode", "as_it_was"]
    monkeypatch.setattr(sys, "argv", ["restore", ORGANISATION, copy.name, *options])
    with pytest.raises(SystemExit, match="suspend_organisation"):
        command.main()
