"""All functions by their name, in the order of the reference. Importing it imports jmespath.

The modules that are only imported declare functions of the groups of others.
"""

from . import clock_times, hashes, patterns, tables, written_numbers  # noqa: F401
from .declared import Function
from .lists import LISTS
from .numbers import NUMBERS
from .own import functions as of_jmespath
from .texts import TEXT
from .times import TIME

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (*TIME.functions, *NUMBERS.functions, *TEXT.functions, *LISTS.functions, *of_jmespath())
}
