"""Records what a program registers: the real program and SDK, run in this process against a monitor that keeps all.

No engine and no gRPC is involved. As in a preview, what equals an input is known and what a provider computes is not.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn

from pulumi.runtime import config as runtime_config
from pulumi.runtime import settings
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.stack import run_in_stack

from sayar.graph.errors import RecordError
from sayar.graph.lean_sdk import lean_sdk, no_collection
from sayar.graph.model import STACK_TYPE, Graph, Inputs, Resource
from sayar.graph.order import topological
from sayar.graph.parts import Remembered, registered
from sayar.graph.record_decode import resource_of, struct_to_python, urn_of
from sayar.graph.wire import id_mark

__all__ = ["RecordError", "record", "record_each"]


def record(
    program: Callable[[], None],
    *,
    project: str = "sayar",
    stack: str = "prod",
    config: Mapping[str, str] | None = None,
    secret_keys: Sequence[str] = (),
) -> Graph:
    """The graph that a program asks for, resources ordered so that each comes after all it needs.

    `config` has full keys (`sayar:edge`) and texts, as the engine hands them over. Runs may follow one another in one
    process. Raises RecordError for a duplicate URN and for a program that reads, invokes or calls; whatever the
    program itself raises comes out as it is.
    """
    (graph,) = record_each(
        [lambda _parts: program()], project=project, stack=stack, config=config, secret_keys=secret_keys
    )
    return graph


def record_each(
    programs: Iterable[Callable[[Remembered], None]],
    *,
    project: str = "sayar",
    stack: str = "prod",
    config: Mapping[str, str] | None = None,
    secret_keys: Sequence[str] = (),
) -> tuple[Graph, ...]:
    """The graphs of several programs, in one event loop, so that a part which two have in common is made once.

    Raises as `record`.
    """
    parts = Remembered()
    graphs: list[Graph] = []
    with lean_sdk(), no_collection(), _event_loop() as loop:
        for program in programs:
            parts.begin()
            monitor = _Monitor(project, stack)
            # The settings of the SDK are context variables, so nothing of a run outlives this copy of the context.
            context = contextvars.copy_context()
            context.run(_configure, monitor, config, secret_keys)
            loop.run_until_complete(loop.create_task(run_in_stack(partial(program, parts)), context=context))
            resources = {**parts.reused(), **monitor.resources}
            graphs.append(Graph(topological(resources.values()), monitor.outputs))
    return tuple(graphs)


def _configure(monitor: _Monitor, config: Mapping[str, str] | None, secret_keys: Sequence[str]) -> None:
    settings.reset_options()
    settings.configure(
        settings.Settings(project=monitor.project, stack=monitor.stack, monitor=monitor, engine=_Engine(), dry_run=True)
    )
    runtime_config.set_all_config(dict(config or {}), list(secret_keys))


@contextmanager
def _event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    # A run that failed leaves futures behind that nobody asks; the failure itself is raised.
    loop.set_exception_handler(lambda _loop, _context: None)
    loop.set_default_executor(_InlineExecutor())
    try:
        yield loop
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.wait(pending))
        loop.close()


class _InlineExecutor(ThreadPoolExecutor):
    """Runs at once what it is given: the monitor answers from memory, so a thread would only cost a hand-over."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Engine:
    """The engine's side of logging: a recording has no reader for it, and what fails is raised."""

    def Log(self, _request: Any) -> None:  # noqa: N802 - the name of the wire
        return

    def RequirePulumiVersion(self, _request: Any) -> None:  # noqa: N802 - the name of the wire
        return


class _Monitor:
    """The methods of the engine's monitor that a program may use, answered as in a preview."""

    def __init__(self, project: str, stack: str) -> None:
        self.project = project
        self.stack = stack
        self.resources: dict[str, Resource] = {}
        self.outputs: Inputs = {}

    def GetDeploymentInfo(self, _request: Any) -> resource_pb2.DeploymentInfo:  # noqa: N802
        # Without alias specs and output values the SDK itself works out alias URNs and plain values.
        return resource_pb2.DeploymentInfo(
            supportedFeatures=[
                resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
                resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
                resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
            ]
        )

    def RegisterResource(  # noqa: N802
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = urn_of(self.project, self.stack, request.type, request.name, request.parent)
        if urn in self.resources:
            raise RecordError(f"duplicate resource URN {urn}: two resources have the same type, name and parent")
        resource = resource_of(request, urn, self.resources.get(request.parent))
        self.resources[urn] = resource
        registered(resource)
        # A preview hands out the ids that are in the state; here a mark stands for each, whatever the state will be.
        identity = id_mark(urn) if request.custom else ""
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=request.object)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> None:  # noqa: N802
        resource = self.resources.get(request.urn)
        if resource is not None and resource.type == STACK_TYPE:
            self.outputs = struct_to_python(request.outputs)

    def SignalAndWaitForShutdown(self, _request: Any) -> None:  # noqa: N802
        return

    def ReadResource(self, request: Any) -> NoReturn:  # noqa: N802
        raise RecordError(f"{request.type} {request.name!r} is read from the vendor, which a recording cannot do")

    def ExistsResource(self, request: Any) -> NoReturn:  # noqa: N802
        raise RecordError(f"{request.type} {request.id!r} is looked up at the vendor, which a recording cannot do")

    def Invoke(self, request: Any) -> NoReturn:  # noqa: N802
        raise RecordError(f"the program invokes {request.tok}, which a recording cannot answer")

    def Call(self, request: Any) -> NoReturn:  # noqa: N802
        raise RecordError(f"the program calls {request.tok}, which a recording cannot answer")

    def RegisterPackage(self, request: Any) -> NoReturn:  # noqa: N802
        raise RecordError(f"the program registers the parameterized package {request.name}, which cannot be recorded")
