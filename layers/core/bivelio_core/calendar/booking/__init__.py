"""Bookings: services, when people give them, the times that are free, and who has taken one."""
