"""`python -m tools.gemini_check`."""

from tools.gemini_check import main

main()
