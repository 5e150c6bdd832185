"""Workflows: definitions as data, interpreted step by step; see docs/workflows.md."""
