"""What starts a run without a request: the schedule of a cron workflow, and events."""
