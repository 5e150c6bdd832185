"""Google Calendar: the events of an account's own calendar, both ways (docs/calendar.md)."""
