"""The inbox: what a team has to do with each conversation, and who does it."""
