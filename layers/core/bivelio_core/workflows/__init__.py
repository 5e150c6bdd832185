"""Workflows: definitions as data, interpreted step by step; docs/workflows.md tells the whole story."""
