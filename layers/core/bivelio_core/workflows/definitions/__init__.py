"""Definitions of workflows: models, checks, types of steps, templates."""
