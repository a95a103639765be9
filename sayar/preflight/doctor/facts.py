"""The rows of `facts.yaml`: plans in their order, tokens and their rights, and what only a person can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from providers.kit.facts import Row, Rows, loaded


class Plans(Row):
    """A vendor's plans, the lowest first, and which of them each word of its API may mean."""

    vendor: str
    order: tuple[str, ...]
    says: Mapping[str, tuple[str, ...]]

    def rank(self, plan: str) -> int:
        """The place of a plan. Raises ValueError for one that the vendor does not sell."""
        return self.order.index(plan)


class Tool(Row):
    """The least version of a local tool."""

    name: str
    least: str


class Words(Row):
    """The vendor's words that are good."""

    vendor: str
    good: tuple[str, ...]


class Rights(Row):
    """The vendor's names of rights that the program needs."""

    vendor: str
    names: tuple[str, ...]


class Step(Row):
    """What a person does; `{…}` stands for something of the stack."""

    id: str
    text: str


class Token(Row):
    """A vendor's token: the variables that may hold it and the rights it needs, `bought` where a plan is bought."""

    vendor: str
    variables: tuple[str, ...]
    rights: str
    bought: str = ""


class Facts(Rows):
    """All rows."""

    plans: tuple[Plans, ...]
    tools: tuple[Tool, ...]
    billing: tuple[Words, ...]
    roles: tuple[Words, ...]
    zone_rights: tuple[Rights, ...]
    steps: tuple[Step, ...]
    tokens: tuple[Token, ...]

    def plans_of(self, vendor: str) -> Plans:
        """The plans of a vendor. Raises KeyError without a row."""
        return _of(self.plans, vendor)

    def token_of(self, vendor: str) -> Token:
        """The token of a vendor. Raises KeyError without a row."""
        return _of(self.tokens, vendor)

    def step(self, name: str, **filled: str) -> str:
        """A step with the stack's own words in it. Raises KeyError for a name, or a word of it, that is not there."""
        for row in self.steps:
            if row.id == name:
                return row.text.format_map(filled)
        raise KeyError(name)


R = TypeVar("R", Plans, Token)


@cache
def facts() -> Facts:
    """The rows, read once."""
    return loaded(Facts, Path(__file__).parent / "facts.yaml")


def _of(rows: Sequence[R], vendor: str) -> R:
    for row in rows:
        if row.vendor == vendor:
            return row
    raise KeyError(vendor)
