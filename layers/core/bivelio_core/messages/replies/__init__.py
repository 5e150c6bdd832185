"""Canned replies: texts that a team sends again and again, in our languages, with what differs left open."""
