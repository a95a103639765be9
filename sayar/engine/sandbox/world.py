"""The sandbox's world: what the stand-in vendors hold, in one file that several provider processes share.

The file is a log: a line a change, written in one piece under a lock. Whoever reads it goes on where it stopped, so an
order costs what it changes, however large the world is.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

_PRIVATE: Final = 0o600  # a vendor knows the secrets it was given, so the file does too
_HEAD: Final = {"format": "sayar.world/1"}

Act = Literal["create", "update", "delete"]


class WorldError(RuntimeError):
    """A world file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One object at a vendor. `birth` counts how often its URN was made; `properties` are plain, without wrappers."""

    type: str
    id: str
    urn: str
    birth: int
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: what was done to which object, in the order in which it was done."""

    act: Act
    type: str
    urn: str
    id: str


@dataclass(slots=True)
class Contents:
    """All that the world holds. `struck` counts how often each fault has struck; `births` how often a URN was made."""

    by_key: dict[tuple[str, str], Thing] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    births: dict[str, int] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list, compare=False)
    """What was changed and is not written yet."""

    @property
    def things(self) -> tuple[Thing, ...]:
        """All objects."""
        return tuple(self.by_key.values())

    def find(self, token: str, identity: str) -> Thing | None:
        """The object of a type with an id, or with an import id that ends in it (`zone/record`)."""
        return self.by_key.get((token, identity)) or self.by_key.get((token, identity.rpartition("/")[2]))

    def born(self, urn: str) -> int:
        """Count one more object of a URN; the first is 1."""
        self._do({"born": urn})
        return self.births[urn]

    def strike(self, fault: str) -> None:
        """Count that a fault has struck."""
        self._do({"struck": fault})

    def put(self, act: Act, thing: Thing) -> None:
        """Store an object and write it into the journal."""
        self._do({"put": asdict(thing), "act": act})

    def remove(self, thing: Thing) -> None:
        """Take an object away and write it into the journal."""
        self._do({"remove": [thing.type, thing.id], "urn": thing.urn, "act": "delete"})

    def drift(self, thing: Thing) -> None:
        """Store an object that somebody changed without the engine: the journal knows nothing of it."""
        self._do({"put": asdict(thing)})

    def lose(self, thing: Thing) -> None:
        """Take an object away without a line in the journal."""
        self._do({"remove": [thing.type, thing.id]})

    def apply(self, step: Mapping[str, Any]) -> None:
        """One step of a log. Raises KeyError, TypeError or ValueError for what is none."""
        if "born" in step:
            self.births[step["born"]] = self.births.get(step["born"], 0) + 1
        elif "struck" in step:
            self.struck[step["struck"]] = self.struck.get(step["struck"], 0) + 1
        elif "put" in step:
            thing = Thing(**step["put"])
            # The last that was touched comes last.
            self.by_key.pop((thing.type, thing.id), None)
            self.by_key[(thing.type, thing.id)] = thing
            if "act" in step:
                self.journal.append(Entry(step["act"], thing.type, thing.urn, thing.id))
        else:
            token, identity = step["remove"]
            self.by_key.pop((token, identity), None)
            if "act" in step:
                self.journal.append(Entry(step["act"], token, step["urn"], identity))

    def _do(self, step: dict[str, Any]) -> None:
        self.steps.append(step)
        self.apply(step)


@dataclass(slots=True)
class World:
    """The world in a file. Readers see whole changes, which come one after the other; a killed writer harms none."""

    path: Path
    _known: Contents = field(default_factory=Contents, compare=False)
    _read_to: int = field(default=0, compare=False)
    """How many bytes of the file are known."""
    _mine: threading.RLock = field(default_factory=threading.RLock, compare=False)

    def contents(self) -> Contents:
        """What the world holds now. A file that is not there is an empty world. Raises WorldError for a broken one."""
        with self._mine:
            self._catch_up()
            return self._known

    @contextmanager
    def change(self) -> Iterator[Contents]:
        """Change the world alone; what was changed is kept when the block ends without an exception."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._mine:
            lock = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, _PRIVATE)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._catch_up()
                yield self._known
                self._write()
            except BaseException:
                # What is in memory may be half of a change.
                self._known, self._read_to = Contents(), 0
                raise
            finally:
                os.close(lock)

    def things(self, token: str | None = None) -> tuple[Thing, ...]:
        """The objects of one type, or all of them."""
        return tuple(thing for thing in self.contents().things if token in (None, thing.type))

    def drift(self, token: str, identity: str, values: Mapping[str, Any]) -> None:
        """Change an object behind the engine's back, as at a console. Raises KeyError when it is not there."""
        with self.change() as contents:
            thing = _there(contents, token, identity)
            contents.drift(Thing(thing.type, thing.id, thing.urn, thing.birth, {**thing.properties, **values}))

    def lose(self, token: str, identity: str) -> None:
        """Remove an object behind the engine's back. Raises KeyError if it is not there."""
        with self.change() as contents:
            contents.lose(_there(contents, token, identity))

    def _catch_up(self) -> None:
        """Read what others have written since. A last line without an end is of a writer that was killed."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read_to)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
            if self._read_to == 0:
                _refuse_other(lines.pop(0) if lines else None)
            for steps in lines:
                for step in steps:
                    self._known.apply(step)
        except (ValueError, KeyError, TypeError) as error:
            self._known, self._read_to = Contents(), 0
            raise WorldError(f"{self.path.name}: not a world file: {error}") from None
        self._read_to += len(whole)

    def _write(self) -> None:
        steps, self._known.steps = self._known.steps, []
        if not steps:
            return
        line = json.dumps(steps, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        if not self._read_to:
            line = json.dumps(_HEAD).encode() + b"\n" + line
            self._begin(line)
        else:
            with self.path.open("r+b") as file:
                file.truncate(self._read_to)
                file.seek(self._read_to)
                file.write(line)
        self._read_to += len(line)

    def _begin(self, text: bytes) -> None:
        """The file is there only once it is a world: readers take no lock, and a writer may be killed at any time."""
        begun = self.path.with_suffix(".begun")
        with os.fdopen(os.open(begun, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _PRIVATE), "wb") as file:
            file.write(text)
        begun.replace(self.path)


def _there(contents: Contents, token: str, identity: str) -> Thing:
    thing = contents.find(token, identity)
    if thing is None:
        raise KeyError(f"{token} {identity}")
    return thing


def _refuse_other(head: object) -> None:
    if head != _HEAD:
        raise ValueError("another kind of file")
