"""``make invoke FN=ContactsCreate``: replay a function's sample event against the running runtime."""

import json
import sys
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from local.deploy import client
from local.settings import ROOT, STACK, Settings, read_settings
from local.stacks import LIVE, NoSuchResourceError, physical_id

EVENTS = ROOT / "events"


def main() -> None:
    """Print the function's answer; exit with 1 when it raised."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one name
        sys.exit("Which function? make invoke FN=ContactsCreate")
    name = sys.argv[1]
    event = EVENTS / f"{name}.json"
    if not event.is_file():
        sys.exit(f"There is no sample event {event.relative_to(ROOT)}. There are: {', '.join(names_of_events())}")
    try:
        answer, failed = invoke(read_settings(), name, json.loads(event.read_text()))
    except EndpointConnectionError:
        sys.exit("The runtime is not running. Start it with: make run")
    except (ClientError, NoSuchResourceError) as error:
        sys.exit(f"{name}: {error}")
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    sys.exit(1 if failed else 0)


def invoke(settings: Settings, name: str, event: Any) -> tuple[Any, bool]:
    """Return a function's answer to an event, and whether it raised.

    Raises:
        botocore.exceptions.ClientError: when there is no stack.
        NoSuchResourceError: when it has no such function.
    """
    function = physical_id(client("cloudformation", settings), STACK, name)
    result = client("lambda", settings).invoke(
        FunctionName=function, Qualifier=LIVE, Payload=json.dumps(event).encode()
    )
    return json.loads(result["Payload"].read()), "FunctionError" in result


def names_of_events() -> list[str]:
    """Return the functions that have a sample event."""
    return sorted(file.stem for file in EVENTS.glob("*.json"))


if __name__ == "__main__":
    main()
