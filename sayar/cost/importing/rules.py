"""Which product of an AWS price list is which row of the book: rows in `rules.yaml`, each with its source and date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sayar.shipped import said

VENDOR: Final = "aws"
Times = Annotated[Decimal, Field(gt=0)]
Text = Annotated[str, StringConstraints(min_length=1)]
Wanted = Mapping[str, str | tuple[str, ...]]
_TYPE: Final = re.compile(r"\(\?P<type>([^()]*)\)")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Row):
    """A kind of product and the row that it becomes; see the head of `rules.yaml` for each key."""

    sku: Text
    offer: Text
    family: Text
    where: Wanted = {}
    unless: Wanted = {}
    usage: Text
    units: tuple[Text, ...]
    ours: Text
    times: Times = Decimal(1)
    tier: str | None = None
    source: Text
    date: Text
    confidence: Literal["documented", "assumed"]

    def makes(self, sku: str) -> bool:
        """True where a row of this name could come from this rule."""
        head, named, tail = self.sku.partition("{type}")
        kind = _TYPE.search(self.usage)
        if not named or kind is None:
            return sku == self.sku
        return re.fullmatch(re.escape(head) + kind[1] + re.escape(tail), sku) is not None


class Regions(_Row):
    """Which regions are of the book, and the names that older files give instead of a code."""

    code: Text
    why: Text
    names: Mapping[str, str]
    source: Text
    date: Text


class Rules(_Row):
    """Everything in `rules.yaml`."""

    prefix: Text
    where: Wanted
    regions: Regions
    rules: tuple[Rule, ...]

    def offers(self) -> tuple[str, ...]:
        """The offer codes that rules know, each once."""
        return tuple(dict.fromkeys(rule.offer for rule in self.rules))

    def of(self, family: str, attributes: Mapping[str, object]) -> Iterator[tuple[Rule, str]]:
        """The rules that a product of a family meets, each with the sku that it makes."""
        usage = attributes.get("usagetype")
        if not isinstance(usage, str) or not _meets(self.where, attributes):
            return
        for rule in self.rules:
            if rule.family != family or not _meets(rule.where, attributes) or _any(rule.unless, attributes):
                continue
            found = re.fullmatch(self.prefix + rule.usage, usage)
            if found is not None:
                yield rule, rule.sku.format(**found.groupdict())

    def region(self, attributes: Mapping[str, object]) -> str | None:
        """Where a product is sold; None for a place that is not of the book."""
        code = attributes.get("regionCode")
        if not isinstance(code, str):
            code = self.regions.names.get(str(attributes.get("location")), "")
        return code if re.fullmatch(self.regions.code, code) else None


@cache
def rules() -> Rules:
    """The rules, read once."""
    return Rules.model_validate(said(Path(__file__).parent / "rules.yaml"))


def _meets(wanted: Wanted, attributes: Mapping[str, object]) -> bool:
    return all(attributes.get(name) in _each(value) for name, value in wanted.items())


def _any(wanted: Wanted, attributes: Mapping[str, object]) -> bool:
    return any(attributes.get(name) in _each(value) for name, value in wanted.items())


def _each(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
