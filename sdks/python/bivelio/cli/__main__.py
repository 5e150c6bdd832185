"""`python -m bivelio.cli`."""

from . import main

main()
