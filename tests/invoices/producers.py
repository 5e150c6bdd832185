"""A producer that answers for the program, as a deployment names it."""

import json

import pytest

PRODUCER = {
    "name": "Programes Exemple S.L.",
    "nif": "B65874216",
    "address": "Carrer de Mallorca, 245, 08008 Barcelona, España",
    "town": "Barcelona",
    "country": "España",
    "contact": "sif@example.com",
    "declared": "1.0=2026-12-01",
}


def named(monkeypatch: pytest.MonkeyPatch, **about: str) -> None:
    """Let the functions of a cloud deployment name it, or another one."""
    monkeypatch.setenv("PRODUCER", json.dumps({**PRODUCER, **about}))
    monkeypatch.setenv("DEPLOYMENT", "cloud")
