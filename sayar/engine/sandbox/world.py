"""The sandbox's world: what the stand-in vendors hold, in one file that several provider processes share."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

_PRIVATE: Final = 0o600  # a vendor knows the secrets it was given, so the file does too

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

    things: list[Thing] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    births: dict[str, int] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)

    def find(self, token: str, identity: str) -> Thing | None:
        """The object of a type with an id, or with an import id that ends in it (`zone/record`)."""
        same = [thing for thing in self.things if thing.type == token]
        last = identity.rpartition("/")[2]
        exact = (thing for thing in same if thing.id == identity)
        return next(exact, None) or next((thing for thing in same if thing.id == last), None)

    def born(self, urn: str) -> int:
        """Count one more object of a URN; the first is 1."""
        self.births[urn] = self.births.get(urn, 0) + 1
        return self.births[urn]

    def put(self, act: Act, thing: Thing) -> None:
        """Store an object and write it into the journal."""
        self.things = [each for each in self.things if (each.type, each.id) != (thing.type, thing.id)]
        self.things.append(thing)
        self.journal.append(Entry(act, thing.type, thing.urn, thing.id))

    def remove(self, thing: Thing) -> None:
        """Take an object away and write it into the journal."""
        self.things = [each for each in self.things if (each.type, each.id) != (thing.type, thing.id)]
        self.journal.append(Entry("delete", thing.type, thing.urn, thing.id))


@dataclass(frozen=True, slots=True)
class World:
    """The world in a file. Readers see whole states, changes come one after the other, a killed writer harms none."""

    path: Path

    def contents(self) -> Contents:
        """What the world holds now. A file that is not there is an empty world. Raises WorldError for a broken one."""
        if not self.path.exists():
            return Contents()
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            return Contents(
                things=[Thing(**each) for each in raw["things"]],
                journal=[Entry(**each) for each in raw["journal"]],
                births=raw["births"],
                struck=raw["struck"],
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise WorldError(f"{self.path.name}: not a world file: {error}") from None

    @contextmanager
    def change(self) -> Iterator[Contents]:
        """Change the world alone; what was changed is kept when the block ends without an exception."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # The lock is a file of its own, since renaming replaces the file that would be locked.
        lock = os.open(self.path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, _PRIVATE)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            contents = self.contents()
            yield contents
            self._save(contents)
        finally:
            os.close(lock)

    def things(self, token: str | None = None) -> tuple[Thing, ...]:
        """The objects of one type, or all of them."""
        return tuple(thing for thing in self.contents().things if token in (None, thing.type))

    def drift(self, token: str, identity: str, values: Mapping[str, Any]) -> None:
        """Change an object behind the engine's back, as at a console. Raises KeyError when it is not there."""
        with self.change() as contents:
            thing = contents.find(token, identity)
            if thing is None:
                raise KeyError(f"{token} {identity}")
            changed = Thing(thing.type, thing.id, thing.urn, thing.birth, {**thing.properties, **values})
            contents.things[contents.things.index(thing)] = changed

    def lose(self, token: str, identity: str) -> None:
        """Remove an object behind the engine's back. Raises KeyError if it is not there."""
        with self.change() as contents:
            thing = contents.find(token, identity)
            if thing is None:
                raise KeyError(f"{token} {identity}")
            contents.things.remove(thing)

    def _save(self, contents: Contents) -> None:
        draft = self.path.with_suffix(".draft")
        draft.touch(_PRIVATE)
        draft.write_text(json.dumps(asdict(contents), indent=1, sort_keys=True), encoding="utf-8")
        draft.replace(self.path)
