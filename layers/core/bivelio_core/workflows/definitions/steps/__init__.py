"""What each type of step takes and does; `registry.py` is the list of them all."""
