"""The tokens of the vendors: whether they are in the environment. Their values are never shown and never kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["accepted", "refused", "not_checked", "missing"]

VARIABLES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("cloudflare", ("CLOUDFLARE_API_TOKEN",)),
    ("vercel", ("VERCEL_API_TOKEN",)),
    ("railway", ("RAILWAY_API_TOKEN", "RAILWAY_TOKEN")),
    ("supabase", ("SUPABASE_ACCESS_TOKEN",)),
)
"""By vendor, the variables that may hold its token; the first one that is set counts."""


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """What is known of one vendor's token: `variable` is the name that holds it, or names that could, `text` a line."""

    vendor: str
    variable: str
    state: State
    text: str


def check_tokens(environment: Mapping[str, str]) -> list[TokenCheck]:
    """One result a vendor, in a stable order. Presence only: no vendor is asked."""
    return [_presence(vendor, names, environment) for vendor, names in VARIABLES]


def _presence(vendor: str, names: tuple[str, ...], environment: Mapping[str, str]) -> TokenCheck:
    for name in names:
        if environment.get(name, "").strip():
            return TokenCheck(vendor, name, "not_checked", f"{name} is there; nobody asked {vendor} whether it is good")
    either = " or ".join(names)
    return TokenCheck(vendor, either, "missing", f"{either} is missing")
