"""The iterations of a for_each and the branches of a parallel, a page at a time, each with its steps."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Pagination
from bivelio_core.redaction import redacted_data
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item
from bivelio_core.workflows.definitions.program import FOR_EACH, PARALLEL, Frame, Node, Program, frame_key, result_key
from bivelio_core.workflows.execution import history, payloads
from bivelio_core.workflows.execution.results import COMPLETED, FAILED, localised
from bivelio_core.workflows.execution.runs import ACTIVE, CANCELLED, PENDING, RUNNING, load_program
from bivelio_core.workflows.runs.promised import load_instance

from .models import Iteration, IterationPage, ListIterations
from .show import SHOWN_CHARACTERS, is_small, outside_loops, passed_over, shown_step, without_credentials

MAXIMUM_CHARACTERS = 3_000_000
"""What all values of an answer have together at most: answers are 6 MB at most."""


def instances_steps(request: ListIterations, ctx: Context) -> IterationPage:
    """A page of the iterations or branches of a step, in order. Raises ResourceNotFound for a step without any."""
    instance = load_instance(ctx, request.instance_id)
    program = load_program(ctx.store, instance["workflow_id"], instance["workflow_version"])
    node, around = _step(program, request)
    name = result_key(node.id, around.path)
    record = history.records(ctx.store, instance["SK"], [name]).get(name)
    items = payloads.read_if_kept(record or {}, "items", [])
    frames = program.inner_frames(node, around, len(items)) if record or node.type == PARALLEL else []
    if request.status is not None:
        ended = history.records(ctx.store, instance["SK"], map(frame_key, frames))
        frames = [frame for frame in frames if ended.get(frame_key(frame), {}).get("status") == request.status]
    page = [_Asked(ctx, instance, program, node, items, frame) for frame in request.slice_of(frames)]
    values = sum(2 * len(one.nodes) + 2 for one in page)
    most = min(SHOWN_CHARACTERS, MAXIMUM_CHARACTERS // max(1, values))
    return IterationPage(
        iterations=[one.to_model(most) for one in page], pagination=Pagination.of(request, len(frames))
    )


class _Asked:
    """An iteration or branch that is shown: read when its turn comes, so that one is in memory at a time."""

    def __init__(
        self, ctx: Context, instance: Item, program: Program, node: Node, items: list[object], frame: Frame
    ) -> None:
        self.ctx, self.instance, self.frame = ctx, instance, frame
        self.nodes = list(outside_loops(program, frame.body))
        self.item = items[frame.path[-1]] if node.type == FOR_EACH else None
        self.branch = None if node.type == FOR_EACH else frame.body.partition("/")[2]

    def to_model(self, most: int) -> Iteration:
        """As answers have it, with values of at most so many characters each."""
        names = [result_key(node.id, self.frame.path) for node in self.nodes]
        records = history.records(self.ctx.store, self.instance["SK"], [frame_key(self.frame), *names])
        ended = records.pop(frame_key(self.frame), {})
        status = self._status(ended, has_begun=bool(records))
        over = passed_over(self.nodes, self.frame.path, records, is_complete=status == COMPLETED)
        has_ended = status in (COMPLETED, FAILED)
        steps = [
            shown_step(
                node,
                records.get(name),
                self.instance,
                self.ctx.language,
                most,
                is_passed_over=has_ended and node.id in over,
            )
            for node, name in zip(self.nodes, names, strict=True)
        ]
        is_small_item = len(payloads.to_text(self.item)) <= most
        iteration = Iteration(
            iteration=result_key("", self.frame.path).removeprefix("#"),
            branch=self.branch,
            status=status,
            ended_at=ended.get("ended_at"),
            item=self.item if is_small_item else None,
            output=payloads.read(ended, "output") if is_small(ended, "output", most) else None,
            output_omitted=None if is_small(ended, "output", most) else True,
            error=localised(payloads.read(ended, "error"), self.ctx.language),
            steps=steps,
        )
        return iteration if allows(self.ctx.scopes, "workflows", "admin") else _without_credentials(iteration)

    def _status(self, ended: Item, *, has_begun: bool) -> str:
        """How the frame stands, from the record of its end, if there is one, and from its run."""
        is_active = self.instance["status"] in ACTIVE
        if ended.get("status") in (COMPLETED, FAILED) and not (is_active and _is_tried_again(ended, self.instance)):
            return str(ended["status"])
        if self.instance["status"] == CANCELLED and has_begun:
            return CANCELLED
        return RUNNING if has_begun and is_active else PENDING


def _is_tried_again(ended: Item, instance: Item) -> bool:
    """Whether a frame failed in an earlier run of the instance, which was retried."""
    return bool(ended["status"] == FAILED and ended["number"] < instance["number"])


def _without_credentials(iteration: Iteration) -> Iteration:
    data = {name: redacted_data(getattr(iteration, name)) for name in ("item", "output", "error")}
    return iteration.model_copy(update={**data, "steps": [without_credentials(step) for step in iteration.steps]})


def _step(program: Program, request: ListIterations) -> tuple[Node, Frame]:
    """The step that is asked for, and the frame that it runs in. Raises ResourceNotFound."""
    node = program.nodes.get(request.step_id)
    if node is None or node.type not in (FOR_EACH, PARALLEL):
        raise ResourceNotFound
    path = tuple(map(int, request.iteration.split(".")))
    depth, body = 0, node.body
    while body.partition("/")[0] in program.nodes:
        owner = program.nodes[body.partition("/")[0]]
        depth, body = depth + (owner.type == FOR_EACH), owner.body
    if depth == 0:
        path = ()
    if len(path) != depth:
        raise ResourceNotFound
    return node, Frame(node.body, path)
