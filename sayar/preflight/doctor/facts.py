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


class Sold(Row):
    """What is bought beside a plan: `words` of a subscription's plan that name it, and states that are good or bad."""

    id: str
    vendor: str
    words: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]

    def named(self, *texts: str) -> bool:
        """True where one of the texts has one of the words, whatever its case and whatever joins them."""
        plain = [text.lower().replace("_", " ").replace("-", " ") for text in texts]
        return any(word in text for word in self.words for text in plain)


class Refusal(Row):
    """A vendor's words, in small letters, for an account that has not switched something on."""

    id: str
    words: tuple[str, ...]

    def said(self, text: str) -> bool:
        """True where the text has one of the words."""
        return any(word in text.lower() for word in self.words)


class Reading(Row):
    """The right that a reading takes."""

    id: str
    right: str


class Step(Row):
    """What a person does; `{…}` stands for something of the stack."""

    id: str
    text: str


class Source(Row):
    """The variables that make one source of credentials, all of them; the first one chooses it."""

    id: str
    variables: tuple[str, ...]


class Quota(Row):
    """What an account may have of something in a region: its `default`, the vendor's code and name for it.

    `families` are first letters of the machines that count, for quotas of machines.
    """

    id: str
    service: str
    code: str
    name: str
    default: int
    families: tuple[str, ...] = ()


class Token(Row):
    """A vendor's token: the variables that may hold it, the rights it always needs, and `more` by what is selected."""

    vendor: str
    variables: tuple[str, ...]
    rights: str
    more: Mapping[str, str] = {}


class Facts(Rows):
    """All rows."""

    plans: tuple[Plans, ...]
    tools: tuple[Tool, ...]
    billing: tuple[Words, ...]
    roles: tuple[Words, ...]
    zone_rights: tuple[Rights, ...]
    sold: tuple[Sold, ...]
    refusals: tuple[Refusal, ...]
    readings: tuple[Reading, ...]
    credentials: tuple[Source, ...]
    quotas: tuple[Quota, ...]
    looks: tuple[Step, ...]
    steps: tuple[Step, ...]
    tokens: tuple[Token, ...]

    def plans_of(self, vendor: str) -> Plans:
        """The plans of a vendor. Raises KeyError without a row."""
        return _of(self.plans, vendor)

    def token_of(self, vendor: str) -> Token:
        """The token of a vendor. Raises KeyError without a row."""
        return _of(self.tokens, vendor)

    def sold_as(self, name: str) -> Sold:
        """What is bought, by its id. Raises KeyError without a row."""
        return _by_id(self.sold, name)

    def refusal(self, name: str) -> Refusal:
        """The words of a refusal, by its id. Raises KeyError without a row."""
        return _by_id(self.refusals, name)

    def right_to_read(self, name: str) -> str:
        """The right that a reading takes, by the id of the reading. Raises KeyError without a row."""
        return _by_id(self.readings, name).right

    def quota(self, name: str) -> Quota:
        """A quota by its id. Raises KeyError without a row."""
        return _by_id(self.quotas, name)

    def look(self, name: str, **filled: str) -> str:
        """How a person sees what no reading tells. Raises as `step` does."""
        return _by_id(self.looks, name).text.format_map(filled)

    def step(self, name: str, **filled: str) -> str:
        """A step with the stack's own words in it. Raises KeyError for a name, or a word of it, that is not there."""
        return _by_id(self.steps, name).text.format_map(filled)


R = TypeVar("R", Plans, Token)
N = TypeVar("N", Sold, Refusal, Reading, Step, Quota)


@cache
def facts() -> Facts:
    """The rows, read once."""
    return loaded(Facts, Path(__file__).parent / "facts.yaml")


def _of(rows: Sequence[R], vendor: str) -> R:
    for row in rows:
        if row.vendor == vendor:
            return row
    raise KeyError(vendor)


def _by_id(rows: Sequence[N], name: str) -> N:
    for row in rows:
        if row.id == name:
            return row
    raise KeyError(name)
