"""Runs a handler's cold start in a fresh process: import, then the first request. The output is the two times.

`python -S measure.py FOLDER EVENT`. Processor time is counted, of all threads. Before it begins, what Lambda's runtime
imports before a handler is imported (awslambdaric's bootstrap.py and what that needs): nobody can save it.
"""

import concurrent.futures.thread
import datetime as dt
import decimal
import enum
import json
import logging
import math
import os
import sys
import time
import traceback

OF_THE_RUNTIME = (concurrent.futures.thread, dt, decimal, enum, logging, math, os, traceback)
folder, event = sys.argv[1], json.loads(sys.argv[2])


class LambdaContext:
    """What handlers read of Lambda's context."""

    function_name = "measured"
    function_version = "$LATEST"
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:measured"
    memory_limit_in_mb = 512
    aws_request_id = "00000000-0000-4000-8000-000000000000"
    log_group_name = log_stream_name = "measured"
    identity = client_context = None

    def get_remaining_time_in_millis(self) -> int:
        """How long the function may still run."""
        return 10_000


sys.path.insert(0, folder)
started = time.process_time()
import handler  # type: ignore[import-not-found]  # noqa: E402

imported = time.process_time()
answer = handler.handler(event, LambdaContext())
ended = time.process_time()
print(json.dumps({"import": imported - started, "whole": ended - started, "answer": answer}))
