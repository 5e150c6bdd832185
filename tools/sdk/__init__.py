"""Writes the generated parts of the SDKs from openapi.json: `python -m tools.sdk [--check]`."""
