"""`sayar recover`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.failures import RefusedError
from sayar.cli.options import common, formatted
from sayar.cli.output import emit, say
from sayar.verdict import EXIT_INPUT, EXIT_OK, EXIT_REFUSED, EXIT_UNDECIDED

if TYPE_CHECKING:
    from sayar.cli.live import Live
    from sayar.documents.recover import RecoverDocument
    from sayar.engine.locks import Holder
    from sayar.engine.recover import Decision, Standing

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Look:
    """What was found out without touching anything. `locks` None: the backend does not tell."""

    stack: str
    found: Standing
    decisions: tuple[Decision, ...]
    locks: tuple[Holder, ...] | None
    checkpoint: Path | None

    @property
    def to_do(self) -> bool:
        """True if something is known to be left over."""
        return bool(self.decisions or self.locks)


@click.command("recover")
@click.option("--stack", required=True, metavar="NAME", help="The stack whose update was broken off.")
@click.option("--yes", is_flag=True, help="Mend it without asking; without it, and without a terminal, only look.")
@click.option(
    "--import",
    "made",
    multiple=True,
    metavar="URN=ID",
    help="You looked: the vendor made the resource of this interrupted create, and calls it ID.",
)
@click.option(
    "--clear",
    "not_made",
    multiple=True,
    metavar="URN",
    help="You looked: the vendor has nothing of this interrupted create.",
)
@formatted
@common
def command(
    stack: str,
    yes: bool,
    made: tuple[str, ...],
    not_made: tuple[str, ...],
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> int:
    """Say what a broken update left: operations under way, locks, the last checkpoint; and mend it when told.

    Nothing is deleted at a vendor, and a state is kept before anything is changed. Exit code 0: the stack is clean;
    3: something is left; 4: the backend does not tell whether somebody holds the stack; 6: the engine failed.
    """
    from sayar.cli.live import live
    from sayar.engine.errors import EngineError
    from sayar.report.recover import left, rendered

    engine = live(config_dir, stack)
    answers = answered(made, not_made)

    def tell(line: str) -> None:
        say(line, quiet=quiet)

    try:
        first = look(engine, stack, answers)
    except EngineError:
        if not untorn(engine, stack, tell, yes=yes):
            raise
        first = look(engine, stack, answers)
    refuse_strangers(answers, first)
    emit(rendered(told(first), form), out)
    sys.stdout.flush()
    if not first.to_do and (first.locks is not None or not yes):
        return EXIT_OK if first.locks is not None else EXIT_UNDECIDED
    refuse_held(stack, first.locks or ())
    if not yes:
        confirm(stack)
    mend(engine, first, tell)
    last = look(engine, stack, answers)
    if last.to_do:
        raise RefusedError("\n".join(left(told(last))), EXIT_REFUSED)
    tell(f"{stack} is clean; go on with `sayar up --stack {stack}`")
    return EXIT_OK


def untorn(engine: Live, stack: str, tell: Tell, *, yes: bool) -> bool:
    """Remove what a killed engine left half-written beside the state, which is whole; False where nothing is.

    Raises RefusedError for a stack that somebody holds, and where nobody has agreed.
    """
    torn = engine.torn()
    if not torn:
        return False
    # Whoever works on the stack may be writing it just now.
    refuse_held(stack, engine.locks() or ())
    for path in torn:
        tell(f"half-written when the engine was killed, so that it cannot read the state, which is whole: {path}")
    if not yes:
        confirm(stack)
    for path in torn:
        path.unlink(missing_ok=True)
        tell(f"removed: {path}; the engine writes it anew")
    return True


def answered(made: tuple[str, ...], not_made: tuple[str, ...]) -> dict[str, str | None]:
    """What a person found at the vendor, by URN. Raises click.UsageError."""
    answers: dict[str, str | None] = {}
    for text in made:
        # Inputs of URNs never hold one: a name may, and then the id is what follows the last.
        urn, equals, identity = text.rpartition("=")
        if not equals or not urn or not identity:
            raise click.UsageError(f"--import: {text}: URN=ID, with the id that `pulumi import` takes for the type")
        answers[urn] = identity
    for urn in not_made:
        if urn in answers:
            raise click.UsageError(f"--clear: {urn}: --import says that it is there")
        answers[urn] = None
    return answers


def look(engine: Live, stack: str, answers: Mapping[str, str | None]) -> Look:
    """Read state, locks and checkpoints. Raises EngineError."""
    from sayar.engine.recover import decide, load_rows, standing
    from sayar.facts.replacement import load_facts

    found = standing(engine.export())
    decisions = decide(found, answers, load_facts().stateful, load_rows()) if found.pending else ()
    return Look(stack, found, decisions, engine.locks(), engine.last_checkpoint())


def told(look: Look) -> RecoverDocument:
    """The document of what was found."""
    from sayar.documents.recover import FORMAT, KeptState, Lock, Operation, RecoverDocument, Written
    from sayar.engine.locks import owner
    from sayar.engine.recover import kept_standing

    def written(state: Standing) -> Written:
        return Written(written=state.written.isoformat() if state.written else None, resources=len(state.ids))

    kept, found = kept_standing(look.checkpoint), look.found
    newer = (found.written - kept.written).total_seconds() if kept and kept.written and found.written else None
    return RecoverDocument(
        format=FORMAT,
        stack=look.stack,
        state=written(found),
        checkpoint=KeptState(path=str(look.checkpoint), kept=written(kept) if kept else None, state_newer_s=newer)
        if look.checkpoint
        else None,
        locks=None
        if look.locks is None
        else tuple(
            Lock(user=one.user, host=one.host, process=one.pid, since=one.since, owner=owner(one)) for one in look.locks
        ),
        operations=tuple(
            Operation(
                urn=one.pending.urn,
                op=one.pending.op,
                way=one.way,
                why=one.why,
                there=found.ids.get(one.pending.urn) if one.pending.op == "creating" else None,
            )
            for one in look.decisions
        ),
    )


def refuse_strangers(answers: Mapping[str, str | None], first: Look) -> None:
    """An answer about something else is a slip, and would look as if it had been heard. Raises click.UsageError."""
    creates = [one.pending.urn for one in first.decisions if one.pending.op == "creating"]
    for urn in answers:
        if urn not in creates:
            known = "\n".join(creates) or "none is"
            raise click.UsageError(f"{urn}: no create of it was interrupted; allowed: {known}")


def refuse_held(stack: str, locks: tuple[Holder, ...]) -> None:
    """Raise RefusedError for a lock whose process may still be at work."""
    from sayar.engine.locks import owner

    for holder in locks:
        state = owner(holder)
        if state == "gone":
            continue
        why = {
            "alive": "that process runs: wait for its end, or interrupt it once and let it end what it began",
            "elsewhere": "that is another host, so nobody can tell from here whether the process runs",
            "unknown": "so nobody can tell whether it is at work",
        }[state]
        lines = [f"refused: {stack} is held by {holder}; {why}; nothing was changed"]
        if state != "alive":
            lines.append(f"once you know that nobody works on it: pulumi cancel {stack} --yes")
        raise RefusedError("\n".join(lines), EXIT_REFUSED)


def confirm(stack: str) -> None:
    """Ask on a terminal. Raises RefusedError for any answer but yes, and where nobody can be asked."""
    if not sys.stdin.isatty():
        raise RefusedError("--yes mends it; nothing was changed", EXIT_REFUSED)
    if not click.confirm(f"Mend {stack}?", err=True):
        raise RefusedError("not mended; nothing was changed", EXIT_INPUT)


def mend(engine: Live, first: Look, tell: Tell) -> None:
    """Checkpoint, lock, then what was under way. Raises EngineError, and RefusedError for a lock that is somebody's."""
    tell(f"checkpoint: {engine.checkpoint()}")
    if first.locks:
        # The engine takes all locks away or none, so one that has come meanwhile must not be among them.
        refuse_held(first.stack, engine.locks() or ())
        engine.cancel()
        tell("the lock is taken away: the process that made it is gone")
    imports = [one for one in first.decisions if one.way == "import"]
    asked = [one for one in first.decisions if one.way == "ask"]
    clears = [one for one in first.decisions if one.way in ("clear", "import")]
    urns = [one.pending.urn for one in first.decisions if one.way == "refresh"]
    if urns or first.locks is None:
        # First, because any update forgets these marks. On a backend that hides its locks this is what meets one.
        unlocked(engine, first, lambda: engine.settle(first.found, urns, tell, clear=False), tell)
    for one in imports:
        engine.take_in(one.pending, one.identity)
        tell(f"imported: {one.pending.type} {one.identity}")
    if clears and not asked:
        # The engine clears all pending creates or none: one that nobody has looked after keeps the others.
        engine.settle(first.found, [], tell, clear=True)
        for one in clears:
            tell(f"cleared: {one.pending}: {one.why}")


def unlocked(engine: Live, first: Look, work: Callable[[], None], tell: Tell) -> None:
    """Do it; if the engine meets a lock whose process is gone, take that away and do it again, once."""
    from sayar.engine.errors import EngineRunError
    from sayar.engine.locks import holders_in_words

    try:
        work()
    except EngineRunError as error:
        holders = holders_in_words(str(error))
        if not holders:
            raise
        refuse_held(first.stack, holders)
        engine.cancel()
        tell("the lock is taken away: the process that made it is gone")
        work()
