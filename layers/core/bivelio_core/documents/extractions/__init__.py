"""Extractions and classifications: begin, wait, read. `documents/work.py` carries them out."""
