"""Repairs fit one version of the emulator, and refuse others with a clear message."""

import pytest

from local.emulator import patching


def test_another_version_stops_with_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patching, "version", lambda _name: "1.6.0")
    with pytest.raises(patching.EmulatorChangedError, match=r"MiniStack 1\.6\.0 is installed.*==1\.5\.33"):
        patching.require_version()


def test_the_pinned_version_passes():
    patching.require_version()


@pytest.mark.parametrize("source", ["nothing of it", "old and old"])
def test_source_that_changed_is_noticed(source: str):
    with pytest.raises(patching.EmulatorChangedError, match="expected 'old' once"):
        patching.rewrite(source, "old", "new")
