"""The rows of `facts.yaml`: what Supabase documents about itself, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from providers.kit.facts import Row, Rows, loaded


class RequestLimit(Row):
    """How many requests one user may make of one project, and of one organization."""

    per_minute: int


class Sizes(Row):
    """Compute sizes, the smaller ones first."""

    sizes: tuple[str, ...]


class ReplicaLimit(Row):
    """How many read replicas there may be from a compute size on."""

    from_size: str
    most: int


class Need(Row):
    """A number that the platform asks for or keeps to."""

    name: str
    value: int


class AddonVariants(Row):
    """What can be selected of a type of add-on."""

    type: str
    variants: tuple[str, ...]


class SettingUnit(Row):
    """The unit of a number that some settings of Postgres are given without one."""

    settings: tuple[str, ...]
    unit: str


class Facts(Rows):
    """All rows."""

    limits: tuple[RequestLimit, ...]
    sizes: tuple[Sizes, ...]
    replicas: tuple[ReplicaLimit, ...]
    needs: tuple[Need, ...]
    addons: tuple[AddonVariants, ...]
    units: tuple[SettingUnit, ...]

    def rank(self, size: str) -> int:
        """The place of a compute size among the others; one that is not known is larger than all that are."""
        known = [each for row in self.sizes for each in row.sizes]
        return known.index(size) if size in known else len(known)

    def replicas_of(self, size: str) -> int:
        """How many read replicas a project of a compute size may have: none below the smallest that allows any."""
        return max((row.most for row in self.replicas if self.rank(row.from_size) <= self.rank(size)), default=0)

    @property
    def smallest_with_replicas(self) -> str:
        """The smallest compute size that may have read replicas."""
        return min((row.from_size for row in self.replicas), key=self.rank)

    def need(self, name: str) -> int:
        """The number. Raises KeyError for a name without a row."""
        for row in self.needs:
            if row.name == name:
                return row.value
        raise KeyError(name)

    def variants(self, addon: str) -> tuple[str, ...]:
        """What can be selected of a type of add-on."""
        return tuple(each for row in self.addons if row.type == addon for each in row.variants)

    def unit(self, setting: str) -> str | None:
        """What a bare number means in a setting of Postgres, None where it means itself."""
        return next((row.unit for row in self.units if setting in row.settings), None)


@cache
def facts() -> Facts:
    """The rows, read once."""
    return loaded(Facts, Path(__file__).parent / "facts.yaml")
