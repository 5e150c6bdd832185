"""The calendar: events, invitations by e-mail, reminders, and Google Calendar kept in step with it."""
