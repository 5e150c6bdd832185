"""The settings of calendars: what becomes of events that overlap."""
