"""What the cell of every major client has in its cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from components.cluster.nodes_spec import PoolSpec, QuotaSpec
from components.spec import Problem, Spec

Cells = Literal["client-*"]
"""The namespaces of all clients, as EKS takes them in an access entry: those of clients to come too."""

CELLS: Final[Cells] = "client-*"


class CellsSpec(Spec):
    """One shape for all cells: machines of their own, and what their pods may ask for together.

    The pool's `name` is the beginning of each cell's own: `client` makes `client-acme`.
    """

    pool: PoolSpec
    quota: QuotaSpec

    def rules(self) -> Iterator[Problem]:
        """A client's machines are a client's, and hold what its quota allows."""
        if self.pool.taint == "off":
            yield Problem("pool.taint", "off", "on: other clients' pods must not land there")
        most = self.pool.most_cpu * 1000
        if self.quota.cpu_m > most:
            yield Problem("quota.cpu_m", self.quota.cpu_m, f"at most {most}, the cores of pool.most_cpu")
