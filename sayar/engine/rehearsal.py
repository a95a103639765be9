"""A rehearsal: the real engine goes through every phase of a move, there and back, against stand-in vendors.

Nothing real can be reached: the project is a throw-away one, the environment an allow-list without tokens, and every
package but the guard, which speaks to nobody, is a stand-in.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sayar.documents.rehearsal import Broken, Counts, RehearsalDocument, Rehearsed, Totals
from sayar.engine import commands
from sayar.engine.errors import EngineError, EngineRunError
from sayar.engine.rehearsal_leftovers import deleted
from sayar.engine.rehearsal_project import engine_of, own_keys, prepare
from sayar.engine.rehearsal_stops import DRAIN, FINISH, Leg, Stop, hops, legs, stops
from sayar.engine.rehearsal_update import Before, Place, Result, rehearsed
from sayar.engine.sandbox.attached import attached
from sayar.facts.replacement import load_facts
from sayar.platform import DEFAULT_STACK
from sayar.verdict import EXIT_DISAGREE, EXIT_ENGINE, EXIT_OK

if TYPE_CHECKING:
    from sayar.engine.process import Engine
    from sayar.engine.sandbox.project import SandboxProject

Tell = Callable[[str], None]

NOT_PROVEN: Final = (
    "how a vendor behaves: stand-ins answer at once, check inputs by schemas, and serve no user",
    "limits, quotas, plans and rights of the real accounts: `sayar doctor` looks at those",
    "real times: the seconds are those of this machine; downtime is forecast, and `sayar probe` measures it",
    "gates: what people do, what metrics say and what time brings was taken as given",
)
"""What a rehearsal that went well says nothing about."""
_PREFIX: Final = "sayar-rehearsal-"
_NO_WAIT: Final = "drain: a group of origins was taken away without the wait that the guard asks for"
_DELETED: Final = "left: {left} objects that stayed at the vendors were deleted between two moves, as people decide"
_EPOCH: Final = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be rehearsed. `stack` None: an environment with the example domain. `keep`: the folder stays."""

    config_dir: Path
    origin: str
    to: str
    stack: str | None = None
    quick: bool = False
    keep: bool = False
    as_of: str | None = None


def rehearse(wanted: Wanted, tell: Tell) -> RehearsalDocument:
    """Rehearse a move there and back; `tell` gets a line for each update, before and after it.

    The folder is removed at the end, on Ctrl-C too, unless it is wanted or the engine has failed in it. Raises
    ConfigError for a move that cannot be made, EngineError where not even the stack can be made.
    """
    stack = wanted.stack or DEFAULT_STACK
    hops(wanted.origin, wanted.to)
    own = own_keys(wanted.config_dir, wanted.stack)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    keep = wanted.keep
    try:
        project = prepare(folder, wanted.config_dir.resolve(), own, stack, wanted.origin, lazy=wanted.quick)
        with attached(project) as environment:
            engine = replace(engine_of(project), environment=environment)
            document = _rehearsed(wanted, stack, project, engine, tell)
        keep = document.folder is not None
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    return document


def _rehearsed(wanted: Wanted, stack: str, project: SandboxProject, engine: Engine, tell: Tell) -> RehearsalDocument:
    moves = legs(project.folder, stack, wanted.origin, wanted.to)
    text = (project.folder / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    todo = tuple(stops(text, moves, datetime.now(UTC).date().isoformat()))
    place = Place(engine, stack, load_facts(), wanted.quick, wanted.as_of)
    began, results = time.monotonic(), list[Result]()
    before, broken, left = Before(), None, 0
    for number, stop in enumerate(todo, start=1):
        tell(f"{number} of {len(todo)}: {stop}")
        try:
            result = rehearsed(place, before, stop)
        except EngineError as error:
            _refuse_interrupted(error)
            broken = _broken(stop, error, todo[number:])
            break
        results.append(result)
        before = result.after
        tell(f"  {_line(result.rehearsed)}")
        if stop.phase == FINISH and number < len(todo):
            left += deleted(project.world(), commands.export_stack(place.engine, stack))
    taken = _taken(moves, left)
    return _document(wanted, stack, taken, todo, results, broken, time.monotonic() - began, project.folder)


def _taken(moves: Sequence[Leg], left: int) -> tuple[str, ...]:
    """What people or time would have brought, and the rehearsal took for itself."""
    found = (f"{_NO_WAIT} ({DRAIN.by})",) if any(leg.drains for leg in moves) else ()
    return (*found, _DELETED.format(left=left)) if left else found


def _refuse_interrupted(error: EngineError) -> None:
    """Ctrl-C during a run reaches the engine, whose error says so; it means the whole rehearsal."""
    if isinstance(error, EngineRunError) and error.interrupted:
        raise KeyboardInterrupt from None


def _broken(stop: Stop, error: EngineError, left: Sequence[Stop]) -> Broken:
    return Broken(
        way=stop.way,
        origin=stop.origin,
        to=stop.to,
        phase=stop.phase,
        said=tuple(str(error).splitlines()),
        not_rehearsed=tuple(map(str, left)),
    )


def _line(done: Rehearsed) -> str:
    if not done.ran:
        return "nothing to do for the engine"
    counts = done.engine.model_dump()
    said = ", ".join(f"{count} {op}" for op, count in counts.items() if count) or "nothing to do"
    without = sum(one.reason is None for one in done.differences)
    agrees = f"{without} DIFFERENCES WITHOUT A REASON" if without else "as forecast"
    return f"{said}; {agrees}; {done.seconds} s"


def _document(
    wanted: Wanted,
    stack: str,
    taken: tuple[str, ...],
    todo: Sequence[Stop],
    results: Sequence[Result],
    broken: Broken | None,
    seconds: float,
    folder: Path,
) -> RehearsalDocument:
    updates = tuple(one.rehearsed for one in results)
    differences = [row for one in updates for row in one.differences]
    unexplained = sum(row.reason is None for row in differences)
    code: Literal[0, 5, 6] = EXIT_ENGINE if broken else EXIT_DISAGREE if unexplained else EXIT_OK
    return RehearsalDocument(
        as_of=wanted.as_of or max((one.document.as_of for one in results), default=_EPOCH),
        stack=stack,
        origin=wanted.origin,
        to=wanted.to,
        mode="quick" if wanted.quick else "full",
        updates=updates,
        totals=Totals(
            updates=len(updates),
            planned=len(todo),
            seconds=round(seconds, 1),
            engine=_sum([one.engine for one in updates]),
            differences=len(differences),
            unexplained=unexplained,
        ),
        waived=taken,
        not_proven=NOT_PROVEN,
        failed=broken,
        folder=str(folder) if wanted.keep or broken else None,
        exit_code=code,
    )


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(**{op: sum(getattr(one, op) for one in counts) for op in Counts.model_fields})
