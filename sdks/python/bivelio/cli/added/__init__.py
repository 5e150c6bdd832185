"""Commands of resources that are no operation, and what operations take besides: see `extras.py`."""
