"""What each organisation used in a month, and what AWS charges for about that much."""
