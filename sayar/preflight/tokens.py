"""The tokens of the vendors: whether they are in the environment, and whether their vendors take them.

Their values are never shown and never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.judged_vendors import token
from sayar.preflight.doctor.needs import account_of, used
from sayar.preflight.doctor.outcome import MISSING, OK
from sayar.preflight.doctor.read import Readings
from sayar.preflight.doctor.wants import TokenGood, Vendor

State = Literal["accepted", "refused", "not_checked", "missing"]
WITHIN_S: Final = 10.0
"""How long all vendors together may take."""


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """What is known of one vendor's token: `variable` is the name that holds it, or names that could, `text` a line."""

    vendor: Vendor
    variable: str
    state: State
    text: str


def check_tokens(platform: PlatformSpec, environment: Mapping[str, str]) -> list[TokenCheck]:
    """One result for each vendor that the stack uses, in a stable order; whoever has a token there is asked.

    Raises InputError for an address in the environment that a token must not be sent to.
    """
    holders = {vendor: _holder(vendor, environment) for vendor in used(platform)}
    readings = None
    if any(holders.values()):
        from sayar.preflight.doctor.readings.every import read_vendors

        readings = read_vendors(platform, environment, WITHIN_S)
    return [_check(platform, vendor, holder, readings) for vendor, holder in holders.items()]


def _holder(vendor: Vendor, environment: Mapping[str, str]) -> str:
    """The variable that holds the vendor's token, "" where none does."""
    names = facts().token_of(vendor).variables
    return next((name for name in names if environment.get(name, "").strip()), "")


def _check(platform: PlatformSpec, vendor: Vendor, holder: str, readings: Readings | None) -> TokenCheck:
    if not holder or readings is None:
        either = " or ".join(facts().token_of(vendor).variables)
        return TokenCheck(vendor, either, "missing", f"{either} is missing")
    outcome = token(TokenGood(vendor, account_of(platform, vendor)[1]), readings)
    name = vendor.capitalize()
    if outcome.state == OK:
        return TokenCheck(vendor, holder, "accepted", f"{holder} is good: {name} takes it")
    if outcome.state == MISSING:
        return TokenCheck(vendor, holder, "refused", f"{holder} is not good: {outcome.found}")
    return TokenCheck(vendor, holder, "not_checked", f"{holder} is there, not checked: {outcome.found}")
