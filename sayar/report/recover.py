"""What a broken update left, in words and commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import UTC, datetime

from sayar.documents.recover import KeptState, Lock, Operation, RecoverDocument, Written
from sayar.report.cells import cell
from sayar.urn import name_of, type_of

_WAYS = {
    "refresh": "to be refreshed",
    "clear": "to be forgotten",
    "import": "to be imported",
    "ask": "a question to you",
}


def rendered(document: RecoverDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    lines = _markdown(document) if form == "markdown" else _lines(document)
    return "\n".join(lines) + "\n"


def left(document: RecoverDocument) -> tuple[str, ...]:
    """What is still left after everything was done that can be done from here, a question for each."""
    lines = [f"{document.stack} is not clean yet; what could be settled is settled"]
    lines += [f"lock: {held_by(lock)}" for lock in document.locks or ()]
    for operation in document.operations:
        lines += _operation(document, operation)
    return tuple(lines)


def held_by(lock: Lock) -> str:
    """Who made a lock."""
    if not lock.process:
        return "a lock that names no process"
    return f"{lock.user}@{lock.host}, process {lock.process}, since {lock.since}"


def _lines(document: RecoverDocument) -> Iterator[str]:
    yield f"{document.stack}: state {_written(document.state)}"
    yield from _checkpoint(document.checkpoint)
    yield from _locks(document)
    yield f"under way when the state was written: {len(document.operations) or 'nothing'}"
    for operation in document.operations:
        yield from _operation(document, operation)
    yield _next(document)


def _markdown(document: RecoverDocument) -> Iterator[str]:
    first, *others, last = _lines(document)
    yield from (f"**{cell(first)}**", "")
    for line in others:
        indent = len(line) - len(line.lstrip())
        yield f"{' ' * indent}- {cell(line)}"
    yield from ("", cell(last))


def _checkpoint(kept: KeptState | None) -> Iterator[str]:
    if kept is None:
        yield "last checkpoint: none; `sayar up` keeps one before each update"
        return
    yield f"last checkpoint: {kept.path}"
    yield f"  {_written(kept.kept) if kept.kept is not None else 'it cannot be read'}; {_age(kept.state_newer_s)}"


def _age(newer_s: float | None) -> str:
    if newer_s is None:
        return "which of the two is newer, nobody can tell"
    if newer_s == 0:
        return "the state is the same: nothing was written since"
    if newer_s > 0:
        return f"the state is newer by {newer_s:.0f} s, so it is the one to go on from"
    return f"the state is OLDER by {-newer_s:.0f} s: somebody brought an older one back"


def _locks(document: RecoverDocument) -> Iterator[str]:
    if document.locks is None:
        yield "lock: this backend tells of one only to a command that wants it; `--yes` asks for it"
    elif not document.locks:
        yield "lock: none"
    for lock in document.locks or ():
        yield f"lock: {held_by(lock)}; {_owner(lock)}"


def _owner(lock: Lock) -> str:
    return {
        "gone": "that process is gone, so the lock can be taken away",
        "alive": "that process runs",
        "elsewhere": f"whether it runs can be told on {lock.host} alone",
        "unknown": "it is not known who that is",
    }[lock.owner]


def _operation(document: RecoverDocument, operation: Operation) -> Iterator[str]:
    what = f"{operation.op} {type_of(operation.urn)} {name_of(operation.urn)}"
    yield f"  {what}: {_WAYS[operation.way]}: {operation.why}"
    if operation.way != "ask":
        return
    command = f"sayar recover --stack {shlex.quote(document.stack)} --yes"
    if operation.there is not None:
        yield f"    the state has {operation.there}, which it was to replace: delete a second one at the vendor by hand"
        yield f"    once there is none: {command} --clear {shlex.quote(operation.urn)}"
        return
    yield f"    look at the vendor; if it is there: {command} --import {shlex.quote(f'{operation.urn}=ID')}"
    yield f"    if there is none: {command} --clear {shlex.quote(operation.urn)}"


def _next(document: RecoverDocument) -> str:
    stack = document.stack
    if not document.to_do:
        known = "clean" if document.locks is not None else "clean as far as the state tells"
        return f"{stack} is {known}; go on with `sayar up --stack {stack}`"
    return f"next: `sayar recover --stack {stack} --yes`, then `sayar up --stack {stack}`"


def _written(state: Written) -> str:
    count = f"{state.resources} resource{'' if state.resources == 1 else 's'}"
    if state.written is None:
        return f"of an unknown time, {count}"
    moment = datetime.fromisoformat(state.written).astimezone(UTC)
    return f"written {moment:%Y-%m-%d %H:%M:%S} UTC, {count}"
