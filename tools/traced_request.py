"""Answer an event by the handler of a folder in this new process, and print what that imported and asked, as JSON.

`python traced_request.py FOLDER < EVENT`. A module counts when nothing else that is being imported imports it.
"""

import importlib.abc
import json
import sys
from types import FrameType, SimpleNamespace
from typing import Any

NEVER_IN_THE_CLOUD = "bivelio_core.aws.settings"
"""What reads the emulator's address imports what no function on AWS needs."""


class Roots(importlib.abc.MetaPathFinder):
    """Finds no module; notes those that are asked for while no other one is being imported."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, _path: Any = None, _target: Any = None) -> None:
        """Note a name."""
        loading = (getattr(module, "__spec__", None) for module in list(sys.modules.values()))
        if not any(getattr(spec, "_initializing", False) for spec in loading) and importer() != NEVER_IN_THE_CLOUD:
            self.names.append(name)


def importer() -> str:
    """The module whose statement is importing another one now."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - there is no other way to know it
    while frame and frame.f_globals.get("__name__", "").startswith("importlib"):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame else ""


def complete_models() -> list[str]:
    """The models of pydantic's that have been built, as `module:Class`: ours are when they are first used."""
    pydantic = sys.modules.get("pydantic.main")
    names, classes = [], [pydantic.BaseModel] if pydantic else []
    while classes:
        model = classes.pop()
        classes += model.__subclasses__()
        place = f"{model.__module__}:{model.__qualname__}"
        is_ours = model.__module__.startswith("bivelio_core.")
        if (
            is_ours
            and model.__pydantic_complete__
            and getattr(sys.modules[model.__module__], model.__name__, 0) is model
        ):
            names.append(place)
    return sorted(names)


def services_asked() -> list[str]:
    """Have the clients note the services they are made for, and return the list that they will be in."""
    from bivelio_core import clients  # noqa: PLC0415 - the layer is imported by the handler

    services: list[str] = []
    make = clients.client

    def noted(service: str) -> Any:
        if service not in services:
            services.append(service)
        return make(service)

    clients.client = noted  # type: ignore[assignment]
    return services


def main() -> None:
    """Load the handler, answer the event, and tell."""
    folder, event = sys.argv[1], json.load(sys.stdin)
    sys.path.insert(0, folder)
    import handler  # type: ignore[import-not-found]  # noqa: PLC0415

    services, roots = services_asked(), Roots()
    before, built = set(sys.modules), complete_models()
    sys.meta_path.insert(0, roots)
    context = SimpleNamespace(
        function_name="f", aws_request_id="r", memory_limit_in_mb=512, get_remaining_time_in_millis=lambda: 10_000
    )
    try:
        answer = handler.handler(event, context)
        status = answer.get("statusCode", 200) if isinstance(answer, dict) else 200
    except Exception as error:  # noqa: BLE001 - it is told
        print(repr(error), file=sys.stderr)
        status = 0
    sys.meta_path.remove(roots)
    names = [name for name in roots.names if name in sys.modules and name not in before]
    modules = [name for name in names if not any(other.startswith(f"{name}.") for other in names)]
    models = [place for place in complete_models() if place not in built]
    print(
        json.dumps({"modules": list(dict.fromkeys(modules)), "models": models, "services": services, "status": status})
    )


if __name__ == "__main__":
    main()
