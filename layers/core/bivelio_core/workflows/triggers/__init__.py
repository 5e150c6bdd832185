"""Triggers, which start a run without a request: the schedule of a cron workflow, and events."""
