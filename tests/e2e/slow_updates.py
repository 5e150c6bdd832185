"""``python -m tests.e2e.slow_updates``: the repaired emulator, where an update of a function takes its time.

On AWS CloudFormation changes a function by two calls, first the code, then the configuration with the layers, and for a
while `$LATEST` has the new code with the old layers. The emulator does both at once; here, other requests are served
between the two.
"""

import os
import time
from typing import Any

from ministack.app import main
from ministack.services import lambda_svc
from ministack.services.cloudformation import stacks

from local.emulator.repairs import apply_all

PAUSE_SECONDS = float(os.environ["UPDATE_PAUSE_SECONDS"])


def pause_between_code_and_layers() -> None:
    """Let the code of a function be new, and its layers old, for some time."""
    update_code, runs_elsewhere = lambda_svc._update_code, stacks._runs_on_worker_thread

    def update_code_and_pause(*args: Any, **options: Any) -> Any:
        answer = update_code(*args, **options)
        time.sleep(PAUSE_SECONDS)
        return answer

    def runs_on_worker_thread(resource_type: str) -> bool:
        return resource_type == "AWS::Lambda::Function" or runs_elsewhere(resource_type)

    lambda_svc._update_code, stacks._runs_on_worker_thread = update_code_and_pause, runs_on_worker_thread


if __name__ == "__main__":
    apply_all()
    pause_between_code_and_layers()
    main()
