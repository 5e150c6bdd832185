"""``python -m local.emulator``: the repaired emulator alone, without the platform or the front door."""

from ministack.app import main

from local.emulator.repairs import apply_all

apply_all()
main()
