"""What can be wrong with a graph that comes from outside, or with a program that is recorded."""

from __future__ import annotations

from collections.abc import Sequence


class InputError(Exception):
    """A document that cannot be used: one line per problem, all at once, each one once."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems: tuple[str, ...] = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(self.problems))


class RecordError(Exception):
    """A program that the recorder cannot follow: it asks for data, or registers one URN twice."""
