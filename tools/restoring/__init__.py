"""Bring one organisation back from a point in time: from a copy of the table, and the versions of the bucket."""
