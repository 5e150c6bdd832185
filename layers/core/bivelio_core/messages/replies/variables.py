"""How a canned reply names a variable, in a plain text and in one with marks."""

import re

VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,29}|[a-z_]{1,30}\.[a-z_]{1,30})\}")
"""A name of the reply's own, or one of ours, which has a dot."""
